//! Ctrl-C: a long choice stops at its next step, says so, and leaves nothing behind.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Micro data that takes much longer to protect than the test waits: four dimensions, sparse.
fn rows() -> String {
    let mut text = String::from("person,area,product,age,income\n");
    let mut state = 20_260_930_u64;
    let mut draw = |most: u64| {
        // Numerical Recipes' generator: any sequence will do.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most).min((state >> 13) % most)
    };
    for person in 0..20_000 {
        let (area, product, age, income) = (draw(25), draw(9), draw(6), draw(3));
        let _ = writeln!(text, "{person},a{area},p{product},g{age},i{income}");
    }
    text
}

#[test]
fn an_interrupted_choice_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("micro.csv"), rows()).unwrap();
    let words = "protect micro.csv --dimension area --dimension product --dimension age --dimension income --count records --minimum 5 --zeros public --require values:5 --out out";
    let child = Command::new(env!("CARGO_BIN_EXE_drempel"))
        .args(words.split(' '))
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(at)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success(), "it ended before it could be interrupted");
    let output = child.wait_with_output().unwrap();
    let said = super::run::text(&output);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert_eq!(said, "interrupted: nothing was written\n");
    let left: Vec<_> = std::fs::read_dir(at)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(left, ["micro.csv"]);
}
