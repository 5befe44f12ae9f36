use rstest::rstest;

use super::*;
use crate::i18n::Lang;

const SOUND: &str =
    include_str!("../../../../chaos-experiments/drills/order-pool-exhausted/drill.yaml");

/// The sound definition with one place changed.
fn changed(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    SOUND.replacen(from, to, 1)
}

fn errors(yaml: &str) -> Vec<String> {
    match Drill::read(yaml, "drill.yaml") {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

#[rstest]
#[case::an_unknown_field(
    "formatVersion: 1\ncompoment: x\n",
    "drill.yaml:2:1: There is no field `compoment` here.\n  Did you mean `component`?"
)]
#[case::an_unknown_field_deep_inside(
    "formatVersion: 1\nid: x\ntitle:\n  en: a\n  kp: b\n",
    "drill.yaml:5:3: There is no field `kp` here.\n  Did you mean `ko`?"
)]
#[case::an_unknown_word(
    "level: beginner\n",
    "drill.yaml:1:8: `beginner` is not known here.\n  Known are: responder, operator, commander."
)]
#[case::an_unknown_fault(
    "fault:\n  - scal: { workload: x }\n",
    "drill.yaml:2:5: `scal` is not known here.\n  Did you mean `scale`?"
)]
#[case::a_missing_field(
    "fault:\n  - scale: { workload: x }\n",
    "drill.yaml:2:14: The field `replicas` is missing.\n  Add `replicas:` to this block."
)]
#[case::a_name_for_an_object(
    "fault:\n  - delete: { object: order }\n",
    "drill.yaml:2:23: Here stands `order`, where an object of a cluster belongs.\n  \
     Write kind and name in small letters, as in service/order."
)]
#[case::a_number_for_a_time(
    "hold: 15\n",
    "drill.yaml:1:7: Here stands `15`, where a length of time belongs.\n  \
     Write a whole number with a unit, as in 250ms, 15s, 5m or 1h."
)]
#[case::a_word_for_a_number(
    "formatVersion: one\n",
    "drill.yaml:1:16: Here belongs a whole number of 0 or more.\n  \
     Compare with a drill that works, or let your editor check the file against \
     chaos-experiments/drill.schema.json."
)]
#[case::a_field_twice(
    "id: a\nid: b\n",
    "drill.yaml:2:1: The key `id` stands here twice.\n  Keep one of the two."
)]
#[case::broken_yaml(
    "title: 'x\n",
    "drill.yaml:1:8: This cannot be read: unclosed quote.\n  \
     Look at the indentation, the quotes and the brackets of this line and the one above it."
)]
#[case::an_empty_file(
    "",
    "drill.yaml:1:1: This cannot be read: unexpected end of input.\n  \
     Look at the indentation, the quotes and the brackets of this line and the one above it."
)]
fn a_definition_that_does_not_fit_is_told_by_place_and_remedy(
    #[case] yaml: &str,
    #[case] expected: &str,
) {
    assert_eq!(errors(yaml), [expected]);
}

#[test]
fn an_error_speaks_korean_too() {
    let error = Drill::parse("compoment: x\n", "drill.yaml").unwrap_err();
    assert_eq!(
        error.in_lang(Lang::Ko),
        "drill.yaml:1:1: 여기에는 `compoment` 필드가 없습니다.\n  혹시 `component`인가요?"
    );
}

#[rstest]
#[case::another_format(
    "formatVersion: 1",
    "formatVersion: 2",
    "formatVersion is 2; this program reads 1."
)]
#[case::an_id_with_capitals(
    "id: order-pool",
    "id: Order_pool",
    "`Order_pool-exhausted` is not an id."
)]
#[case::no_load("rate: 15", "rate: 0", "`load.rate` must be 1..1000.")]
#[case::an_objective_of_everything(
    "availability: 0.99",
    "availability: 1.0",
    "`steadyState.objective.availability` must be 0.0..1.0."
)]
#[case::a_hold_that_takes_too_long(
    "within: 60s",
    "within: 5s",
    "`steadyState.within` must be > hold."
)]
#[case::a_text_that_is_not_korean(
    "ko: 결제가 되지 않는다",
    "ko: checkout",
    "The Korean text has no Korean letters."
)]
#[case::an_empty_text(
    "en: Nobody can pay",
    "en: ''",
    "The text is empty in the language en."
)]
#[case::an_expression_without_a_bound(
    "        above: 0.1\n",
    "",
    "The expression is compared with nothing."
)]
#[case::two_checks_of_one_name(
    "id: catalog-intact",
    "id: main-intact",
    "`main-intact` names two things."
)]
#[case::hints_out_of_order(
    "tier: 2, cost: 6",
    "tier: 3, cost: 6",
    "Hints must count 1, 2, 3 in this order."
)]
#[case::hints_that_cost_too_much(
    "tier: 3, cost: 10",
    "tier: 3, cost: 30",
    "The hints cost 40 points together."
)]
#[case::two_right_answers(
    "- id: row-locks",
    "- id: row-locks\n        correct: true",
    "The question has 2 right answers."
)]
#[case::a_script_of_another_folder(
    "script: solution.sh",
    "script: ../solution.sh",
    "`../solution.sh` is not a script's name here."
)]
#[case::a_wrong_fix_by_the_name_of_a_solution(
    "wrong-restart-order.sh",
    "restart-order.sh",
    "`restart-order.sh` is not a script's name here."
)]
#[case::a_title_that_tells_the_cause(
    "en: The cause is gone",
    "en: REPORT_COMMIT is true",
    "A learner reads this before the cause is found, and it says `REPORT_COMMIT`, as the fault does."
)]
#[case::its_own_prerequisite(
    "[catalog-gone]",
    "[order-pool-exhausted]",
    "The drill is its own prerequisite."
)]
#[case::a_fault_that_only_a_cluster_has(
    "fault:\n",
    "fault:\n  - delete: { object: service/order }\n",
    "Only a cluster has this, and the drill can be played without one."
)]
#[case::a_fault_beyond_the_namespace(
    "fault:\n",
    "fault:\n  - patch: { object: node/node-1, change: { spec: { unschedulable: true } } }\n",
    "node/node-1 belongs to the whole cluster, and the drill says that it stays within its namespace."
)]
#[case::a_probe_that_only_a_cluster_has(
    "      replicas: { workload: main, min: 2 }",
    "      service: { service: main, path: /livez, status: 200 }",
    "Only a cluster has this, and the drill can be played without one."
)]
#[case::a_manifest_of_nothing(
    "fault:\n",
    "fault:\n  - apply: { manifest: { kind: ResourceQuota } }\n",
    "The manifest has no `kind` or no `metadata.name`."
)]
#[case::a_right_to_read_secrets(
    "setup:\n",
    "permissions: [{ resources: [secrets], verbs: [get] }]\nsetup:\n",
    "A learner who reads the lab's Secrets can do everything."
)]
#[case::a_par_of_seconds("par: 12m", "par: 12s", "`time.par` must be >= 1m.")]
fn a_definition_that_makes_no_sense_is_told_by_place_and_remedy(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    let yaml = changed(from, to);
    let found = Drill::read(&yaml, "drill.yaml").unwrap_err();
    let error = found
        .iter()
        .find(|error| error.message.en == expected)
        .unwrap_or_else(|| panic!("{found:#?}"));
    assert!(error.line > 0 && error.column > 0, "{error}");
    assert!(!error.hint.en.is_empty() && !error.hint.ko.is_empty());
}

#[test]
fn a_senseless_value_is_found_on_its_line() {
    let yaml = changed("script: solution-limit.sh", "script: limit.sh");
    let line = yaml
        .lines()
        .position(|line| line.contains("limit.sh"))
        .unwrap()
        + 1;
    let column = "  - script: ".len() + 1;
    let found = errors(&yaml);
    let place = format!("drill.yaml:{line}:{column}: `limit.sh`");
    assert!(
        found.iter().any(|error| error.starts_with(&place)),
        "{found:?}"
    );
}

#[test]
fn every_senseless_value_is_told_at_once() {
    let yaml = changed("rate: 15", "rate: 0").replacen("par: 12m", "par: 1s", 1);
    assert_eq!(errors(&yaml).len(), 2);
}

#[test]
fn a_drill_without_a_check_of_its_cause_can_not_end() {
    let mut drill = Drill::parse(SOUND, "drill.yaml").unwrap();
    drill
        .checks
        .retain(|check| check.proves != crate::check::Proves::Cause);
    let found = drill.validate();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "checks");
    assert_eq!(found[0].message.en, "No check proves `cause`.");
}

#[test]
fn a_control_drill_has_an_alert_and_nothing_broken() {
    let mut drill = Drill::parse(SOUND, "drill.yaml").unwrap();
    drill.fault.clear();
    drill.symptoms.clear();
    drill
        .checks
        .retain(|check| check.proves != crate::check::Proves::Cause);
    assert_eq!(drill.validate(), []);
}

#[test]
fn a_hold_is_fifteen_seconds_where_nothing_else_is_said() {
    let drill = Drill::parse(&changed("hold: 8s\n", ""), "drill.yaml").unwrap();
    assert_eq!(drill.hold, Period::seconds(15));
}

#[test]
fn the_cause_is_the_right_answer() {
    let drill = Drill::parse(SOUND, "drill.yaml").unwrap();
    assert_eq!(drill.cause().unwrap().id, "idle-transactions");
    assert_eq!(drill.hint_cost(2), Some(6));
    assert_eq!(drill.hint_cost(4), None);
}

#[test]
fn a_definition_survives_being_written_as_json() {
    let drill = Drill::parse(SOUND, "drill.yaml").unwrap();
    let json = serde_json::to_string(&drill).unwrap();
    assert_eq!(serde_json::from_str::<Drill>(&json).unwrap(), drill);
}

#[test]
fn every_message_exists_in_every_language() {
    crate::i18n::assert_complete(say::ALL);
    crate::i18n::assert_complete(crate::check::say::ALL);
}
