//! A pod's log, followed through the API server: the nodes' files are on other machines.

use std::path::Path;
use std::time::Duration;

use futures::{AsyncBufReadExt as _, TryStreamExt as _};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::jiff::Timestamp;
use kube::Api;
use kube::api::LogParams;
use lab_managed::process::LogFile;
use tokio_util::sync::CancellationToken;

/// How long a container may take to start again before it is asked for anew.
const PAUSE: Duration = Duration::from_millis(500);

/// Copies what a pod prints to a log, over the restarts of its container, until it is told that the pod is gone.
pub(crate) async fn keep(pods: &Api<Pod>, name: &str, to: &Path, gone: CancellationToken) {
    // A supervisor that was started anew goes on where the one before ended. Better a line twice than none.
    let written = to.metadata().and_then(|file| file.modified()).ok();
    let mut since = written.and_then(|time| Timestamp::try_from(time).ok());
    let log = LogFile::open(to);
    let follow = async {
        loop {
            let params = LogParams {
                follow: true,
                since_time: since,
                ..LogParams::default()
            };
            let asked = Timestamp::now();
            match pods.log_stream(name, &params).await {
                Ok(stream) => {
                    let mut lines = stream.lines();
                    while let Ok(Some(line)) = lines.try_next().await {
                        log.line(line.as_bytes());
                    }
                    since = Some(Timestamp::now().max(asked));
                }
                Err(error) => tracing::debug!(pod = name, %error, "A pod's log can't be read now."),
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = gone.cancelled() => {}
        () = follow => {}
    }
}
