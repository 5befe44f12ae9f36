//! What becomes of the program when the other end of a stream fails.

use std::path::Path;
use std::process::Command;

use crate::place::{Place, ran};

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    let shell = format!(
        "{} completions bash | head -n 1",
        env!("CARGO_BIN_EXE_firedrill")
    );
    let ran = ran(Command::new("sh")
        .args(["-c", &shell])
        .env("FIREDRILL_HOME", place.folder.path()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_full_disk_at_standard_output_is_a_failure() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let mut command = Place::new().command(&["--help"]);
    let file = std::fs::File::options().write(true).open(full).unwrap();
    let output = command.stdout(file).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}
