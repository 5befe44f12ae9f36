//! The program: parses and calls the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    shop_catalog::run()
}
