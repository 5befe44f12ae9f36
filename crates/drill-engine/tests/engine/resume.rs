//! What a supervisor makes of a run that another one left, wherever it was cut.

use crate::kit::{Lab, initial};
use drill_core::journal::Event;
use drill_engine::control::protocol::RunPhase;
use drill_engine::control::server::ProgressSink;
use drill_engine::journal_file::{FILE_NAME, JournalFile};
use lab_managed::Compute;

fn sink() -> ProgressSink {
    let (sink, heard) = ProgressSink::channel();
    std::mem::forget(heard);
    sink
}

/// A whole run's journal.
fn journal_of_a_run() -> Vec<u8> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let lab = Lab::start().await;
        lab.play().await;
        lab.until_checks_fail().await;
        lab.compute.scale("catalog", 2).await.unwrap();
        lab.until("resolved").await;
        lab.director.stop(&sink()).await.unwrap();
        let run = lab.director.run().await.unwrap();
        std::fs::read(std::path::Path::new(&run.folder).join(FILE_NAME)).unwrap()
    })
}

/// A lab in which a run was cut after these bytes of its journal, and which looks as it looked then.
async fn cut(journal: &[u8]) -> Lab {
    let mut lab = Lab::start().await;
    let folder = lab.runs().join("20261124-120000-tiny");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(FILE_NAME), journal).unwrap();
    let entries = JournalFile::read(&folder).unwrap();
    let planned = entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::FaultPlanned { .. }))
        .count();
    // The worst case: what was planned was made.
    if planned >= 1 {
        let retries = [("HTTP_RETRIES".to_owned(), Some("0".to_owned()))].into();
        let set = lab.compute.set("main", &retries, crate::kit::TICK);
        set.await.unwrap();
    }
    if planned >= 2 {
        lab.compute.scale("catalog", 0).await.unwrap();
    }
    lab.restart_supervisor().await;
    lab
}

#[test]
fn a_run_that_was_cut_after_any_entry_is_watched_on_or_put_back() {
    let journal = journal_of_a_run();
    let ends: Vec<usize> = journal
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(index, _)| index + 1)
        .collect();
    // Side by side: each waits most of the time.
    std::thread::scope(|scope| {
        for end in ends {
            let journal = &journal;
            scope.spawn(move || {
                // A runtime each: what a crashed supervisor ran is gone.
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                // Torn in the middle of the next entry.
                let torn = journal.len().min(end + 7);
                runtime.block_on(goes_on_or_is_put_back(&journal[..torn], end));
            });
        }
    });
}

async fn goes_on_or_is_put_back(journal: &[u8], end: usize) {
    let lab = cut(journal).await;
    let has = |kind: &str| lab.kinds().iter().any(|one| one == kind);
    let was_over = has("cleanedUp");
    let run = lab.director.run().await.unwrap();
    if has("resolved") {
        assert_eq!(run.phase, RunPhase::Resolved, "cut at {end}");
    } else if has("faultApplied") {
        // It goes on: a learner's repair still counts.
        if !has("paged") {
            lab.page();
        }
        lab.until_run(|run| run.page.is_some()).await;
        lab.director.ack().await.unwrap();
        lab.compute.scale("catalog", 2).await.unwrap();
        lab.until("resolved").await;
    } else {
        lab.until("cleanedUp").await;
        assert!(has("stopped"), "cut at {end}");
    }
    if was_over {
        return;
    }
    if !has("cleanedUp") {
        lab.director.stop(&sink()).await.unwrap();
    }
    let desired = lab.compute.desired().await;
    assert_eq!(desired.replicas, initial().replicas, "cut at {end}");
    assert_eq!(desired.settings, initial().settings, "cut at {end}");
}

#[tokio::test]
async fn a_journal_without_a_whole_entry_changed_nothing_and_is_no_run() {
    let lab = cut(b"{\"seq\":0,").await;
    assert_eq!(lab.director.run().await, None);
    let run = lab.play().await;
    assert_eq!(run.phase, RunPhase::Open);
}

#[test]
fn a_run_whose_drill_is_gone_is_put_back_by_its_journal_alone() {
    let journal = String::from_utf8(journal_of_a_run()).unwrap();
    let cut_at = journal.find("\"kind\":\"paged\"").unwrap();
    let end = journal[..cut_at].rfind('\n').unwrap() + 1;
    let journal = journal[..end].replace("\"drill\":\"tiny\"", "\"drill\":\"gone\"");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let lab = cut(journal.as_bytes()).await;
        assert!(
            lab.kinds()
                .ends_with(&["stopped".into(), "cleanedUp".into()])
        );
        assert_eq!(lab.compute.desired().await.replicas, initial().replicas);
        assert_eq!(lab.director.run().await, None);
    });
}

#[tokio::test]
async fn a_supervisor_that_is_asked_to_end_leaves_the_run_for_the_next_one() {
    let mut lab = Lab::start().await;
    lab.play().await;
    lab.until_checks_fail().await;
    lab.director.halt().await;
    let before = lab.kinds();
    // What would have resolved the run, had anybody looked.
    lab.compute.scale("catalog", 2).await.unwrap();
    lab.restart_supervisor().await;
    assert_eq!(lab.kinds()[..before.len()], before[..]);
    lab.until("resolved").await;
}
