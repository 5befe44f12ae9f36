use rstest::rstest;

use super::*;
use crate::definition::Layer;
use crate::fixture::{
    action, at, diagnosed, drill, failed, journal, note, paged, passed, sample_run,
};
use crate::i18n::Lang;
use crate::journal::Event;

fn points(skill: Skill, events: Vec<(i64, Event)>) -> u32 {
    of(&score(&drill(), &journal(events)), skill).points
}

fn of(score: &Score, skill: Skill) -> SkillScore {
    score.skill(skill).unwrap().clone()
}

fn start() -> Vec<(i64, Event)> {
    vec![(0, Event::FaultApplied), (10, paged())]
}

fn after_start(events: impl IntoIterator<Item = (i64, Event)>) -> Vec<(i64, Event)> {
    start().into_iter().chain(events).collect()
}

fn restored(since: i64) -> Event {
    Event::ServiceLevelsRestored { since: at(since) }
}

fn removed(since: i64) -> Event {
    Event::CauseRemoved { since: at(since) }
}

#[test]
fn the_skills_add_up_to_one_hundred() {
    assert_eq!(Skill::ALL.into_iter().map(Skill::max).sum::<u32>(), 100);
}

#[test]
fn a_flawless_run_has_every_point() {
    let events = after_start([
        (20, Event::Acknowledged),
        (30, note("Checkout fails.")),
        (
            60,
            diagnosed(Layer::Application, "reporting", "idle-transactions"),
        ),
        (70, action("firedrill shop scale reporting 0")),
        (90, restored(75)),
        (90, removed(72)),
        (91, note("Over.")),
        (92, Event::Resolved),
    ]);
    let score = score(&drill(), &journal(events));
    assert_eq!(score.total, 100, "{:#?}", score.skills);
}

#[test]
fn nothing_done_earns_nothing() {
    assert_eq!(score(&drill(), &journal(start())).total, 0);
    assert_eq!(score(&drill(), &[]).total, 0);
}

#[test]
fn the_sample_run_pays_for_its_hint_and_its_first_guess() {
    let score = score(&drill(), &sample_run());
    assert_eq!(of(&score, Skill::Detect).points, 10);
    assert_eq!(of(&score, Skill::Triage).points, 7 + 4);
    assert_eq!(of(&score, Skill::Mitigate).points, 25);
    assert_eq!(of(&score, Skill::Diagnose).points, 10);
    assert_eq!(of(&score, Skill::Repair).points, 20);
    assert_eq!(of(&score, Skill::Communicate).points, 10);
    assert_eq!(score.hints_cost, 4);
    assert_eq!(score.total, 82);
}

#[rstest]
#[case::at_once(20, 10)]
#[case::within_two_minutes(130, 10)]
#[case::half_way_to_the_limit(220, 8)]
#[case::at_the_limit(310, 5)]
#[case::an_hour_later(3610, 5)]
fn taking_the_page_late_costs_up_to_half(#[case] second: i64, #[case] expected: u32) {
    let events = after_start([(second, Event::Acknowledged)]);
    assert_eq!(points(Skill::Detect, events), expected);
}

#[rstest]
#[case::both_right_at_once(&[(Layer::Application, "reporting")], 15)]
#[case::both_right_at_the_second_try(&[(Layer::Aws, "order"), (Layer::Application, "reporting")], 7)]
#[case::layer_at_once_component_second(&[(Layer::Application, "order"), (Layer::Application, "reporting")], 11)]
#[case::layer_alone(&[(Layer::Application, "order")], 7)]
#[case::at_the_third_try(&[(Layer::Aws, "main"), (Layer::Aws, "order"), (Layer::Application, "reporting")], 0)]
fn triage_counts_the_first_try_in_full_and_the_second_by_half(
    #[case] tries: &[(Layer, &str)],
    #[case] expected: u32,
) {
    let tries = tries
        .iter()
        .map(|(layer, component)| (50, diagnosed(*layer, component, "row-locks")));
    assert_eq!(points(Skill::Triage, after_start(tries)), expected);
}

#[rstest]
#[case::first(0, 20)]
#[case::second(1, 10)]
#[case::third(2, 5)]
#[case::fourth(3, 0)]
fn each_wrong_diagnosis_makes_the_right_one_worth_less(
    #[case] wrong: usize,
    #[case] expected: u32,
) {
    let wrong = (0..wrong).map(|_| (40, diagnosed(Layer::Application, "order", "row-locks")));
    let right = (
        50,
        diagnosed(Layer::Application, "reporting", "idle-transactions"),
    );
    assert_eq!(
        points(Skill::Diagnose, after_start(wrong.chain([right]))),
        expected
    );
}

#[rstest]
#[case::within_par(700, 25, 20)]
#[case::at_the_limit(10 + 1800, 13, 10)]
#[case::far_beyond(10 + 7200, 13, 10)]
fn time_past_par_costs_up_to_half(#[case] second: i64, #[case] mitigate: u32, #[case] repair: u32) {
    let events = || {
        after_start([
            (second + 15, restored(second)),
            (second + 15, removed(second)),
        ])
    };
    assert_eq!(points(Skill::Mitigate, events()), mitigate);
    assert_eq!(points(Skill::Repair, events()), repair);
}

#[test]
fn a_restart_alone_earns_nothing_for_the_repair() {
    let events = after_start([
        (30, action("firedrill shop restart order")),
        (60, restored(40)),
        (200, Event::Surrendered),
    ]);
    let score = score(&drill(), &journal(events));
    let repair = of(&score, Skill::Repair);
    assert_eq!(repair.points, 0);
    assert!(repair.why.en.contains("restart alone"), "{}", repair.why.en);
    assert!(
        of(&score, Skill::Mitigate).points > 0,
        "customers were helped"
    );
}

#[test]
fn service_levels_that_broke_again_are_no_mitigation() {
    let events = after_start([(60, restored(40)), (70, Event::ServiceLevelsBroken)]);
    assert_eq!(points(Skill::Mitigate, events), 0);
}

#[test]
fn a_cause_that_came_back_is_not_repaired() {
    let events = after_start([(60, removed(40)), (70, Event::CauseReturned)]);
    assert_eq!(points(Skill::Repair, events), 0);
}

#[test]
fn what_breaks_after_the_learner_acted_costs_ten_points_each() {
    let events = after_start([
        (30, action("firedrill shop scale catalog 0")),
        (31, failed("catalog-intact")),
        (32, passed("catalog-intact")),
        (33, failed("catalog-intact")),
        (60, restored(40)),
    ]);
    assert_eq!(points(Skill::Mitigate, events), 15);
}

#[test]
fn what_the_fault_broke_is_not_the_learners_doing() {
    let events = after_start([
        (12, failed("order-intact")),
        (30, action("firedrill shop scale reporting 0")),
        (31, passed("order-intact")),
        (32, failed("order-intact")),
        (60, restored(40)),
    ]);
    assert_eq!(points(Skill::Mitigate, events), 25);
}

#[test]
fn an_error_of_ours_costs_nothing() {
    let ours = Event::CheckChanged {
        check: "catalog-intact".into(),
        verdict: crate::check::Verdict::Error {
            reason: "timeout".into(),
        },
    };
    let events = after_start([
        (30, action("firedrill shop scale reporting 0")),
        (31, ours),
        (60, restored(40)),
    ]);
    assert_eq!(points(Skill::Mitigate, events), 25);
}

#[test]
fn lost_data_caps_the_score_at_forty() {
    let mut entries = sample_run();
    entries.extend(journal([(300, failed("promises-kept"))]));
    let score = score(&drill(), &entries);
    assert_eq!(score.total, 40);
    assert_eq!(score.cap.unwrap().points, 40);
}

#[test]
fn data_that_is_whole_at_the_end_caps_nothing() {
    let events = after_start([(30, failed("promises-kept")), (60, passed("promises-kept"))]);
    assert_eq!(score(&drill(), &journal(events)).cap, None);
}

#[test]
fn nothing_after_a_surrender_counts() {
    let events = after_start([
        (30, Event::Surrendered),
        (
            40,
            diagnosed(Layer::Application, "reporting", "idle-transactions"),
        ),
        (60, restored(50)),
        (60, removed(50)),
    ]);
    assert_eq!(score(&drill(), &journal(events)).total, 0);
}

#[test]
fn hints_never_make_a_score_negative() {
    let events = after_start([(30, Event::HintTaken { tier: 1, cost: 4 })]);
    assert_eq!(score(&drill(), &journal(events)).total, 0);
}

#[test]
fn every_point_is_explained_in_both_languages() {
    for events in [start(), after_start([(30, Event::Surrendered)])] {
        for skill in score(&drill(), &journal(events)).skills {
            assert!(!skill.why.en.is_empty());
            assert!(
                skill.why.in_lang(Lang::Ko).chars().any(|c| c > '\u{ac00}'),
                "{}",
                skill.why.ko
            );
        }
    }
}

#[test]
fn every_message_exists_in_every_language() {
    crate::i18n::assert_complete(super::say::ALL);
}
