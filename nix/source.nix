# What the Rust build reads, and nothing else: a changed document builds nothing again.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.unions [
    ../Cargo.toml
    ../Cargo.lock
    ../rust-toolchain.toml
    (lib.fileset.difference ../crates ../crates/shop-frontend/ui)
    # A test compares them with what the code says.
    ../docs/api
  ];
}
