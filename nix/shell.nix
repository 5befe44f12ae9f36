# A shell in which ./firedrill and ./check find everything and install nothing.
{ pkgs, programs }:
pkgs.mkShell {
  packages = programs ++ [
    pkgs.cargo
    pkgs.rustc
    pkgs.clippy
    pkgs.rustfmt
    pkgs.nodejs_24
    pkgs.pkg-config
    pkgs.openssl
    pkgs.shellcheck
    pkgs.chromium
    pkgs.grafana
    pkgs.procps
    pkgs.python3
    pkgs.curl
  ];
  FIREDRILL_NIX_SHELL = "1";
  CHROMIUM_PATH = "${pkgs.chromium}/bin/chromium";
}
