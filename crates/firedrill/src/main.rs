//! The program: parses and calls the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    firedrill::run(std::env::args_os().collect())
}
