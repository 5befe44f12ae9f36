# The web UI's bundle.
{ pkgs, lib }:
let
  root = ../crates/shop-frontend/ui;
in
pkgs.buildNpmPackage {
  pname = "firedrill-ui";
  version = "0.1.0";
  src = lib.fileset.toSource {
    inherit root;
    fileset = lib.fileset.difference root (
      lib.fileset.unions [
        (lib.fileset.maybeMissing (root + "/node_modules"))
        (lib.fileset.maybeMissing (root + "/dist"))
      ]
    );
  };
  nodejs = pkgs.nodejs_24;
  npmDeps = pkgs.importNpmLock { npmRoot = root; };
  npmConfigHook = pkgs.importNpmLock.npmConfigHook;
  installPhase = ''
    runHook preInstall
    cp -r dist $out
    runHook postInstall
  '';
}
