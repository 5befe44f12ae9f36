//! The services' images, from the programs of this installation, as `k8s/images/images.json` says what they hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use embedded_kubernetes::{Archive, Cluster, Image, with_libraries};
use lab_managed::programs::{PostgresPrograms, locate};
use lab_managed::{LabError, layout};
use serde::Deserialize;

/// The registry's place in the names of images that no registry has.
const REGISTRY: &str = "firedrill.local";

/// Where distributions keep the bundle of certificate authorities.
const AUTHORITIES: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// `k8s/images/images.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    user: String,
    labels: BTreeMap<String, String>,
    images: BTreeMap<String, ImageData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageData {
    name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    program: Option<String>,
    #[serde(default)]
    tools: BTreeMap<PathBuf, String>,
    #[serde(default)]
    files: BTreeMap<PathBuf, PathBuf>,
    #[serde(default)]
    folders: Vec<PathBuf>,
    certificates: Option<PathBuf>,
    #[serde(default)]
    env: Vec<String>,
    entrypoint: Vec<String>,
    #[serde(default)]
    ports: Vec<u16>,
}

/// The images on the nodes: the name in the manifests, and the name with its tag.
pub(crate) type Names = BTreeMap<String, String>;

/// Makes the images and puts them onto the nodes that lack them. An image's tag is its digest, so that another content
/// is another image.
pub(crate) fn provide(cluster: &Cluster) -> Result<Names, LabError> {
    let share = layout::share()?;
    let file = share.join("k8s/images/images.json");
    let text = std::fs::read_to_string(&file).map_err(LabError::file(&file))?;
    let data: Data = serde_json::from_str(&text).map_err(|error| LabError::Corrupt {
        path: file,
        reason: error.to_string(),
    })?;
    let path = cluster.dir().path("images/shop.tar");
    let mut names = Names::new();
    let mut archive = Archive::create(&path)?;
    for image in data.images.values() {
        let tagged = archive.add(&describe(image, &data, &share)?, |digest| {
            let tag: String = digest
                .trim_start_matches("sha256:")
                .chars()
                .take(12)
                .collect();
            format!("{REGISTRY}/{}:{tag}", image.name)
        })?;
        names.insert(image.name.clone(), tagged);
    }
    archive.finish()?;
    let wanted: Vec<String> = names.values().cloned().collect();
    cluster.import(&path, &wanted).map_err(process)?;
    Ok(names)
}

fn describe(data: &ImageData, all: &Data, share: &Path) -> Result<Image, LabError> {
    let mut files = BTreeMap::new();
    if let Some(program) = &data.program {
        let to = Path::new("/usr/bin").join(program);
        files.extend(with_libraries(&layout::bin_dir()?.join(program), &to).map_err(process)?);
    }
    for (to, tool) in &data.tools {
        files.extend(with_libraries(&find_tool(tool)?, to).map_err(process)?);
    }
    for (to, from) in &data.files {
        add_tree(&mut files, to, &share.join(from))?;
    }
    if let Some(to) = &data.certificates
        && let Some(from) = AUTHORITIES
            .iter()
            .map(PathBuf::from)
            .find(|file| file.exists())
    {
        files.insert(to.clone(), from);
    }
    let mut labels = all.labels.clone();
    labels.extend(data.labels.clone());
    Ok(Image {
        files,
        folders: data.folders.clone(),
        entrypoint: data.entrypoint.clone(),
        env: data.env.clone(),
        user: all.user.clone(),
        ports: data.ports.clone(),
        labels,
        ..Image::default()
    })
}

/// A file, or every file of a folder.
fn add_tree(
    files: &mut BTreeMap<PathBuf, PathBuf>,
    to: &Path,
    from: &Path,
) -> Result<(), LabError> {
    let meta = from.metadata().map_err(LabError::file(from))?;
    if meta.is_file() {
        files.insert(to.to_owned(), from.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(from).map_err(LabError::file(from))? {
        let entry = entry.map_err(LabError::file(from))?;
        add_tree(files, &to.join(entry.file_name()), &entry.path())?;
    }
    Ok(())
}

/// A program of this machine. Debian's `psql` is a wrapper in Perl, so the one that belongs to the server is taken.
fn find_tool(name: &str) -> Result<PathBuf, LabError> {
    if name == "psql" {
        return Ok(PostgresPrograms::find(None)?
            .postgres()
            .with_file_name(name));
    }
    locate(name).ok_or_else(|| LabError::NoProgram {
        program: name.to_owned(),
        package: "coreutils".to_owned(),
    })
}

fn process(error: impl std::fmt::Display) -> LabError {
    LabError::Process {
        program: "images".into(),
        reason: error.to_string(),
    }
}
