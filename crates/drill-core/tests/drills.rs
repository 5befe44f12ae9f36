//! Every drill of the project is sound: its definition, its guides and its scripts.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use drill_core::check::Proves;
use drill_core::definition::{Drill, Runtime};
use drill_core::guide::Guide;
use drill_core::i18n::Lang;
use rstest::rstest;

const DRILLS: [&str; 4] = [
    "catalog-gone",
    "hpa-blind",
    "order-pool-exhausted",
    "wrong-target-port",
];

fn folder(id: &str) -> PathBuf {
    // Cargo runs tests in the folder of their crate. A path that is compiled in would be another checkout's where two
    // share their builds.
    Path::new("../../chaos-experiments/drills").join(id)
}

fn drill(id: &str) -> Drill {
    let yaml = fs::read_to_string(folder(id).join("drill.yaml")).unwrap();
    Drill::read(&yaml, &format!("{id}/drill.yaml")).unwrap_or_else(|errors| {
        let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}

fn guide(id: &str, lang: Lang) -> Guide {
    let file = format!("guide.{lang}.md");
    let text = fs::read_to_string(folder(id).join(&file)).unwrap();
    Guide::parse(&text, lang, drill(id).hints.len(), &file).unwrap()
}

#[test]
fn the_folder_of_drills_holds_the_drills_that_are_tested_here() {
    let mut ids: Vec<String> = fs::read_dir(folder("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    ids.sort();
    assert_eq!(ids, DRILLS);
}

#[rstest]
#[case::for_a_first_timer("catalog-gone", &[Runtime::Process, Runtime::Kubernetes])]
#[case::on_data("order-pool-exhausted", &[Runtime::Process, Runtime::Kubernetes])]
#[case::on_a_service("wrong-target-port", &[Runtime::Kubernetes])]
#[case::on_an_autoscaler("hpa-blind", &[Runtime::Kubernetes])]
fn a_drill_is_sound_and_named_like_its_folder(#[case] id: &str, #[case] runtimes: &[Runtime]) {
    let drill = drill(id);
    assert_eq!(drill.id, id);
    assert_eq!(drill.runtimes, runtimes);
    assert!(drill.hints.len() >= 3, "three hints at least");
    assert!(drill.wrong_fixes.len() >= 2, "two wrong fixes at least");
    assert!(
        drill
            .invariants
            .iter()
            .any(|one| one.proves == Proves::Data),
        "an audit belongs to every drill"
    );
}

#[rstest]
fn a_guide_is_complete_in_each_language(#[values(Lang::En, Lang::Ko)] lang: Lang) {
    for id in DRILLS {
        let guide = guide(id, lang);
        let hangul = |text: &str| text.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
        let parts = guide.hints.iter().chain([&guide.briefing, &guide.debrief]);
        for part in parts {
            assert_eq!(hangul(part), lang == Lang::Ko, "{id}: {part}");
        }
    }
}

#[rstest]
fn what_is_read_before_the_first_hint_does_not_name_the_fault(
    #[values(Lang::En, Lang::Ko)] lang: Lang,
) {
    for id in DRILLS {
        let drill = drill(id);
        let open: String = [
            guide(id, lang).briefing,
            drill.title.in_lang(lang).to_owned(),
        ]
        .into_iter()
        .chain(
            drill
                .objectives
                .iter()
                .map(|one| one.in_lang(lang).to_owned()),
        )
        .chain(
            drill
                .checks
                .iter()
                .map(|one| one.title.in_lang(lang).to_owned()),
        )
        .collect();
        for word in [
            "REPORT_",
            "idle in transaction",
            "replicas 0",
            "zero replicas",
            "scale catalog",
            "targetPort",
            "8081",
            "endpoint",
            "엔드포인트",
            "CPU request",
            "<unknown>",
        ] {
            assert!(!open.contains(word), "{id}: {word}");
        }
    }
}

#[test]
fn every_script_is_there_and_declared() {
    for id in DRILLS {
        let drill = drill(id);
        let solutions = drill.solutions.iter().map(|one| one.script.clone());
        let wrong = drill.wrong_fixes.iter().map(|one| one.script.clone());
        let mut declared: Vec<String> = solutions.chain(wrong).collect();
        declared.sort();
        let mut there: Vec<String> = fs::read_dir(folder(id))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sh"))
            .collect();
        there.sort();
        assert_eq!(there, declared, "{id}");
        for script in there {
            let text = fs::read_to_string(folder(id).join(&script)).unwrap();
            assert!(
                text.starts_with("#!/bin/sh\n"),
                "{id}: {script} is POSIX sh"
            );
            assert!(
                text.contains("\nset -eu\n"),
                "{id}: {script} stops at an error"
            );
        }
    }
}
