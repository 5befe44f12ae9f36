//! The program: parses and calls the library.
fn main() {}
