//! The shop's page in a real browser, against real services: as they are, and with links cut.
//!
//! What is looked at stands beside the page, in `crates/shop-frontend/ui/e2e-lab`.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use lab_managed::LabDir;

use crate::kit::{Home, root, said};

/// When the newest file of a folder was written; a file is its own folder.
fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap().flatten();
        return entries.filter_map(|entry| newest(&entry.path())).max();
    }
    path.metadata().and_then(|file| file.modified()).ok()
}

#[test]
fn the_page_sells_and_says_what_is_wrong_while_a_link_is_cut() {
    let ui = root().join("crates/shop-frontend/ui");
    let written = ["src", "public", "index.html", "package-lock.json"];
    let written = written.iter().filter_map(|name| newest(&ui.join(name)));
    let built = newest(&ui.join("dist/index.html"));
    assert!(
        built >= written.max() && ui.join("node_modules/.bin/vitest").exists(),
        "The page is not built, or was changed since: cd {} && npm ci && npm run build",
        ui.display()
    );

    let home = Home::alone();
    home.run(&["up"]).with(0);
    let status = home.status("default");
    let lab = LabDir::new(home.path(), "default").unwrap();
    let tests = Command::new("npm")
        .args(["run", "--silent", "e2e:lab"])
        .current_dir(&ui)
        .env("SHOP_URL", status["addresses"]["shop"].as_str().unwrap())
        .env(
            "STAFF_TOKEN",
            status["logins"]["staffToken"].as_str().unwrap(),
        )
        .env("LAB_SOCKET", lab.socket())
        .output();
    let tests = tests.unwrap_or_else(|error| panic!("npm: {error}. ./check gets Node.js"));
    let tests = said(tests).with(0);
    println!("{}", tests.out);
    home.run(&["audit"]).with(0);
}
