//! A place for the program under test: labs and an installation of its own.

use std::path::PathBuf;
use std::process::Command;

/// A folder of labs and an installation of its own.
pub(crate) struct Place {
    /// Holds `home` and `share`.
    pub(crate) folder: tempfile::TempDir,
}

/// What a command left behind.
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Place {
    /// A place with one drill, whose definition is broken.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let drill = folder
            .path()
            .join("share/chaos-experiments/drills/catalog-gone");
        std::fs::create_dir_all(&drill).unwrap();
        std::fs::write(
            drill.join("drill.yaml"),
            "formatVersion: 1\nid: catalog-gone\noops: 1\n",
        )
        .unwrap();
        Self { folder }
    }

    /// The folder of the lab `default`.
    pub(crate) fn lab(&self) -> PathBuf {
        self.folder.path().join("home/labs/default")
    }

    /// Makes a file in it.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.lab().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program with English texts in this place.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        command
            .args(args)
            .env("FIREDRILL_HOME", self.folder.path().join("home"))
            .env("FIREDRILL_SHARE", self.folder.path().join("share"))
            .env_remove("FIREDRILL_LAB")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C.UTF-8");
        command
    }

    /// Makes a lab that is down.
    pub(crate) fn make_lab(&self) {
        self.file(
            "lab.json",
            r#"{"formatVersion":1,"name":"default","createdAt":"2026-11-24T00:00:00Z","ports":{},
            "secrets":{},"desired":{"replicas":{},"settings":{},"links":{},"traffic":null},"seeded":false}"#,
        );
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
