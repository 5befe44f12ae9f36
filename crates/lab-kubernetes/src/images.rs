//! The services' images, from the programs of this installation, as `k8s/images/images.json` says what they hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use embedded_kubernetes::{Archive, Cluster, Image, with_libraries};
use lab_managed::programs::{PostgresPrograms, locate};
use lab_managed::state::write_private;
use lab_managed::{LabError, layout};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::registry::Registry;

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
pub type Names = BTreeMap<String, String>;

/// Replaces each image that is named without a tag, and is one of the lab's, by the name that nodes know it by.
pub(crate) fn with_tags(object: &Value, names: &Names) -> Value {
    match object {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                let tagged = value.as_str().and_then(|image| names.get(image));
                let value = match tagged.filter(|_| key == "image") {
                    Some(tagged) => Value::from(tagged.as_str()),
                    None => with_tags(value, names),
                };
                (key.clone(), value)
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(|item| with_tags(item, names)).collect(),
        other => other.clone(),
    }
}

/// What was packed last, and from what.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    inputs: String,
    names: Names,
}

/// Images that are packed.
pub(crate) struct Packed {
    archive: PathBuf,
    names: Names,
    /// Whoever packs anew waits until these are where they have to be.
    _lock: File,
}

impl Packed {
    /// Puts them onto the nodes that lack them.
    pub(crate) fn onto_nodes(self, cluster: &Cluster) -> Result<Names, LabError> {
        let wanted: Vec<String> = self.names.values().cloned().collect();
        cluster.import(&self.archive, &wanted).map_err(process)?;
        Ok(self.names)
    }

    /// Pushes those that a registry lacks.
    pub(crate) async fn push_to(self, registry: &Registry) -> Result<Names, LabError> {
        registry.push(&self.archive, &self.names).await
    }
}

/// Makes the images, as an archive in a folder. An image's tag is its digest, so that another content is another image.
pub(crate) fn pack_in(folder: &Path) -> Result<Packed, LabError> {
    std::fs::create_dir_all(folder).map_err(LabError::file(folder))?;
    // Several labs may come up at once; the first packs, the others take what it packed.
    let path = folder.join("shop.lock");
    let lock = File::create(&path).map_err(LabError::file(&path))?;
    lock.lock().map_err(LabError::file(&path))?;
    let (archive, record) = (folder.join("shop.tar"), folder.join("shop.json"));

    let share = layout::share()?;
    let file = share.join("k8s/images/images.json");
    let text = std::fs::read_to_string(&file).map_err(LabError::file(&file))?;
    let data: Data = serde_json::from_str(&text).map_err(|error| LabError::Corrupt {
        path: file,
        reason: error.to_string(),
    })?;
    let described: Vec<(&str, Image)> = data
        .images
        .values()
        .map(|image| Ok((image.name.as_str(), describe(image, &data, &share)?)))
        .collect::<Result<_, LabError>>()?;
    let inputs = fingerprint(&described)?;
    let Record { names, .. } = match last(&record, &archive).filter(|last| last.inputs == inputs) {
        Some(last) => last,
        None => pack(&described, inputs, &record, &archive)?,
    };
    Ok(Packed {
        archive,
        names,
        _lock: lock,
    })
}

/// What was packed last; none when that is not whole.
fn last(record: &Path, archive: &Path) -> Option<Record> {
    let text = std::fs::read_to_string(record).ok()?;
    serde_json::from_str(&text)
        .ok()
        .filter(|_| archive.exists())
}

fn pack(
    described: &[(&str, Image)],
    inputs: String,
    record: &Path,
    path: &Path,
) -> Result<Record, LabError> {
    // Without the record of it, half an archive is none.
    let _ = std::fs::remove_file(record);
    let mut names = Names::new();
    let mut archive = Archive::create(path)?;
    for (name, image) in described {
        let tagged = archive.add(image, |digest| {
            let tag: String = digest
                .trim_start_matches("sha256:")
                .chars()
                .take(12)
                .collect();
            format!("{REGISTRY}/{name}:{tag}")
        })?;
        names.insert((*name).to_owned(), tagged);
    }
    archive.finish()?;
    let packed = Record { inputs, names };
    let text = serde_json::to_vec(&packed).map_err(process)?;
    write_private(record, &text)?;
    Ok(packed)
}

/// What the images are made from, as far as it can be told without reading every file: names, sizes and dates.
fn fingerprint(described: &[(&str, Image)]) -> Result<String, LabError> {
    let mut text = String::new();
    for (name, image) in described {
        let _ = writeln!(text, "{name} {image:?}");
        for file in image.files.values() {
            let meta = file.metadata().map_err(LabError::file(file))?;
            let _ = writeln!(
                text,
                "{} {} {}",
                meta.len(),
                meta.mtime(),
                meta.mtime_nsec()
            );
        }
    }
    Ok(text)
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_labs_own_images_without_a_tag_get_one() {
        let names = Names::from([(
            "shop-main".to_owned(),
            "firedrill.local/shop-main:1".to_owned(),
        )]);
        let containers = json!({ "containers": [
            { "name": "shop-main", "image": "shop-main" },
            { "image": "shop-main:2" },
            { "image": "other" },
        ] });
        let tagged = with_tags(&containers, &names);
        assert_eq!(
            tagged["containers"][0]["image"],
            "firedrill.local/shop-main:1"
        );
        assert_eq!(tagged["containers"][0]["name"], "shop-main");
        assert_eq!(tagged["containers"][1]["image"], "shop-main:2");
        assert_eq!(tagged["containers"][2]["image"], "other");
    }
}
