//! A drill about a standby is for a lab that has one.

use drill_core::i18n::Lang;
use drill_engine::control::protocol::{FailureKind, RunPhase};
use drill_engine::control::server::ProgressSink;

use crate::kit::{Lab, TINY, copy_of_share};

/// A lab whose tiny drill wants a standby.
async fn lab() -> Lab {
    let share = copy_of_share();
    let path = share.path().join(TINY);
    let yaml = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, yaml.replace("\nload:", "\nstandby: true\nload:")).unwrap();
    Lab::start_of(share).await
}

#[tokio::test]
async fn without_one_it_is_refused_before_anything_changes() {
    let lab = lab().await;
    let before = lab.compute.desired.lock().unwrap().clone();
    let (sink, _heard) = ProgressSink::channel();
    let played = lab.director.play("tiny", None, Lang::En, &sink).await;
    let failure = played.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Invalid);
    let next = failure.next.as_deref();
    assert_eq!(next, Some("firedrill down && firedrill up --standby"));
    assert_eq!(*lab.compute.desired.lock().unwrap(), before);
    assert_eq!(lab.kinds(), Vec::<String>::new());
}

#[tokio::test]
async fn with_one_it_begins() {
    let lab = lab().await;
    lab.compute.desired.lock().unwrap().standby = true;
    assert_eq!(lab.play().await.phase, RunPhase::Open);
}
