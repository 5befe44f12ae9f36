//! The commands of a run, against a supervisor that says what the test wants.

use drill_core::check::{Proves, Verdict};
use drill_core::i18n::Text;
use drill_engine::control::protocol::{
    AnswerView, CheckReport, CheckView, DiagnoseView, Done, Failure, FailureKind, HintView,
    QuestionView, Request, RunPhase,
};
use rstest::rstest;

use crate::place::{Place, ran};
use crate::supervisor::{Supervisor, ok, refused, run, step};

fn report(verdict: Verdict, resolved: bool) -> CheckReport {
    CheckReport {
        checks: vec![CheckView {
            id: "gone".into(),
            proves: Proves::Cause,
            title: Text::new("The cause is gone", "원인이 사라졌음"),
            verdict: Some(verdict),
        }],
        hold_seconds: 15,
        held_seconds: None,
        resolved,
    }
}

#[test]
fn ack_says_how_long_it_took_and_what_comes_next() {
    let place = Place::new();
    let supervisor = Supervisor::start(&place, |_| vec![ok(run(RunPhase::Open))]);
    let ack = place.run(&["ack"]);
    assert_eq!((ack.code, ack.err.as_str()), (0, ""));
    assert!(
        ack.out.starts_with("Acknowledged 1 min after the page."),
        "{}",
        ack.out
    );
    assert!(ack.out.contains("firedrill diagnose"), "{}", ack.out);
    assert_eq!(supervisor.asked(), [Request::Ack]);
    let korean = place.run(&["ack", "--lang", "ko"]);
    assert!(
        korean.out.starts_with("호출 후 1분 만에 확인했습니다."),
        "{}",
        korean.out
    );
}

#[test]
fn a_hint_shows_its_price_and_the_next_one() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| {
        vec![ok(HintView {
            tier: 1,
            tiers: 3,
            cost: 5,
            text: Text::new(
                "Look at `firedrill status`.",
                "`firedrill status`를 보세요.",
            ),
            next_cost: Some(10),
        })]
    });
    let hint = place.run(&["hint"]);
    assert_eq!(
        hint.out,
        "Hint 1 of 3 (5 points)\nLook at `firedrill status`.\n\nThe next hint costs 10 points.\n"
    );
}

#[rstest]
#[case::right(true, 0, "That is the cause.")]
#[case::wrong(false, 1, "Not yet.")]
fn a_diagnosis_exits_by_whether_it_is_right(
    #[case] right: bool,
    #[case] code: i32,
    #[case] said: &str,
) {
    let place = Place::new();
    let supervisor = Supervisor::start(&place, move |_| {
        vec![ok(DiagnoseView {
            correct: right,
            layer_correct: true,
            component_correct: right,
            answer_correct: right,
            why: Text::new("Because.", "이유입니다."),
        })]
    });
    let args = [
        "diagnose",
        "--layer",
        "kubernetes",
        "--component",
        "catalog",
        "--answer",
        "b",
    ];
    let diagnose = place.run(&args);
    assert_eq!(diagnose.code, code, "{}", diagnose.err);
    assert!(diagnose.out.starts_with(said), "{}", diagnose.out);
    assert!(
        diagnose.out.contains("layer      right"),
        "{}",
        diagnose.out
    );
    let asked = Request::Diagnose {
        layer: "kubernetes".into(),
        component: "catalog".into(),
        answer: "b".into(),
    };
    assert_eq!(supervisor.asked(), [asked]);
}

#[test]
fn on_a_pipe_diagnose_shows_the_question_and_asks_for_options() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| {
        vec![ok(QuestionView {
            prompt: Text::new("What is the cause?", "원인은 무엇입니까?"),
            answers: vec![AnswerView {
                letter: "a".into(),
                text: Text::new("Nobody is there.", "아무도 없습니다."),
            }],
            layers: vec!["aws".into(), "application".into()],
            components: vec!["catalog".into()],
        })]
    });
    let diagnose = ran(place
        .command(&["diagnose"])
        .stdin(std::process::Stdio::null()));
    assert_eq!(diagnose.code, 2);
    assert!(
        diagnose
            .out
            .contains("What is the cause?\n  a) Nobody is there.\n"),
        "{}",
        diagnose.out
    );
    assert!(
        diagnose.err.contains("--layer --component --answer"),
        "{}",
        diagnose.err
    );
}

#[test]
fn a_check_that_passed_and_held_exits_0() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| vec![ok(report(Verdict::Passed, true))]);
    let check = place.run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.err);
    assert!(
        check.out.starts_with("pass  The cause is gone\nResolved"),
        "{}",
        check.out
    );
    assert!(check.out.contains("firedrill report"), "{}", check.out);
}

#[test]
fn a_check_that_fails_exits_1_and_says_why() {
    let place = Place::new();
    let supervisor = Supervisor::start(&place, |_| {
        let reason = Text::new("It is still there.", "아직 남아 있습니다.");
        vec![ok(report(Verdict::Failed { reason }, false))]
    });
    let check = place.run(&["check", "--no-wait"]);
    assert_eq!(check.code, 1, "{}", check.err);
    assert!(
        check
            .out
            .contains("fail  The cause is gone\n      It is still there.\n"),
        "{}",
        check.out
    );
    assert_eq!(supervisor.asked(), [Request::Check { wait_seconds: 0 }]);
}

#[test]
fn a_refusal_keeps_its_kind_cause_and_next_command() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| {
        refused(
            Failure::new(
                FailureKind::NotYet,
                Text::new("Not resolved.", "미해결입니다."),
            )
            .with_next("firedrill solve --surrender"),
        )
    });
    let solve = place.run(&["--lang", "ko", "solve"]);
    assert_eq!((solve.code, solve.out.as_str()), (1, ""));
    assert_eq!(
        solve.err,
        "오류: 미해결입니다.\n  다음: firedrill solve --surrender\n"
    );
}

#[test]
fn a_change_of_the_shop_is_told_before_and_after() {
    let place = Place::new();
    let supervisor = Supervisor::start(&place, |_| vec![step("Waiting."), ok(Done {})]);
    let scale = place.run(&["shop", "scale", "catalog", "2"]);
    assert_eq!(scale.code, 0, "{}", scale.err);
    assert_eq!(scale.out, "catalog has 2 ready replicas.\n");
    assert_eq!(scale.err, "• Scaling catalog to 2\n• Waiting.\n");
    let asked = Request::Scale {
        workload: "catalog".into(),
        replicas: 2,
    };
    assert_eq!(supervisor.asked(), [asked]);
}

#[test]
fn stop_says_whether_the_lab_is_as_it_was() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| vec![ok(run(RunPhase::Stopped))]);
    let stop = place.run(&["stop"]);
    assert_eq!(stop.code, 0, "{}", stop.err);
    assert!(stop.out.contains("the lab is as it was"), "{}", stop.out);
}

#[test]
fn a_note_is_written_as_it_was_typed() {
    let place = Place::new();
    let supervisor = Supervisor::start(&place, |_| vec![ok(Done {})]);
    let note = place.run(&["note", "checkout", "fails,", "looking", "at", "order"]);
    assert_eq!(note.code, 0, "{}", note.err);
    let text = "checkout fails, looking at order".into();
    assert_eq!(supervisor.asked(), [Request::Note { text }]);
}

#[test]
fn without_a_command_the_page_is_shown_again() {
    let place = Place::new();
    let _supervisor = Supervisor::start(&place, |_| vec![ok(Some(run(RunPhase::Open)))]);
    let here = place.run(&[]);
    assert_eq!(here.code, 0, "{}", here.err);
    assert!(here.out.contains("[FIRING] ShopErrorRate"), "{}", here.out);
    let json = place.run(&["-o", "json"]);
    let view: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(view["run"]["phase"], "open");
}
