//! A namespace that is there before the lab of its name.

use std::path::Path;
use std::process::{Command, Output};

use lab_managed::{LabDir, layout};
use serde_json::json;

use crate::kit::Lab;

/// The lab that comes up beside the one under test.
const NAME: &str = "namesake";

/// A namespace that a lab with this folder made, with something in it. It goes with the value.
struct Namespace<'a> {
    lab: &'a Lab,
    name: String,
}

#[test]
fn what_a_lab_left_whose_folder_is_gone_makes_room() {
    let lab = Lab::from_environment();
    let gone = tempfile::tempdir().unwrap().path().to_owned();
    let namespace = Namespace::make(&lab, &gone);
    let up = firedrill(&["up", "--on", "kubernetes"]);
    let output = String::from_utf8_lossy(&up.stderr).into_owned();
    let is_left = namespace.holds_something();
    firedrill(&["down", "--purge"]);
    assert!(up.status.success(), "{output}");
    assert!(!is_left);
}

#[test]
fn what_another_lab_has_is_not_touched() {
    let lab = Lab::from_environment();
    let folder = tempfile::tempdir().unwrap();
    let namespace = Namespace::make(&lab, folder.path());
    let up = firedrill(&["up", "--on", "kubernetes"]);
    let output = String::from_utf8_lossy(&up.stderr).into_owned();
    firedrill(&["down", "--purge"]);
    assert_eq!(up.status.code(), Some(3), "{output}");
    assert!(output.contains("is not this lab's"), "{output}");
    assert!(namespace.holds_something());
}

/// The program, for the lab beside.
fn firedrill(args: &[&str]) -> Output {
    let share = Path::new("../..").canonicalize().unwrap();
    Command::new(layout::bin_dir().unwrap().join("firedrill"))
        .env("FIREDRILL_SHARE", share)
        .env("FIREDRILL_LAB", NAME)
        .args(args)
        .output()
        .unwrap()
}

impl<'a> Namespace<'a> {
    fn make(lab: &'a Lab, folder: &Path) -> Self {
        let home = layout::home().unwrap();
        let own = LabDir::new(&home, NAME).unwrap();
        assert!(!own.root().exists(), "{}", own.root().display());
        let name = lab_kubernetes::namespace(NAME);
        let namespace = json!({
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": name,
                "labels": { "firedrill.dev/lab": NAME },
                "annotations": { "firedrill.dev/folder": folder },
            },
        });
        let made = Self { lab, name };
        lab.kubectl(&["create", "--filename=-"], &namespace.to_string());
        lab.kubectl(
            &["create", "configmap", "something", &made.namespaced()],
            "",
        );
        made
    }

    fn holds_something(&self) -> bool {
        let found = self.lab.kubectl(
            &[
                "get",
                "configmap",
                "something",
                "--ignore-not-found",
                "--output=name",
                &self.namespaced(),
            ],
            "",
        );
        !found.is_empty()
    }

    fn namespaced(&self) -> String {
        format!("--namespace={}", self.name)
    }
}

impl Drop for Namespace<'_> {
    fn drop(&mut self) {
        self.lab.kubectl(
            &["delete", "namespace", &self.name, "--ignore-not-found"],
            "",
        );
    }
}
