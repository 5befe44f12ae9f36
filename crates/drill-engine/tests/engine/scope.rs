//! A drill of the whole cluster is for a cluster that is there for nothing else.

use drill_core::i18n::Lang;
use drill_engine::control::protocol::{FailureKind, RunPhase};
use drill_engine::control::server::ProgressSink;
use lab_managed::Compute;
use lab_managed::objects::Others;
use rstest::rstest;

use crate::kit::{Lab, TINY, copy_of_share, initial};

/// A lab on a cluster, whose tiny drill is one of the whole cluster.
async fn lab_beside(embedded: bool, labs: &[&str]) -> Lab {
    let share = copy_of_share();
    let path = share.path().join(TINY);
    let yaml = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, yaml.replace("\nload:", "\nscope: cluster\nload:")).unwrap();
    let labs = labs.iter().map(|lab| (*lab).to_owned()).collect();
    Lab::start_on(Others { embedded, labs }, share).await
}

#[rstest]
#[case::on_a_cluster_of_others(false, &[], FailureKind::Invalid, "firedrill cluster up")]
#[case::beside_other_labs(true, &["blue", "green"], FailureKind::Busy, "firedrill --lab blue down")]
#[tokio::test]
async fn it_is_refused_before_anything_changes(
    #[case] embedded: bool,
    #[case] labs: &[&str],
    #[case] kind: FailureKind,
    #[case] next: &str,
) {
    let lab = lab_beside(embedded, labs).await;
    let (sink, _heard) = ProgressSink::channel();
    let failure = lab
        .director
        .play("tiny", None, Lang::En, &sink)
        .await
        .unwrap_err();
    assert_eq!(failure.kind, kind);
    assert_eq!(failure.next.as_deref(), Some(next));
    for other in labs {
        assert!(failure.message.en.contains(other), "{}", failure.message.en);
    }
    assert_eq!(lab.compute.desired().await, initial());
    assert_eq!(lab.kinds(), Vec::<String>::new());
}

#[tokio::test]
async fn alone_on_a_cluster_of_this_machine_it_begins() {
    let lab = lab_beside(true, &[]).await;
    assert_eq!(lab.play().await.phase, RunPhase::Open);
}
