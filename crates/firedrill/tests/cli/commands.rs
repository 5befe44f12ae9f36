//! Each command's answer: exit code, stream, language, and the next command.

use rstest::rstest;

use crate::place::{Place, ran};

#[test]
fn help_is_data_and_goes_to_standard_output() {
    let help = Place::new().run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("Usage: firedrill"), "{}", help.out);
    assert_eq!(help.err, "");
}

#[rstest]
#[case::unknown_command(&["paly"], "Did you mean play?")]
#[case::unknown_option(&["check", "--nowait"], "Did you mean --no-wait?")]
#[case::not_a_number(&["play", "--seed", "x"], "\"x\" is not a value for --seed")]
#[case::not_a_lab_name(&["--lab", "My Lab", "up"], "can't be named")]
#[case::unknown_lab(&["--lab", "blue", "status"], "There is no lab named blue")]
#[case::unknown_drill(&["play", "catalog-gnoe"], "Did you mean catalog-gone?")]
#[case::nothing_to_rehearse(&["rehearse"], "--all")]
#[case::unknown_workload(&["shop", "restart", "ordre"], "Did you mean order?")]
#[case::unknown_setting(&["shop", "set", "main", "HTTP_TIMEOUT=1"], "Did you mean HTTP_TIMEOUT_MS?")]
#[case::no_setting(&["shop", "set", "main", "HTTP_TIMEOUT_MS"], "KEY=VALUE")]
#[case::unknown_kind_of_load(&["load", "smok"], "Did you mean smoke?")]
#[case::empty_note(&["note", " "], "The note is empty")]
fn a_command_that_makes_no_sense_exits_2_and_says_what_to_do(
    #[case] args: &[&str],
    #[case] said: &str,
) {
    let ran = Place::new().run(args);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    assert!(ran.err.contains(said), "{}", ran.err);
    assert!(ran.err.contains("next: firedrill "), "{}", ran.err);
}

#[test]
fn the_language_follows_the_locale_and_the_option_wins() {
    let place = Place::new();
    let korean = ran(place.command(&[]).env("LANG", "ko_KR.UTF-8"));
    assert!(korean.out.contains("아직 랩이 없습니다"), "{}", korean.out);
    let english = ran(place
        .command(&["--lang", "en"])
        .env("LC_ALL", "ko_KR.UTF-8"));
    assert!(
        english.out.contains("You have no lab yet"),
        "{}",
        english.out
    );
    let refused = ran(place.command(&["paly"]).env("LANG", "ko_KR.UTF-8"));
    assert!(
        refused.err.starts_with("오류: paly 명령은 없습니다."),
        "{}",
        refused.err
    );
}

#[test]
fn without_a_lab_the_first_thing_to_do_is_play() {
    let here = Place::new().run(&[]);
    assert_eq!(here.code, 0);
    assert!(here.out.contains("firedrill play "), "{}", here.out);
    assert_eq!(here.err, "");
}

#[test]
fn a_lab_that_is_down_is_told_from_one_that_was_never_made() {
    let place = Place::new();
    place.make_lab();
    let here = place.run(&[]);
    assert!(here.out.contains("The lab default is down"), "{}", here.out);
    let status = place.run(&["status"]);
    assert_eq!((status.code, status.out.as_str()), (3, ""));
    assert!(status.err.contains("is not running"), "{}", status.err);
    assert!(status.err.contains("next: firedrill up"), "{}", status.err);
    let load = place.run(&["load", "smoke"]);
    assert_eq!((load.code, load.out.as_str()), (3, ""));
    assert!(load.err.contains("is not running"), "{}", load.err);
}

#[test]
fn the_next_command_names_the_lab_that_was_named() {
    let place = Place::new();
    let blue = place.folder.path().join("home/labs/blue");
    place.make_lab();
    std::fs::rename(place.lab(), blue).unwrap();
    let status = place.run(&["--lab", "blue", "status"]);
    assert!(
        status.err.contains("next: firedrill --lab blue up"),
        "{}",
        status.err
    );
    let inherited = ran(place.command(&["status"]).env("FIREDRILL_LAB", "blue"));
    assert!(
        inherited.err.contains("next: firedrill up"),
        "{}",
        inherited.err
    );
}

#[test]
fn a_corrupt_state_is_named_with_its_place_and_left_alone() {
    let place = Place::new();
    let path = place.file("lab.json", "{\"formatVersion\": 1,\n oops");
    for args in [&["up"][..], &["connect", "redis"], &["audit"]] {
        let ran = place.run(args);
        assert_eq!(ran.code, 3, "{args:?}: {}", ran.err);
        let expected = if args == ["audit"] {
            "is not running"
        } else {
            "line 2"
        };
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
    }
    assert!(std::fs::read_to_string(path).unwrap().contains("oops"));
}

#[test]
fn a_corrupt_lab_can_still_be_deleted() {
    let place = Place::new();
    place.file("lab.json", "oops");
    let purged = place.run(&["down", "--purge"]);
    assert_eq!(purged.code, 0, "{}", purged.err);
    assert!(purged.out.contains("Deleted"), "{}", purged.out);
    assert!(!place.lab().exists());
}

#[test]
fn stopping_a_lab_that_is_down_is_no_failure() {
    let place = Place::new();
    place.make_lab();
    let down = place.run(&["down"]);
    assert_eq!(down.code, 0, "{}", down.err);
    assert!(down.out.contains("is down already"), "{}", down.out);
}

#[test]
fn a_broken_drill_is_told_with_line_and_column_and_costs_no_lab() {
    let place = Place::new();
    let ran = place.run(&["play"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("drill.yaml:3:1"), "{}", ran.err);
    assert!(!place.lab().exists());
}

#[test]
fn without_drills_the_installation_is_not_complete() {
    let place = Place::new();
    std::fs::remove_dir_all(place.folder.path().join("share")).unwrap();
    let drills = place.run(&["drills"]);
    assert_eq!(drills.code, 3, "{}", drills.err);
    assert!(
        drills.err.contains("next: firedrill doctor"),
        "{}",
        drills.err
    );
}

#[test]
fn an_error_is_json_where_json_is_wanted() {
    let ran = Place::new().run(&["-o", "json", "status"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out, "");
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no lab"),
        "{error}"
    );
}

#[test]
fn doctor_reports_as_json_and_never_in_colour_on_a_pipe() {
    let place = Place::new();
    let json = place.run(&["doctor", "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    // The place has no services and no web page.
    assert_eq!((report["well"].as_bool(), json.code), (Some(false), 3));
    let text = place.run(&["doctor"]);
    assert!(text.out.contains("redis-server"), "{}", text.out);
    assert!(!text.out.contains('\u{1b}') && !text.err.contains('\u{1b}'));
}

#[test]
fn a_report_needs_a_run() {
    let place = Place::new();
    place.make_lab();
    let report = place.run(&["report"]);
    assert_eq!(report.code, 2);
    assert!(report.err.contains("No drill was played"), "{}", report.err);
    let named = place.run(&["report", "20261124"]);
    assert!(named.err.contains("no run named 20261124"), "{}", named.err);
}

#[rstest]
#[case::bash("bash", "complete -F")]
#[case::zsh("zsh", "#compdef firedrill")]
#[case::fish("fish", "complete -c firedrill")]
fn completions_exist_for_each_shell(#[case] shell: &str, #[case] mark: &str) {
    let ran = Place::new().run(&["completions", shell]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains(mark), "{}", ran.out);
}

#[rstest]
#[case::guard("__guard")]
#[case::supervisor("__supervisor")]
#[case::trampoline("__exec")]
#[case::traffic("__traffic")]
fn a_process_of_a_lab_is_not_started_by_hand(#[case] name: &str) {
    let ran = Place::new().run(&[name]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains(name), "{}", ran.err);
}
