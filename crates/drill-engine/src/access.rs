//! How the engine reaches the parts of a lab.

use std::path::PathBuf;
use std::time::Duration;

use drill_core::definition::Runtime;
use drill_load::AuditTarget;
use lab_managed::connect::postgres_dsn;
use lab_managed::postgres::SUPERUSER;
use lab_managed::{LabDir, LabState};
use tokio_postgres::config::SslMode;

/// Where the parts of one lab are.
#[derive(Debug, Clone)]
pub struct LabAccess {
    /// The lab's name.
    pub lab: String,
    /// How its services run.
    pub runtime: Runtime,
    /// Where its runs are recorded.
    pub runs: PathBuf,
    /// Where its traffic writes what customers saw.
    pub traffic: PathBuf,
    /// The shop's public address, without a trailing slash.
    pub shop: String,
    /// Prometheus' address, without a trailing slash.
    pub prometheus: String,
    /// Alertmanager's address, without a trailing slash.
    pub alertmanager: String,
    /// PostgreSQL as its superuser, without a database. By its own port: the engine looks past the links, which
    /// drills degrade.
    pub postgres: tokio_postgres::Config,
    /// Where an audit looks.
    pub audit: AuditTarget,
}

impl LabAccess {
    /// As a lab's files say.
    #[must_use]
    pub fn of(dir: &LabDir, state: &LabState) -> Self {
        let at = |purpose: &str| format!("http://127.0.0.1:{}", state.port(purpose));
        let port = state.port("postgres");
        let mut postgres = tokio_postgres::Config::new();
        postgres
            .host("127.0.0.1")
            .port(port)
            .user(SUPERUSER)
            .password(state.recorded("postgres"))
            .ssl_mode(SslMode::Disable);
        Self {
            lab: dir.name().to_owned(),
            runtime: state.runtime,
            runs: dir.runs(),
            traffic: dir.traffic(),
            shop: at("link:customer->frontend"),
            prometheus: at("prometheus"),
            alertmanager: at("alertmanager"),
            postgres,
            audit: AuditTarget {
                catalog_dsn: postgres_dsn(state, SUPERUSER, "catalog", port),
                orders_dsn: postgres_dsn(state, SUPERUSER, "orders", port),
                traffic_dir: dir.traffic(),
            },
        }
    }
}

/// The HTTP client of all looks. It never goes through a proxy: the lab is on this machine.
///
/// # Errors
/// When the TLS library can't be set up.
pub(crate) fn http_client(limit: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .no_proxy()
        .timeout(limit)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}
