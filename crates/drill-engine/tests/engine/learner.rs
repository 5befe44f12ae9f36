//! What a learner asks of a run.

use std::time::Duration;

use crate::kit::Lab;
use drill_core::i18n::Lang;
use drill_core::journal::Event;
use drill_engine::control::protocol::{FailureKind, RunPhase};
use drill_engine::control::server::ProgressSink;
use lab_managed::Compute;

fn sink() -> ProgressSink {
    let (sink, heard) = ProgressSink::channel();
    std::mem::forget(heard);
    sink
}

#[tokio::test]
async fn without_a_run_every_request_says_how_to_begin_one() {
    let lab = Lab::start().await;
    let failures = [
        lab.director.ack().await.unwrap_err(),
        lab.director.hint().await.unwrap_err(),
        lab.director.question().await.unwrap_err(),
        lab.director.note("x").await.unwrap_err(),
        lab.director.stop(&sink()).await.unwrap_err(),
        lab.director.solve(true, &sink()).await.unwrap_err(),
        lab.director
            .check(Duration::ZERO, &sink())
            .await
            .unwrap_err(),
    ];
    for failure in failures {
        assert_eq!(failure.kind, FailureKind::NoRun);
        assert_eq!(failure.next.as_deref(), Some("firedrill play"));
    }
    assert_eq!(lab.director.run().await, None);
}

#[tokio::test]
async fn before_the_page_there_is_nothing_to_take_or_to_ask() {
    let lab = Lab::start().await;
    let director = lab.director.clone();
    let play = tokio::spawn(async move { director.play("tiny", None, Lang::En, &sink()).await });
    lab.until("runStarted").await;
    for failure in [
        lab.director.ack().await.unwrap_err(),
        lab.director.hint().await.unwrap_err(),
        lab.director.question().await.unwrap_err(),
    ] {
        assert_eq!(failure.kind, FailureKind::NotYet);
    }
    lab.director.stop(&sink()).await.unwrap();
    assert!(play.await.unwrap().is_err());
}

#[tokio::test]
async fn the_page_is_acknowledged_once() {
    let lab = Lab::start().await;
    lab.play().await;
    let first = lab.director.ack().await.unwrap();
    let second = lab.director.ack().await.unwrap();
    assert_eq!(first.moments.t2, second.moments.t2);
    assert!(first.moments.t2.is_some());
}

#[tokio::test]
async fn hints_open_in_order_each_at_its_price_and_the_last_again_for_nothing() {
    let lab = Lab::start().await;
    lab.play().await;
    let mut opened = Vec::new();
    for _ in 0..4 {
        let hint = lab.director.hint().await.unwrap();
        opened.push((hint.tier, hint.cost, hint.next_cost, hint.text.en));
    }
    assert_eq!(
        opened,
        [
            (1, 3, Some(5), "First.".to_owned()),
            (2, 5, Some(8), "Second.".to_owned()),
            (3, 8, None, "Third.".to_owned()),
            (3, 0, None, "Third.".to_owned()),
        ]
    );
    assert_eq!(lab.director.run().await.unwrap().hints_cost, 16);
}

#[tokio::test]
async fn a_seed_decides_the_order_of_the_answers() {
    let lab = Lab::start().await;
    lab.play().await;
    let first = lab.director.question().await.unwrap();
    lab.director.stop(&sink()).await.unwrap();
    lab.play().await;
    let second = lab.director.question().await.unwrap();
    assert_eq!(first, second);
    let letters: Vec<&str> = first
        .answers
        .iter()
        .map(|one| one.letter.as_str())
        .collect();
    assert_eq!(letters, ["a", "b", "c", "d", "e"]);
    assert_ne!(first.answers[0].text.en, "The catalog has no replica");
}

#[tokio::test]
async fn a_diagnosis_is_judged_in_its_parts() {
    let lab = Lab::start().await;
    lab.play().await;
    let question = lab.director.question().await.unwrap();
    let letter = |text: &str| {
        let mut answers = question.answers.iter();
        let answer = answers.find(|one| one.text.en == text).unwrap();
        answer.letter.clone()
    };
    let right = letter("The catalog has no replica");
    let wrong = letter("The first distractor");

    let typo = lab
        .director
        .diagnose("kubernetes", "catalogue", &right)
        .await
        .unwrap_err();
    assert!(typo.message.en.contains("Did you mean catalog?"), "{typo}");
    let no_answer = lab.director.diagnose("kubernetes", "catalog", "z").await;
    assert_eq!(no_answer.unwrap_err().kind, FailureKind::NotFound);

    let view = lab
        .director
        .diagnose("application", "catalog", &wrong)
        .await
        .unwrap();
    assert!(!view.correct && !view.layer_correct && view.component_correct && !view.answer_correct);
    assert_eq!(view.why.en, "Because of the first");
    assert_eq!(lab.director.run().await.unwrap().moments.t3, None);
    let view = lab
        .director
        .diagnose("kubernetes", "catalog", &right.to_uppercase())
        .await
        .unwrap();
    assert!(view.correct);
    assert!(lab.director.run().await.unwrap().moments.t3.is_some());
    let diagnosed = lab
        .entries()
        .into_iter()
        .filter(|entry| matches!(entry.event, Event::Diagnosed { .. }))
        .count();
    assert_eq!(diagnosed, 2, "what makes no sense was journalled");
}

#[tokio::test]
async fn what_the_learner_does_and_writes_is_journalled() {
    let lab = Lab::start().await;
    lab.director.acted("shop restart main".into()).await;
    lab.play().await;
    lab.director.acted("shop scale catalog 2".into()).await;
    lab.director.note("  Checkout fails.  ").await.unwrap();
    let failure = lab.director.note("  ").await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Invalid);
    let events: Vec<Event> = lab.entries().into_iter().map(|entry| entry.event).collect();
    let command = "shop scale catalog 2".to_owned();
    assert!(events.contains(&Event::ActionTaken { command }));
    let text = "Checkout fails.".to_owned();
    assert!(events.contains(&Event::NoteWritten { text }));
}

#[tokio::test]
async fn the_solution_is_shown_after_a_surrender_and_the_lab_put_back() {
    let lab = Lab::start().await;
    lab.play().await;
    let failure = lab.director.solve(false, &sink()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotYet);
    let solution = lab.director.solve(true, &sink()).await.unwrap();
    assert_eq!(solution.run.phase, RunPhase::Surrendered);
    assert_eq!(solution.cause.en, "The catalog has no replica");
    assert_eq!(solution.debrief.ko, "카탈로그였습니다.");
    assert!(
        solution.solutions[0]
            .script
            .contains("shop scale catalog 2")
    );
    assert_eq!(
        solution.wrong_fixes[1].why.as_ref().unwrap().en,
        "There were two"
    );
    let failure = lab.director.diagnose("kubernetes", "catalog", "a").await;
    assert_eq!(failure.unwrap_err().kind, FailureKind::NoRun);
    lab.until("cleanedUp").await;
    assert_eq!(lab.compute.desired().await, crate::kit::initial());
}

#[tokio::test]
async fn one_replica_mitigates_and_does_not_resolve() {
    let lab = Lab::start().await;
    lab.play().await;
    lab.until_checks_fail().await;
    lab.compute.scale("catalog", 1).await.unwrap();
    lab.until_run(|run| run.moments.t4.is_some()).await;
    let run = lab.director.run().await.unwrap();
    assert_eq!(run.phase, RunPhase::Open);
    assert_eq!(run.moments.t5, None);
    // For a rehearsal the fault comes back.
    lab.director.rewind().await.unwrap();
    assert_eq!(lab.compute.replicas("catalog"), 0);
    assert_eq!(lab.director.run().await.unwrap().moments.t4, None);
}
