//! What a cluster runs for itself: its name service, its metrics, its way in, and the rights of its own parts.

use std::path::{Path, PathBuf};

use lab_managed::LabError;
use lab_managed::state::write_private;

use crate::images::{Archive, Image, PAUSE};
use crate::pki::{API_PORT, DOMAIN, Pki};
use crate::programs::Programs;
use crate::{ClusterDir, ClusterError, ClusterState};

/// Nobody's user, as in the usual images without a distribution.
const USER: &str = "65532:65532";

/// The manifests, in the order in which they are applied, and their folder under the share folder.
pub(crate) const FOLDER: &str = "k8s/embedded/addons";

/// Writes the archive of the images that every node needs.
pub(crate) fn write_images(dir: &ClusterDir, programs: &Programs) -> Result<(), LabError> {
    let mut archive = Archive::create(&dir.path("images/addons.tar"))?;
    for name in ["pause", "coredns", "metrics-server", "ingress"] {
        let program = PathBuf::from("/").join(name);
        let image = Image {
            files: [(program.clone(), programs.addon(name))].into(),
            entrypoint: vec![program.display().to_string()],
            user: USER.to_owned(),
            ..Image::default()
        };
        archive.add(&image, |_| match name {
            "pause" => PAUSE.to_owned(),
            name => format!("firedrill.local/{name}:1"),
        })?;
    }
    archive.finish()
}

/// Writes the manifests with this cluster's addresses and certificates, and gives back their folder.
pub(crate) fn write_manifests(
    dir: &ClusterDir,
    state: &ClusterState,
    share: &Path,
) -> Result<PathBuf, ClusterError> {
    use base64::Engine as _;
    let source = share.join(FOLDER);
    let target = dir.path("config/addons");
    std::fs::create_dir_all(&target).map_err(LabError::file(&target))?;
    let pki = Pki::of(dir);
    let encoded = |path: PathBuf| -> Result<String, LabError> {
        let bytes = std::fs::read(&path).map_err(LabError::file(path))?;
        Ok(base64::engine::general_purpose::STANDARD.encode(bytes))
    };
    let servers: Vec<String> = crate::network::nameservers()
        .iter()
        .map(ToString::to_string)
        .collect();
    let forward = if servers.is_empty() {
        String::new()
    } else {
        format!("forward . {}", servers.join(" "))
    };
    let values = [
        ("${DNS_SERVICE}", state.ranges.dns_service().to_string()),
        ("${DOMAIN}", DOMAIN.to_owned()),
        ("${HOST}", state.ranges.host().to_string()),
        ("${API_PORT}", API_PORT.to_string()),
        ("${FORWARD}", forward),
        ("${NAME_SERVER_NODES}", state.nodes.min(2).to_string()),
        ("${METRICS_CERT}", encoded(pki.cert("metrics-server"))?),
        ("${METRICS_KEY}", encoded(pki.key("metrics-server"))?),
        ("${CA}", encoded(pki.cert("ca"))?),
    ];
    for entry in std::fs::read_dir(&source)
        .map_err(LabError::file(&source))?
        .flatten()
    {
        let path = entry.path();
        let text = std::fs::read_to_string(&path).map_err(LabError::file(&path))?;
        let text = values
            .iter()
            .fold(text, |text, (name, value)| text.replace(name, value));
        write_private(&target.join(entry.file_name()), text.as_bytes())?;
    }
    Ok(target)
}
