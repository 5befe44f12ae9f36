//! A lab of which only the surface is there: what is asked of it is remembered, replicas are ready at once, and
//! customers are served while the catalog has two replicas.

mod cluster;
pub(crate) mod compute;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use drill_core::journal::{Entry, Event};
use drill_core::slo::{BIN_MS, Bin, Journey, JourneyBin};
use drill_engine::access::LabAccess;
use drill_engine::catalog::Catalog;
use drill_engine::control::protocol::RunView;
use drill_engine::control::server::ProgressSink;
use drill_engine::director::Director;
use drill_engine::receiver::{Alert, AlertStatus, Alerts};
use drill_engine::runs::RunFolder;
use drill_load::AuditTarget;
use lab_managed::objects::Others;
use lab_managed::{Compute, Desired};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::cluster::FakeCluster;
use self::compute::FakeCompute;

/// How often the director of a test looks.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// The drills that the tests play.
pub(crate) const SHARE: &str = "tests/share";

/// A lab's surface and a director for it.
pub(crate) struct Lab {
    _dir: tempfile::TempDir,
    share: PathBuf,
    pub(crate) compute: Arc<FakeCompute>,
    pub(crate) alerts: Alerts,
    pub(crate) director: Arc<Director>,
    pub(crate) access: LabAccess,
    _stop: DropGuard,
}

/// The definition of the tiny drill, within a share folder.
pub(crate) const TINY: &str = "chaos-experiments/drills/tiny/drill.yaml";

/// What is asked of a new lab.
pub(crate) fn initial() -> Desired {
    Desired {
        replicas: [("main", 2), ("catalog", 2), ("order", 2)]
            .map(|(name, count)| (name.to_owned(), count))
            .into(),
        ..Desired::default()
    }
}

/// A share folder of a test's own with the tiny drill in it.
pub(crate) fn copy_of_share() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let drill = dir.path().join("chaos-experiments/drills/tiny");
    std::fs::create_dir_all(&drill).unwrap();
    let from = Path::new(SHARE).join("chaos-experiments/drills/tiny");
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, drill.join(path.file_name().unwrap())).unwrap();
    }
    dir
}

impl Lab {
    pub(crate) async fn start() -> Self {
        Self::start_with(tokio_postgres::Config::new()).await
    }

    /// A lab with a database.
    pub(crate) async fn start_with(postgres: tokio_postgres::Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::start_in(dir, SHARE.into(), postgres, None).await
    }

    /// A lab with drills of its own.
    pub(crate) async fn start_of(dir: tempfile::TempDir) -> Self {
        let share = dir.path().to_owned();
        Self::start_in(dir, share, tokio_postgres::Config::new(), None).await
    }

    /// A lab on a cluster with others, with drills of its own.
    pub(crate) async fn start_on(others: Others, dir: tempfile::TempDir) -> Self {
        let share = dir.path().to_owned();
        let cluster = Some(FakeCluster(others));
        Self::start_in(dir, share, tokio_postgres::Config::new(), cluster).await
    }

    async fn start_in(
        dir: tempfile::TempDir,
        share: PathBuf,
        postgres: tokio_postgres::Config,
        cluster: Option<FakeCluster>,
    ) -> Self {
        let (runs, traffic) = (dir.path().join("runs"), dir.path().join("traffic"));
        std::fs::create_dir_all(&runs).unwrap();
        std::fs::create_dir_all(&traffic).unwrap();
        let compute = Arc::new(FakeCompute {
            desired: Mutex::new(initial()),
            runs: runs.clone(),
            journals: Mutex::default(),
            sick: Mutex::new(false),
            cluster,
        });
        let stop = CancellationToken::new();
        let nothing = "postgres://127.0.0.1:1/none";
        let access = LabAccess {
            runtime: drill_core::definition::Runtime::Process,
            lab: "default".into(),
            runs,
            traffic: traffic.clone(),
            shop: "http://127.0.0.1:1".into(),
            prometheus: "http://127.0.0.1:1".into(),
            alertmanager: no_alerts(stop.clone()).await,
            postgres,
            audit: AuditTarget {
                catalog_dsn: nothing.into(),
                orders_dsn: nothing.into(),
                traffic_dir: traffic.clone(),
            },
        };
        tokio::spawn(customers(traffic, Arc::clone(&compute), stop.clone()));
        let alerts = Alerts::default();
        let director = director(&compute, &access, &alerts, &share);
        Self {
            _dir: dir,
            share,
            compute,
            alerts,
            director,
            access,
            _stop: stop.drop_guard(),
        }
    }

    /// Another director of the same lab, as after a crash of the supervisor. The one before it must be gone.
    pub(crate) async fn restart_supervisor(&mut self) {
        self.director = director(&self.compute, &self.access, &self.alerts, &self.share);
        self.director.resume().await;
    }

    pub(crate) fn page(&self) {
        self.alerts.publish(Alert {
            status: AlertStatus::Firing,
            labels: [("alertname", "ShopErrorRate"), ("severity", "page")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            annotations: [("summary".to_owned(), "Errors".to_owned())].into(),
            starts_at: Utc::now(),
        });
    }

    /// Plays the tiny drill to its page.
    pub(crate) async fn play(&self) -> RunView {
        let paging = async {
            self.until("faultApplied").await;
            self.page();
        };
        let lang = drill_core::i18n::Lang::En;
        let (sink, _heard) = ProgressSink::channel();
        let play = self.director.play("tiny", Some(7), lang, &sink);
        tokio::join!(play, paging).0.unwrap()
    }

    /// The last run's journal.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        RunFolder::find(&self.access.runs, None)
            .map(|run| run.entries().unwrap())
            .unwrap_or_default()
    }

    /// The kinds of the last run's entries, one after the other.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let entries = self.entries();
        let json = entries
            .iter()
            .map(|entry| serde_json::to_value(entry).unwrap());
        json.map(|entry| entry["kind"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn runs(&self) -> &Path {
        &self.access.runs
    }

    /// Waits until the last run has an entry of this kind.
    pub(crate) async fn until(&self, wanted: &str) {
        self.until_all(&format!("an entry {wanted}"), async || {
            self.kinds().iter().any(|kind| kind == wanted)
        })
        .await;
    }

    /// Waits until the director says so of its run. What is on disk may not have reached its memory yet.
    pub(crate) async fn until_run(&self, wanted: impl Fn(&RunView) -> bool) {
        self.until_all("a run", async || {
            self.director.run().await.as_ref().is_some_and(&wanted)
        })
        .await;
    }

    /// Waits until every check has failed since the fault.
    pub(crate) async fn until_checks_fail(&self) {
        self.until_all("failing checks", async || {
            let failed: BTreeSet<String> = self
                .entries()
                .into_iter()
                .filter_map(|entry| match entry.event {
                    Event::CheckChanged { check, verdict } if verdict.is_failed() => Some(check),
                    _ => None,
                })
                .collect();
            failed.len() == 2
        })
        .await;
    }

    async fn until_all(&self, what: &str, reached: impl AsyncFn() -> bool) {
        let waiting = async {
            while !reached().await {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let limit = Duration::from_secs(20);
        if tokio::time::timeout(limit, waiting).await.is_err() {
            unreachable!("waited for {what} in vain: {:?}", self.kinds());
        }
    }
}

fn director(
    compute: &Arc<FakeCompute>,
    access: &LabAccess,
    alerts: &Alerts,
    share: &Path,
) -> Arc<Director> {
    let compute = Arc::clone(compute) as Arc<dyn Compute>;
    let catalog = Catalog::of_share(share);
    Arc::new(Director::new(compute, access.clone(), alerts.clone(), catalog, TICK).unwrap())
}

/// An Alertmanager that knows of no alert.
async fn no_alerts(stop: CancellationToken) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(stop.run_until_cancelled_owned(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]";
            let mut request = [0; 1024];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
            let _ = stream.write_all(answer).await;
        }
    }));
    address
}

/// Writes bins as the traffic does.
async fn customers(folder: PathBuf, compute: Arc<FakeCompute>, stop: CancellationToken) {
    let first = Utc::now().timestamp_millis() / BIN_MS * BIN_MS;
    let path = folder.join(format!("bins-{first}.jsonl"));
    let mut at_ms = first;
    while !stop.is_cancelled() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        while at_ms + BIN_MS <= Utc::now().timestamp_millis() {
            let good = u32::from(compute.serves());
            let counts = JourneyBin {
                ok: 2 * good,
                failed: 2 * (1 - good),
                ..JourneyBin::default()
            };
            let bin = Bin {
                at_ms,
                journeys: [(Journey::Checkout, counts)].into(),
            };
            let mut line = serde_json::to_vec(&bin).unwrap();
            line.push(b'\n');
            let mut file = std::fs::File::options()
                .append(true)
                .create(true)
                .open(&path)
                .unwrap();
            std::io::Write::write_all(&mut file, &line).unwrap();
            at_ms += BIN_MS;
        }
    }
}
