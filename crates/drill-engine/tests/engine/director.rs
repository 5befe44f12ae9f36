//! A director on the surface of a lab, from the baseline to the cleanup.

use std::time::Duration;

use crate::kit::{Lab, initial};
use drill_core::i18n::Lang;
use drill_core::journal::Event;
use drill_engine::control::protocol::{FailureKind, RunPhase};
use drill_engine::control::server::ProgressSink;
use lab_managed::Compute;

fn sink() -> ProgressSink {
    // Nobody listens, and the client is still there.
    let (sink, heard) = ProgressSink::channel();
    std::mem::forget(heard);
    sink
}

#[tokio::test]
async fn a_run_goes_from_the_baseline_over_the_page_to_the_cleanup() {
    let lab = Lab::start().await;
    let run = lab.play().await;
    assert_eq!(run.phase, RunPhase::Open);
    assert_eq!(run.page.unwrap().summary.en, "Errors");
    assert_eq!(lab.compute.replicas("catalog"), 0);
    // What counts as slow is what the drill says.
    let traffic = lab.compute.desired().await.traffic.unwrap();
    assert_eq!(traffic.slow_ms, 700);

    lab.director.ack().await.unwrap();
    lab.until_checks_fail().await;
    lab.compute.scale("catalog", 2).await.unwrap();
    let report = lab
        .director
        .check(Duration::from_secs(20), &sink())
        .await
        .unwrap();
    assert!(report.resolved, "{report:?}");
    let run = lab.director.run().await.unwrap();
    assert_eq!(run.phase, RunPhase::Resolved);
    let moments = run.moments;
    assert!(moments.t0 < moments.t1 && moments.t1 < moments.t2);
    assert!(moments.t4 > moments.t2 && moments.t5 > moments.t2);
    // Resolved, the lab stays as the learner left it.
    assert!(!run.cleaned_up);
    assert_ne!(lab.compute.desired().await, initial());

    let run = lab.director.stop(&sink()).await.unwrap();
    assert!(run.cleaned_up);
    assert_eq!(run.phase, RunPhase::Resolved);
    assert_eq!(lab.compute.desired().await, initial());
    let kinds = lab.kinds();
    for kind in [
        "baselineHeld",
        "symptomSeen",
        "measured",
        "serviceLevelsRestored",
        "causeRemoved",
    ] {
        assert!(kinds.iter().any(|one| one == kind), "{kind}: {kinds:?}");
    }
    assert_eq!(kinds.last().unwrap(), "cleanedUp");
    let last = lab.entries().pop().unwrap().event;
    let restored = matches!(last, Event::CleanedUp { baseline_restored } if baseline_restored);
    assert!(restored, "{last:?}");
}

#[tokio::test]
async fn every_undo_is_on_disk_before_its_change() {
    let lab = Lab::start().await;
    lab.play().await;
    let journals = lab.compute.journals.lock().unwrap().clone();
    let changes: Vec<&str> = journals.iter().map(|(change, _)| change.as_str()).collect();
    assert_eq!(changes, ["set", "scale"]);
    for (index, (change, journal)) in journals.iter().enumerate() {
        let planned = journal.matches("faultPlanned").count();
        assert_eq!(planned, index + 1, "when {change} was made");
        assert!(!journal.contains("faultApplied"));
    }
}

#[tokio::test]
async fn a_drill_does_not_begin_in_a_sick_lab() {
    let lab = Lab::start().await;
    *lab.compute.sick.lock().unwrap() = true;
    let failure = lab
        .director
        .play("tiny", None, Lang::En, &sink())
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Baseline);
    assert!(failure.cause.unwrap().en.contains("checkout"));
    let kinds = lab.kinds();
    assert!(!kinds.contains(&"faultApplied".to_owned()), "{kinds:?}");
    assert_eq!(lab.compute.desired().await, initial());
}

#[tokio::test]
async fn a_fault_without_a_page_ends_the_run_and_is_not_the_learners_fault() {
    let lab = Lab::start().await;
    let failure = lab
        .director
        .play("tiny", None, Lang::En, &sink())
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::NoPage);
    assert_eq!(lab.compute.desired().await, initial());
    assert_eq!(lab.kinds().last().unwrap(), "cleanedUp");
}

#[tokio::test]
async fn a_lab_plays_one_drill_at_a_time() {
    let lab = Lab::start().await;
    lab.play().await;
    let failure = lab
        .director
        .play("tiny", None, Lang::En, &sink())
        .await
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Busy);
    assert_eq!(failure.next.as_deref(), Some("firedrill stop"));
    // Once it is over the next one begins, on a lab that was put back first.
    lab.director.stop(&sink()).await.unwrap();
    let again = lab.play().await;
    assert_eq!(again.phase, RunPhase::Open);
}

#[tokio::test]
async fn an_unknown_and_a_broken_drill_are_told_with_what_helps() {
    let lab = Lab::start().await;
    let play = async |id: &'static str| {
        let played = lab.director.play(id, None, Lang::En, &sink()).await;
        played.unwrap_err()
    };
    let unknown = play("tinny").await;
    assert_eq!(unknown.kind, FailureKind::NotFound);
    assert!(unknown.message.en.contains("Did you mean tiny?"));
    let broken = play("broken").await;
    assert_eq!(broken.kind, FailureKind::BrokenDrill);
    let cause = broken.cause.unwrap().en;
    assert!(cause.contains("drill.yaml:3:1"), "{cause}");
    assert!(cause.contains("title"), "{cause}");
    assert!(lab.entries().is_empty());
}

#[tokio::test]
async fn a_stopped_run_puts_back_what_drill_and_learner_changed() {
    let lab = Lab::start().await;
    lab.play().await;
    lab.compute.scale("main", 5).await.unwrap();
    let run = lab.director.stop(&sink()).await.unwrap();
    assert_eq!(run.phase, RunPhase::Stopped);
    assert_eq!(lab.compute.desired().await, initial());
    let failure = lab.director.stop(&sink()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NoRun);
}

#[tokio::test]
async fn a_lab_that_goes_down_puts_back_and_waits_for_no_steady_state() {
    let lab = Lab::start().await;
    lab.play().await;
    *lab.compute.sick.lock().unwrap() = true;
    lab.director.go_down(&sink()).await;
    assert_eq!(lab.compute.desired().await, initial());
    assert!(
        lab.kinds()
            .ends_with(&["stopped".into(), "cleanedUp".into()])
    );
}
