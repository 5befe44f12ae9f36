//! Readiness, as a kubelet probes it.

use std::time::Duration;

use lab_managed::process::ProcessStatus;
use tokio::sync::watch;

/// Until a replica is ready for the first time.
const EAGER: Duration = Duration::from_millis(50);
/// From then on.
const STEADY: Duration = Duration::from_secs(1);
/// How long a probe may take.
const LIMIT: Duration = Duration::from_secs(1);
/// Failures in a row that make a ready replica unready.
const FAILURES: u32 = 2;

/// Probes for ever. Without a URL a process is ready while it runs.
pub(crate) async fn readiness(
    url: Option<String>,
    mut process: watch::Receiver<ProcessStatus>,
    ready: watch::Sender<bool>,
    changed: watch::Sender<()>,
) {
    let tell = |now: bool| {
        if ready.send_if_modified(|ready| std::mem::replace(ready, now) != now) {
            changed.send_replace(());
        }
    };
    let client = reqwest::Client::builder()
        .timeout(LIMIT)
        .no_proxy()
        .pool_max_idle_per_host(1)
        .build();
    let mut failures = 0;
    loop {
        let runs = process.borrow_and_update().pid.is_some();
        let passes = match (&url, &client) {
            _ if !runs => false,
            (None, _) => true,
            (Some(url), Ok(client)) => client
                .get(url)
                .send()
                .await
                .is_ok_and(|reply| reply.status().is_success()),
            (Some(_), Err(_)) => false,
        };
        if passes {
            failures = 0;
            tell(true);
        } else {
            failures += 1;
            if !runs || failures >= FAILURES {
                tell(false);
            }
        }
        let wait = if *ready.borrow() { STEADY } else { EAGER };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // A process that ended is not ready from this moment, and not only from the next probe.
            changed = process.changed() => if changed.is_err() { return },
        }
    }
}
