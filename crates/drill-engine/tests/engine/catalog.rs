//! Drills in a folder.

use std::fs;
use std::path::Path;

use drill_core::definition::Runtime;
use drill_core::i18n::Lang;
use drill_engine::catalog::{Catalog, CatalogError};

use crate::kit::{SHARE, copy_of_share};

#[test]
fn a_drill_comes_with_its_guides_and_scripts() {
    let drill = Catalog::of_share(Path::new(SHARE)).load("tiny").unwrap();
    assert_eq!(drill.drill.id, "tiny");
    assert_eq!(drill.guide(Lang::Ko).briefing, "당신이 당직입니다.");
    assert_eq!(drill.hint(2).unwrap().en, "Second.");
    assert_eq!(drill.hint(0), None);
    assert_eq!(drill.hint(4), None);
}

#[test]
fn every_drill_is_listed_also_a_broken_one() {
    let all = Catalog::of_share(Path::new(SHARE)).all().unwrap();
    let sound: Vec<(&str, bool)> = all
        .iter()
        .map(|(id, drill)| (id.as_str(), drill.is_ok()))
        .collect();
    assert_eq!(sound, [("broken", false), ("tiny", true)]);
}

#[test]
fn an_id_never_leads_out_of_the_folder() {
    let catalog = Catalog::of_share(Path::new(SHARE));
    for id in ["../drills/tiny", "tiny/", "", ".", "/etc"] {
        let error = catalog.load(id).unwrap_err();
        assert!(
            matches!(error, CatalogError::Unknown { .. }),
            "{id}: {error}"
        );
    }
}

#[test]
fn a_digest_tells_a_changed_drill_from_the_same_one() {
    let (one, two) = (copy_of_share(), copy_of_share());
    let hash = |dir: &tempfile::TempDir| Catalog::of_share(dir.path()).load("tiny").unwrap().hash;
    assert_eq!(hash(&one), hash(&two));
    let script = two.path().join("chaos-experiments/drills/tiny/solution.sh");
    fs::write(script, "#!/bin/sh\n").unwrap();
    assert_ne!(hash(&one), hash(&two));
}

#[test]
fn a_runtimes_own_script_goes_before_the_common_one() {
    let share = copy_of_share();
    let own = share
        .path()
        .join("chaos-experiments/drills/tiny/solution.kubernetes.sh");
    fs::write(&own, "#!/bin/sh\n").unwrap();
    let drill = Catalog::of_share(share.path()).load("tiny").unwrap();
    assert_eq!(drill.script("solution.sh", Runtime::Kubernetes), own);
    let common = drill.script("solution.sh", Runtime::Process);
    assert!(common.ends_with("tiny/solution.sh"));
}

#[test]
fn a_missing_guide_is_told_by_its_name() {
    let share = copy_of_share();
    let guide = share
        .path()
        .join("chaos-experiments/drills/tiny/guide.ko.md");
    fs::remove_file(guide).unwrap();
    let error = Catalog::of_share(share.path()).load("tiny").unwrap_err();
    assert!(error.to_string().contains("guide.ko.md"), "{error}");
}

#[test]
fn without_the_folder_the_failure_names_it() {
    let nowhere = tempfile::tempdir().unwrap();
    let error = Catalog::of_share(nowhere.path()).ids().unwrap_err();
    assert!(error.to_string().contains("chaos-experiments/drills"));
}
