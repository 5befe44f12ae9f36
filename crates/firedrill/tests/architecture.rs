//! The direction of dependencies, from `cargo metadata`: the picture in `docs/architecture.md` is
//! this table.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Every crate, and the crates of this workspace that it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("shop-api", &[]),
    ("shop-kit", &["shop-api"]),
    ("shop-catalog", &["shop-api", "shop-kit"]),
    ("shop-order", &["shop-api", "shop-kit"]),
    ("shop-main", &["shop-api", "shop-kit"]),
    ("shop-frontend", &["shop-api", "shop-kit"]),
    ("shop-bench", &["shop-kit"]),
    ("drill-core", &[]),
    ("monitoring", &["drill-core"]),
    ("drill-load", &["drill-core"]),
    ("lab-managed", &["drill-core"]),
    ("lab-process", &["lab-managed", "drill-core"]),
    ("embedded-kubernetes", &["lab-managed", "drill-core"]),
    (
        "lab-kubernetes",
        &["embedded-kubernetes", "lab-managed", "drill-core"],
    ),
    (
        "drill-engine",
        &[
            "lab-process",
            "lab-kubernetes",
            "embedded-kubernetes",
            "lab-managed",
            "drill-load",
            "drill-core",
        ],
    ),
    (
        "firedrill",
        &[
            "drill-engine",
            "embedded-kubernetes",
            "lab-kubernetes",
            "lab-managed",
            "monitoring",
            "drill-load",
            "drill-core",
        ],
    ),
];

/// Crates that hold no I/O and depend on no runtime.
const PURE: &[&str] = &["shop-api", "drill-core"];
const RUNTIMES: &[&str] = &[
    "tokio",
    "actix-web",
    "diesel",
    "reqwest",
    "tokio-postgres",
    "async-std",
    "smol",
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path("../../Cargo.toml")
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name.clone());
            (package.name.to_string(), names.collect())
        })
        .collect()
}

#[test]
fn crates_depend_only_in_the_drawn_direction() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let found = dependencies();
    let workspace: BTreeSet<&String> = found.keys().collect();
    for (name, dependencies) in &found {
        let Some(allowed) = allowed.get(name.as_str()) else {
            panic!("{name} is not in the picture: add it to docs/architecture.md and to ALLOWED");
        };
        for dependency in dependencies
            .iter()
            .filter(|dependency| workspace.contains(dependency))
        {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}"
            );
        }
    }
    assert_eq!(
        found.len(),
        allowed.len(),
        "ALLOWED names a crate that is gone"
    );
}

#[test]
fn the_shop_and_the_drill_never_import_each_other_even_in_tests() {
    let metadata = MetadataCommand::new()
        .manifest_path("../../Cargo.toml")
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    for package in metadata.workspace_packages() {
        let shop = package.name.starts_with("shop-");
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some())
        {
            assert_eq!(
                shop,
                dependency.name.starts_with("shop-"),
                "{} and {}",
                package.name,
                dependency.name
            );
        }
    }
}

#[test]
fn pure_crates_depend_on_no_runtime() {
    let found = dependencies();
    for name in PURE {
        for runtime in RUNTIMES {
            assert!(
                !found[*name].contains(*runtime),
                "{name} must not depend on {runtime}"
            );
        }
    }
}
