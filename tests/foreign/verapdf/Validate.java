// Validates one PDF with veraPDF's own profiles. In: the path of a PDF. Out: one line per profile, and the rules that
// failed with how often and where first. Exit status 0 if compliant with both, 1 if not, 2 if it could not be judged.

import java.io.File;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public final class Validate {
    private static final String[][] PROFILES = {{"PDF/UA-1", "PDFUA-1"}, {"PDF/A-3a", "PDFA-3A"}};

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.OFF);
        try {
            boolean compliant = true;
            VeraGreenfieldFoundryProvider.initialise();
            for (String[] profile : PROFILES) compliant &= check(new File(arguments[0]), profile[0], profile[1]);
            System.exit(compliant ? 0 : 1);
        } catch (Exception | LinkageError error) {
            System.err.println("not judged: " + error);
            System.exit(2);
        }
    }

    private static boolean check(File file, String name, String resource) throws Exception {
        ValidationProfile profile;
        try (InputStream xml = Validate.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + resource + ".xml")) {
            profile = Profiles.profileFromXml(xml);
        }
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println(name + ": " + (result.isCompliant() ? "compliant" : "not compliant"));
            Map<String, Integer> count = new TreeMap<>();
            Map<String, TestAssertion> first = new TreeMap<>();
            for (TestAssertion it : result.getTestAssertions()) {
                if (it.getStatus() != TestAssertion.Status.FAILED) continue;
                String rule = it.getRuleId().getClause() + "-" + it.getRuleId().getTestNumber();
                count.merge(rule, 1, Integer::sum);
                first.putIfAbsent(rule, it);
            }
            first.forEach((rule, it) -> System.out.println("  " + rule + " (" + count.get(rule) + "): " + it.getMessage()
                    + " | " + it.getErrorMessage() + " | " + it.getLocation().getContext()));
            return result.isCompliant();
        }
    }
}
