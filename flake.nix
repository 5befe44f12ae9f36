{
  description = "firedrill: live through production incidents of a microservice shop, on your own machine";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
    # The Rust build library, not the OCI tool of the same name.
    crane-rust.url = "github:ipetkov/crane";
  };

  outputs =
    { self, nixpkgs, crane-rust }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      eachSystem =
        make:
        nixpkgs.lib.genAttrs systems (
          system:
          let
            pkgs = nixpkgs.legacyPackages.${system};
          in
          make {
            inherit pkgs;
            lib = pkgs.lib;
            craneLib = crane-rust.mkLib pkgs;
            programs = import ./nix/programs.nix { inherit pkgs; };
          }
        );
      firedrill = args: import ./nix/firedrill.nix (args // { ui = import ./nix/ui.nix { inherit (args) pkgs lib; }; });
    in
    {
      packages = eachSystem (args: {
        default = firedrill args;
        firedrill = firedrill args;
        ui = import ./nix/ui.nix { inherit (args) pkgs lib; };
      });

      apps = eachSystem (args: {
        default = {
          type = "app";
          program = "${firedrill args}/bin/firedrill";
          meta.description = "Practise production incidents";
        };
      });

      devShells = eachSystem (args: {
        default = import ./nix/shell.nix { inherit (args) pkgs programs; };
      });

      checks = eachSystem (args: {
        firedrill = firedrill args;
        shell = import ./nix/shell.nix { inherit (args) pkgs programs; };
      });
    };
}
