//! The lab under test, and customers who come to it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use embedded_kubernetes::{Access, Cluster};
use lab_managed::topology::link_purpose;
use lab_managed::{LabDir, LabState, layout};
use serde_json::Value;

/// The lab on its cluster.
pub(crate) struct Lab {
    pub(crate) cluster: Cluster,
    pub(crate) access: Access,
    pub(crate) state: LabState,
    pub(crate) namespace: String,
}

impl Lab {
    pub(crate) fn from_environment() -> Self {
        let home = layout::home().unwrap();
        let name = std::env::var("FIREDRILL_LAB").unwrap();
        let dir = LabDir::new(&home, &name).unwrap();
        let cluster = Cluster::new(&home, Path::new("../.."), &layout::cache().unwrap());
        Self {
            access: cluster.access().unwrap().unwrap(),
            cluster,
            state: LabState::require(&dir).unwrap(),
            namespace: lab_kubernetes::namespace(&name),
        }
    }

    /// Runs `kubectl` as the administrator, and panics when it fails.
    pub(crate) fn kubectl(&self, args: &[&str], input: &str) -> String {
        self.try_kubectl(args, input)
            .unwrap_or_else(|error| panic!("kubectl {}: {error}", args.join(" ")))
    }

    /// Runs `kubectl` as the administrator.
    pub(crate) fn try_kubectl(&self, args: &[&str], input: &str) -> Result<String, String> {
        let mut child = Command::new(&self.access.kubectl)
            .arg(format!("--kubeconfig={}", self.access.kubeconfig.display()))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One that ends without reading says why by itself.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout).unwrap());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The pods with a label that are to stay.
    pub(crate) fn pods(&self, namespace: &str, label: &str) -> Vec<Value> {
        let namespace = format!("--namespace={namespace}");
        let selector = format!("--selector={label}");
        let all = self.kubectl(&["get", "pods", &namespace, &selector, "--output=json"], "");
        let all: Value = serde_json::from_str(&all).unwrap();
        let mut pods = all["items"].as_array().unwrap().clone();
        pods.retain(|pod| pod["metadata"]["deletionTimestamp"].is_null());
        pods
    }

    /// Customers at so many requests per second.
    pub(crate) fn customers(&self, rate: u32) -> Customers {
        let port = self.state.port(&link_purpose("customer->frontend"));
        Customers::begin(&format!("http://127.0.0.1:{port}"), rate)
    }
}

/// Waits until `done` says so.
pub(crate) fn wait_until(what: &str, limit: Duration, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Customers' traffic as a lab makes it, beside the lab's own. It ends with the value.
pub(crate) struct Customers {
    process: Child,
    folder: tempfile::TempDir,
}

/// What customers saw.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) ok: u64,
    pub(crate) failed: u64,
}

impl Customers {
    fn begin(shop: &str, rate: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Command::new(layout::bin_dir().unwrap().join("firedrill"))
            .args(["__traffic", "--shop", shop, "--rate", &rate.to_string()])
            .args(["--seed", "7", "--slow-ms", "500", "--out"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, folder }
    }

    /// What they saw so far, over all journeys.
    pub(crate) fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        for line in self.lines() {
            let bin: Value = serde_json::from_str(&line).unwrap();
            for journey in bin["journeys"].as_object().into_iter().flatten() {
                let count = |what: &str| journey.1[what].as_u64().unwrap_or_default();
                seen.ok += count("ok") + count("slow") + count("rejected");
                seen.failed += count("failed");
            }
        }
        seen
    }

    /// The bins that are whole.
    fn lines(&self) -> Vec<String> {
        let bins = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let is_bins = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("bins-")
        };
        bins.filter(is_bins)
            .flat_map(|path| {
                let text = std::fs::read_to_string(path).unwrap();
                let whole = text.rfind('\n').map_or(0, |end| end + 1);
                let lines = text[..whole].lines().map(str::to_owned);
                lines.collect::<Vec<_>>()
            })
            .filter(|line| line.contains("journeys"))
            .collect()
    }

    /// Waits until so many more requests were answered, one way or the other.
    pub(crate) fn wait_for_requests(&self, count: u64) {
        let before = self.seen();
        wait_until("requests", Duration::from_secs(60), || {
            let now = self.seen();
            now.ok + now.failed >= before.ok + before.failed + count
        });
    }
}

impl Drop for Customers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
