//! The OCI image layout, in a tar file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use lab_managed::LabError;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{EntryType, Header};

/// What an image holds and how it starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Files: the path in the image, and the file of this machine.
    pub files: BTreeMap<PathBuf, PathBuf>,
    /// Symbolic links: the path in the image, and where it leads.
    pub links: BTreeMap<PathBuf, PathBuf>,
    /// Folders that are there although they are empty, writable by the image's user.
    pub folders: Vec<PathBuf>,
    /// The program and its arguments.
    pub entrypoint: Vec<String>,
    /// Variables, `NAME=value`.
    pub env: Vec<String>,
    /// The user, by number: `65532:65532`.
    pub user: String,
    /// Ports that it listens on.
    pub ports: Vec<u16>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// A tar file with several images.
pub struct Archive {
    tar: tar::Builder<BufWriter<File>>,
    path: PathBuf,
    manifests: Vec<Value>,
    blobs: Vec<String>,
}

impl Archive {
    /// A new archive; what was at `path` is replaced.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(path: &Path) -> Result<Self, LabError> {
        let file = File::create(path).map_err(LabError::file(path))?;
        let mut archive = Self {
            tar: tar::Builder::new(BufWriter::new(file)),
            path: path.to_owned(),
            manifests: Vec::new(),
            blobs: Vec::new(),
        };
        archive.append("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#)?;
        Ok(archive)
    }

    /// Adds an image under the name that `name` makes of its digest, `sha256:…`, and gives that back.
    ///
    /// # Errors
    /// When a file can't be read, or the disk refuses.
    pub fn add(
        &mut self,
        image: &Image,
        name: impl FnOnce(&str) -> String,
    ) -> Result<String, LabError> {
        let layer = layer(image)?;
        let layer_digest = self.blob(&layer)?;
        let ports: BTreeMap<String, Value> = image
            .ports
            .iter()
            .map(|port| (format!("{port}/tcp"), json!({})))
            .collect();
        let config = json!({
            "architecture": architecture(),
            "os": "linux",
            "config": {
                "Entrypoint": image.entrypoint,
                "Env": image.env,
                "User": image.user,
                "ExposedPorts": ports,
                "Labels": image.labels,
                "WorkingDir": "/",
            },
            // Not compressed, so the layer's own digest is that of its blob.
            "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{layer_digest}")] },
        });
        let config = config.to_string().into_bytes();
        let config_digest = self.blob(&config)?;
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": format!("sha256:{config_digest}"),
                "size": config.len(),
            },
            "layers": [{
                "mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": format!("sha256:{layer_digest}"),
                "size": layer.len(),
            }],
        });
        let manifest = manifest.to_string().into_bytes();
        let digest = format!("sha256:{}", self.blob(&manifest)?);
        let name = name(&digest);
        self.manifests.push(json!({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": digest,
            "size": manifest.len(),
            "annotations": {
                "io.containerd.image.name": name,
                "org.opencontainers.image.ref.name": name,
            },
        }));
        Ok(name)
    }

    /// Writes the index, without which there is no archive.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> Result<(), LabError> {
        let index = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": self.manifests,
        });
        self.append("index.json", index.to_string().as_bytes())?;
        let path = self.path;
        let mut file = self.tar.into_inner().map_err(LabError::file(&path))?;
        file.flush().map_err(LabError::file(&path))
    }

    fn blob(&mut self, bytes: &[u8]) -> Result<String, LabError> {
        let digest = hex(&Sha256::digest(bytes));
        // Two images may have the same layer.
        if !self.blobs.contains(&digest) {
            self.append(&format!("blobs/sha256/{digest}"), bytes)?;
            self.blobs.push(digest.clone());
        }
        Ok(digest)
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> Result<(), LabError> {
        let mut header = header(EntryType::Regular, 0o644, (0, 0));
        header.set_size(bytes.len() as u64);
        self.tar
            .append_data(&mut header, name, bytes)
            .map_err(LabError::file(&self.path))
    }
}

/// The image's files as a tar: folders before what they hold, in the order of their names.
fn layer(image: &Image) -> Result<Vec<u8>, LabError> {
    let mut tar = tar::Builder::new(Vec::new());
    let broken = |path: &Path| LabError::file(path.to_owned());
    let owner = owner(&image.user);
    for folder in folders(image) {
        let (mode, owner) = if image.folders.contains(&folder) {
            (0o755, owner)
        } else {
            (0o755, (0, 0))
        };
        let mut header = header(EntryType::Directory, mode, owner);
        header.set_size(0);
        tar.append_data(&mut header, relative(&folder), std::io::empty())
            .map_err(broken(&folder))?;
    }
    for (to, from) in &image.files {
        let mut bytes = Vec::new();
        let mut file = File::open(from).map_err(broken(from))?;
        file.read_to_end(&mut bytes).map_err(broken(from))?;
        let mut header = header(EntryType::Regular, mode_of(&file), (0, 0));
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, relative(to), bytes.as_slice())
            .map_err(broken(from))?;
    }
    for (name, target) in &image.links {
        let mut header = header(EntryType::Symlink, 0o777, (0, 0));
        header.set_size(0);
        tar.append_link(&mut header, relative(name), target)
            .map_err(broken(name))?;
    }
    tar.into_inner().map_err(broken(Path::new("layer.tar")))
}

/// Every folder that something is in, and those that are asked for.
fn folders(image: &Image) -> Vec<PathBuf> {
    let inside = image
        .files
        .keys()
        .chain(image.links.keys())
        .filter_map(|path| path.parent());
    let mut all: Vec<PathBuf> = inside
        .chain(image.folders.iter().map(PathBuf::as_path))
        .flat_map(Path::ancestors)
        .filter(|folder| folder.parent().is_some())
        .map(Path::to_path_buf)
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Without dates and names of people, which would be other bytes on every machine.
fn header(kind: EntryType, mode: u32, (uid, gid): (u64, u64)) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(uid);
    header.set_gid(gid);
    header.set_mtime(0);
    header
}

/// A program can be run by everybody, another file can be read: whatever this machine's owner thinks of it.
fn mode_of(file: &File) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let runs = file
        .metadata()
        .is_ok_and(|meta| meta.permissions().mode() & 0o111 != 0);
    if runs { 0o755 } else { 0o644 }
}

fn owner(user: &str) -> (u64, u64) {
    let mut parts = user.split(':').map(|part| part.parse().unwrap_or_default());
    let uid = parts.next().unwrap_or_default();
    (uid, parts.next().unwrap_or(uid))
}

fn relative(path: &Path) -> &Path {
    path.strip_prefix("/").unwrap_or(path)
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn image(dir: &Path) -> Image {
        let program = dir.join("program");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(
            &program,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .unwrap();
        Image {
            files: BTreeMap::from([("/usr/bin/program".into(), program)]),
            links: BTreeMap::from([("/bin".into(), "usr/bin".into())]),
            folders: vec!["/tmp/own".into()],
            entrypoint: vec!["/usr/bin/program".into()],
            user: "65532:65532".into(),
            ..Image::default()
        }
    }

    fn entries(bytes: &[u8]) -> Vec<(String, u32, u64)> {
        let mut tar = tar::Archive::new(bytes);
        let of = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
            let entry = entry.unwrap();
            let header = entry.header();
            let path = entry.path().unwrap().display().to_string();
            (path, header.mode().unwrap(), header.uid().unwrap())
        };
        tar.entries().unwrap().map(of).collect()
    }

    #[test]
    fn the_same_files_give_the_same_bytes_and_digest() {
        let dir = tempfile::tempdir().unwrap();
        let image = image(dir.path());
        let make = |name: &str| {
            let path = dir.path().join(name);
            let mut archive = Archive::create(&path).unwrap();
            let digest = archive
                .add(&image, |digest| format!("firedrill.local/test:{digest}"))
                .unwrap();
            archive.finish().unwrap();
            (digest, std::fs::read(path).unwrap())
        };
        let first = make("first.tar");
        std::fs::write(dir.path().join("program"), "#!/bin/sh\n").unwrap();
        assert_eq!(first, make("second.tar"));
    }

    #[test]
    fn everybody_may_run_a_program_and_only_the_own_folder_is_the_users() {
        let dir = tempfile::tempdir().unwrap();
        let entries = entries(&layer(&image(dir.path())).unwrap());
        let of = |name: &str| {
            let found = entries
                .iter()
                .find(|(path, ..)| path.trim_end_matches('/') == name);
            let (_, mode, uid) = found.unwrap();
            (*mode, *uid)
        };
        assert_eq!(of("usr/bin/program"), (0o755, 0));
        assert_eq!(of("tmp"), (0o755, 0));
        assert_eq!(of("tmp/own"), (0o755, 65532));
        assert_eq!(of("bin"), (0o777, 0));
    }
}
