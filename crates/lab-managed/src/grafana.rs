//! Grafana of a lab, where it is installed and wanted: with the lab's Prometheus and the dashboards that firedrill ships
//! with, for whoever is on this machine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::compute::wait_until;
use crate::process::ProcessSpec;
use crate::programs::Program;
use crate::{LabDir, LabError, LabState, files, layout, probe, user};

/// Its process, and the purpose of its port.
pub const NAME: &str = "grafana";
/// The dashboard to begin with.
const HOME: &str = "shop-incident";
/// Where the dashboards lie in the share folder.
const DASHBOARDS: &str = "k8s/monitoring/dashboards";

const CONFIGURATION: &str = include_str!("../templates/grafana.ini");

/// Writes the configuration, and copies the dashboards that firedrill ships with.
///
/// # Errors
/// When they are not there or the disk refuses.
pub fn prepare(dir: &LabDir, state: &LabState) -> Result<(), LabError> {
    let owner = user::of_stores()?;
    let folder = dir.path(NAME);
    let dashboards = folder.join("dashboards");
    for part in [
        "",
        "data",
        "dashboards",
        "provisioning",
        "provisioning/datasources",
        "provisioning/dashboards",
    ] {
        files::folder(&folder.join(part), owner)?;
    }
    let source = layout::share()?.join(DASHBOARDS);
    for entry in std::fs::read_dir(&source).map_err(LabError::file(&source))? {
        let path = entry.map_err(LabError::file(&source))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let text = std::fs::read_to_string(&path).map_err(LabError::file(&path))?;
            let name = path.file_name().unwrap_or_default();
            files::write(&dashboards.join(name), &text, owner)?;
        }
    }
    let home = dashboards.join(format!("{HOME}.json"));
    let configuration = files::fill(
        CONFIGURATION,
        &[
            ("port", &state.port(NAME).to_string()),
            ("folder", &folder.display().to_string()),
            ("home", &home.display().to_string()),
        ],
    );
    files::write(&folder.join("grafana.ini"), &configuration, owner)?;
    let provisioned = [
        ("datasources/prometheus.yaml", prometheus(state)),
        ("dashboards/shop.yaml", provider(&dashboards)),
    ];
    for (name, text) in provisioned {
        files::write(&folder.join("provisioning").join(name), &text, owner)?;
    }
    Ok(())
}

/// The data source, in JSON, which is YAML.
fn prometheus(state: &LabState) -> String {
    let url = format!("http://127.0.0.1:{}", state.port("prometheus"));
    let source = json!({
        "name": "Prometheus", "type": "prometheus", "access": "proxy", "url": url, "isDefault": true,
        // How often the services are scraped: Grafana takes no rate over less than four of them.
        "jsonData": { "timeInterval": "2s" },
    });
    json!({ "apiVersion": 1, "datasources": [source] }).to_string()
}

fn provider(dashboards: &Path) -> String {
    let provider = json!({
        "name": "shop", "folder": "Shop", "type": "file",
        "options": { "path": dashboards },
    });
    json!({ "apiVersion": 1, "providers": [provider] }).to_string()
}

/// How the supervisor runs Grafana.
///
/// # Errors
/// When Grafana is not installed.
pub fn spec(dir: &LabDir) -> Result<ProcessSpec, LabError> {
    let folder = dir.path(NAME);
    let program = Program::Grafana.find_server()?;
    let mut spec = ProcessSpec::new(NAME, &program, &folder).args([
        "server".to_owned(),
        format!("--homepath={}", home(&program).display()),
        format!("--config={}", folder.join("grafana.ini").display()),
    ]);
    spec.run_as = user::of_stores()?;
    Ok(spec)
}

/// Where its own files are: beside the program in Nix and in the archive that Grafana publishes, else where its packages put
/// them.
fn home(program: &Path) -> PathBuf {
    let prefix = program.parent().and_then(Path::parent).unwrap_or(program);
    [prefix.join("share/grafana"), prefix.to_owned()]
        .into_iter()
        .find(|folder| folder.join("public").is_dir())
        .unwrap_or_else(|| PathBuf::from("/usr/share/grafana"))
}

/// Waits until it serves.
///
/// # Errors
/// After `limit`, with what was last seen.
pub async fn wait_ready(state: &LabState, limit: Duration) -> Result<(), LabError> {
    wait_until(NAME, limit, probe::EVERY, || async {
        match probe::http_status(state.port(NAME), "GET", "/api/health").await? {
            200 => Ok(()),
            status => Err(format!("HTTP {status}")),
        }
    })
    .await
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn its_own_files_are_beside_the_program_where_they_are_there() {
        let prefix = tempfile::tempdir().unwrap();
        let program = prefix.path().join("bin/grafana");
        assert_eq!(home(&program), Path::new("/usr/share/grafana"));
        std::fs::create_dir_all(prefix.path().join("share/grafana/public")).unwrap();
        assert_eq!(home(&program), prefix.path().join("share/grafana"));
    }
}
