//! A lab that has ports and secrets, and no store yet.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use lab_managed::process::{ProcessSpec, Supervised};
use lab_managed::{Desired, LabDir, LabError, LabState, connect, ports, topology};

pub(crate) type Outcome = anyhow::Result<()>;

/// Nothing that a test waits for takes longer, even on a machine that compiles meanwhile.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A lab in a folder of its own, which goes when this is dropped.
pub(crate) struct Lab {
    pub(crate) dir: LabDir,
    pub(crate) state: LabState,
    _home: tempfile::TempDir,
}

impl Lab {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let home = tempfile::tempdir()?;
        // Root's PostgreSQL runs as another user, who has to reach its folder.
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755))?;
        let dir = LabDir::new(home.path(), "default")?;
        dir.create()?;
        let mut state = LabState::new("default", Desired::default());
        connect::generate_secrets(&mut state);
        ports::assign(&dir, &mut state, &topology::port_purposes())?;
        Ok(Self {
            dir,
            state,
            _home: home,
        })
    }

    pub(crate) fn start(&self, spec: ProcessSpec) -> Supervised {
        let log = self.dir.log_file(&spec.name);
        Supervised::start(spec, log)
    }

    /// Adds what a store printed to a failure of it.
    pub(crate) fn explain<T>(&self, store: &str, result: Result<T, LabError>) -> anyhow::Result<T> {
        result.with_context(|| {
            std::fs::read_to_string(self.dir.log_file(store))
                .unwrap_or_else(|_| "it printed nothing".to_owned())
        })
    }
}

/// Kills a process with SIGKILL and keeps the supervisor from starting it again.
pub(crate) async fn kill_for_good(process: Supervised) -> Outcome {
    let before = process.status().pid.context("it does not run")?;
    process.kill();
    process.stop().await;
    ensure!(
        !std::path::Path::new("/proc")
            .join(before.to_string())
            .exists(),
        "process {before} is still there"
    );
    Ok(())
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    runtime
        .expect("a runtime needs nothing but a few file descriptors")
        .block_on(future)
}
