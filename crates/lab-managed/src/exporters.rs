//! Exporters of a lab: what Prometheus learns of PostgreSQL, of Redis' nodes and of the machine.

use crate::postgres::EXPORTER;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, connect, files, layout, user};

/// Where the questions to PostgreSQL lie in the share folder.
const QUERIES: &str = "k8s/monitoring/exporters/postgres.yaml";

/// One exporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exporter {
    /// Of PostgreSQL, through the endpoint.
    Postgres,
    /// Of every node of Redis.
    Redis,
    /// Of this machine.
    Node,
}

impl Exporter {
    /// Every exporter that a lab runs.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Redis, Self::Node];

    /// The name of its process and the purpose of its port.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres-exporter",
            Self::Redis => "redis-exporter",
            Self::Node => "node-exporter",
        }
    }

    /// How the supervisor runs it.
    ///
    /// # Errors
    /// When it is not installed.
    pub fn spec(self, dir: &LabDir, state: &LabState) -> Result<ProcessSpec, LabError> {
        let folder = dir.path("exporters");
        let program = match self {
            Self::Postgres => Program::PostgresExporter,
            Self::Redis => Program::RedisExporter,
            Self::Node => Program::NodeExporter,
        };
        let listen = format!("127.0.0.1:{}", state.port(self.name()));
        let spec = ProcessSpec::new(self.name(), program.find_server()?, &folder)
            .args([format!("--web.listen-address={listen}")])
            // One processor is more than enough to count.
            .env("GOMAXPROCS", "1")
            .env("GOGC", "50");
        let mut spec = match self {
            Self::Postgres => spec
                .args([
                    "--disable-default-metrics".to_owned(),
                    "--disable-settings-metrics".to_owned(),
                    "--no-collector.database".to_owned(),
                    "--no-collector.bgwriter".to_owned(),
                    format!(
                        "--extend.query-path={}",
                        folder.join("postgres.yaml").display()
                    ),
                    "--log.level=warn".to_owned(),
                ])
                .env("DATA_SOURCE_NAME", data_source(state)),
            Self::Redis => spec
                .args([
                    // Prometheus says which node it asks about.
                    "--redis.addr=".to_owned(),
                    // Within the time that a scrape may take, so that a node that hangs counts as down.
                    "--connection-timeout=600ms".to_owned(),
                ])
                .env("REDIS_PASSWORD", state.recorded("redis")),
            Self::Node => spec.args(
                [
                    "--collector.disable-defaults",
                    "--collector.cpu",
                    "--collector.filesystem",
                    "--collector.loadavg",
                    "--collector.meminfo",
                    "--collector.pressure",
                    "--web.disable-exporter-metrics",
                    "--log.level=warn",
                ]
                .map(str::to_owned),
            ),
        };
        spec.run_as = user::of_stores()?;
        Ok(spec)
    }
}

fn data_source(state: &LabState) -> String {
    let (role, _) = EXPORTER;
    let dsn = connect::postgres_dsn(state, role, "postgres", state.port("postgres"));
    format!("{dsn}?sslmode=disable&connect_timeout=1")
}

/// Copies the questions to PostgreSQL that firedrill ships with.
///
/// # Errors
/// When they are not there or the disk refuses.
pub fn prepare(dir: &LabDir) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path("exporters");
    files::folder(&folder, owner)?;
    let source = layout::share()?.join(QUERIES);
    let text = std::fs::read_to_string(&source).map_err(LabError::file(&source))?;
    files::write(&folder.join("postgres.yaml"), &text, owner)
}
