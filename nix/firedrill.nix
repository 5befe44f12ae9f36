# The command line with the services beside it, and everything that a lab needs on its PATH.
{
  pkgs,
  lib,
  craneLib,
  programs,
  ui,
}:
let
  common = {
    pname = "firedrill";
    version = "0.1.0";
    src = import ./source.nix { inherit lib; };
    strictDeps = true;
    nativeBuildInputs = [ pkgs.pkg-config ];
    buildInputs = [ pkgs.openssl ];
  };
  share = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../chaos-experiments
      (lib.fileset.fileFilter (file: !file.hasExt "md") ../k8s)
    ];
  };
in
craneLib.buildPackage (
  common
  // {
    cargoArtifacts = craneLib.buildDepsOnly common;
    # Its tests want PostgreSQL, Redis and Prometheus; ./check runs them.
    doCheck = false;
    nativeBuildInputs = common.nativeBuildInputs ++ [ pkgs.makeWrapper ];
    postInstall = ''
      mkdir -p $out/share/firedrill/crates/shop-frontend/ui
      cp -r ${share}/. $out/share/firedrill/
      chmod -R u+w $out/share/firedrill
      cp -r ${ui} $out/share/firedrill/crates/shop-frontend/ui/dist
      wrapProgram $out/bin/firedrill \
        --set-default FIREDRILL_SHARE $out/share/firedrill \
        --set-default FIREDRILL_BIN_DIR $out/bin \
        --prefix PATH : ${lib.makeBinPath programs}
    '';
    meta = {
      description = "Live through production incidents on your own machine";
      license = lib.licenses.asl20;
      mainProgram = "firedrill";
      platforms = lib.platforms.linux;
    };
  }
)
