//! The web UI's files, read once at start.
//!
//! The bundle is about a megabyte and never changes while the service runs, so it is held in memory:
//! a request then touches no disk, and no path of a request ever becomes a path of the file system.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use actix_web::web::Bytes;
use sha2::{Digest as _, Sha256};

/// A year, as RFC 9111 advises for what never changes under its name.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// May be kept, and is asked for again each time: a new release shows at once.
const REVALIDATE: &str = "no-cache";
/// Files whose name says nothing about their content, as a favicon.
const AN_HOUR: &str = "public, max-age=3600";

/// What the bundle can't do without, and what a client route gets.
const INDEX: &str = "index.html";

/// More than this is no web UI; someone pointed `UI_DIR` elsewhere.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// One file of the bundle.
#[derive(Debug)]
pub struct Asset {
    /// The content.
    pub body: Bytes,
    /// Its media type.
    pub content_type: &'static str,
    /// How long it may be kept, as a `Cache-Control` value.
    pub cache_control: &'static str,
    /// Its digest, in quotes, as an `ETag` value.
    pub etag: String,
}

/// All files of the UI by their path, without a leading slash.
#[derive(Debug)]
pub struct Bundle {
    assets: HashMap<String, Asset>,
}

/// Why a folder is not a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file or folder can't be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// What was read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The start page is missing.
    #[error("{}: has no index.html; is the UI built?", .0.display())]
    NoIndex(PathBuf),
    /// The folder holds far more than a web UI.
    #[error("{}: holds more than {} MiB; this is no UI bundle", .0.display(), MAX_BYTES / (1024 * 1024))]
    TooLarge(PathBuf),
}

impl Bundle {
    /// Reads every file below `dir`.
    ///
    /// # Errors
    /// When a file can't be read, there is no `index.html`, or it is more than a bundle can be.
    pub fn load(dir: &Path) -> Result<Self, BundleError> {
        let mut assets = HashMap::new();
        let mut total = 0;
        let mut folders = vec![dir.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|source| BundleError::Read {
                path: folder.clone(),
                source,
            })? {
                let path = entry
                    .map_err(|source| BundleError::Read {
                        path: folder.clone(),
                        source,
                    })?
                    .path();
                let unreadable = |source| BundleError::Read {
                    path: path.clone(),
                    source,
                };
                // Follows links: a Nix output is made of them.
                let metadata = fs::metadata(&path).map_err(unreadable)?;
                if metadata.is_dir() {
                    folders.push(path);
                    continue;
                }
                total += metadata.len();
                if total > MAX_BYTES {
                    return Err(BundleError::TooLarge(dir.to_owned()));
                }
                let body = fs::read(&path).map_err(unreadable)?;
                if let Some(name) = name_below(dir, &path) {
                    let asset = Asset::new(&name, body);
                    assets.insert(name, asset);
                }
            }
        }
        if !assets.contains_key(INDEX) {
            return Err(BundleError::NoIndex(dir.to_owned()));
        }
        Ok(Self { assets })
    }

    /// The file for a request's path: the one of that name, or the start page for a client route
    /// (a path whose last part has no dot). `None` for a file that isn't there.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Asset> {
        let name = path.trim_start_matches('/');
        if let Some(asset) = self.assets.get(name) {
            return Some(asset);
        }
        let mut parts = name.rsplit('/');
        // A missing script must be a 404: the start page in its place gives a syntax error that
        // points nowhere. And the UI has no addresses that climb.
        if parts.next().is_some_and(|last| last.contains('.'))
            || parts.any(|part| part == "..")
            || name.starts_with("assets/")
        {
            return None;
        }
        self.assets.get(INDEX)
    }

    /// How many files it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.assets.len()
    }

    /// Whether it has none; a loaded bundle has at least its start page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.assets.is_empty()
    }
}

impl Asset {
    fn new(name: &str, body: Vec<u8>) -> Self {
        let digest = Sha256::digest(&body);
        let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
        Self {
            content_type: content_type(name),
            cache_control: cache_control(name),
            // Weak, because the compressed form is not the same bytes (RFC 9110, 8.8.1).
            etag: format!("W/\"{hex}\""),
            body: Bytes::from(body),
        }
    }
}

/// The path below `dir` with forward slashes. A name that is not UTF-8 can't be asked for.
fn name_below(dir: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(dir)
        .ok()?
        .iter()
        .map(|part| part.to_str())
        .collect();
    Some(parts?.join("/"))
}

fn cache_control(name: &str) -> &'static str {
    if name.ends_with(".html") {
        REVALIDATE
    } else if is_hashed(name) {
        FOREVER
    } else {
        AN_HOUR
    }
}

/// Whether the name carries the content's hash as Vite writes it: `assets/name-XXXXXXXX.ext`.
fn is_hashed(name: &str) -> bool {
    const HASH: usize = 8;
    let Some(file) = name.strip_prefix("assets/") else {
        return false;
    };
    let Some(stem) = file.split('.').next() else {
        return false;
    };
    let Some(start) = stem.len().checked_sub(HASH + 1) else {
        return false;
    };
    let stem = stem.as_bytes();
    stem[start] == b'-'
        && stem[start + 1..]
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;

    fn bundle() -> (tempfile::TempDir, Bundle) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("assets")).unwrap();
        fs::write(dir.path().join("index.html"), "<!doctype html>").unwrap();
        fs::write(dir.path().join("favicon.svg"), "<svg/>").unwrap();
        fs::write(dir.path().join("assets/index-B7x_9-aQ.js"), "1").unwrap();
        let bundle = Bundle::load(dir.path()).unwrap();
        (dir, bundle)
    }

    #[rstest]
    #[case::root("/", "text/html; charset=utf-8")]
    #[case::client_route(
        "/products/0197f1c2-a3b4-7c5d-8e9f-a0b1c2d3e4f5",
        "text/html; charset=utf-8"
    )]
    #[case::file("/favicon.svg", "image/svg+xml")]
    #[case::hashed("/assets/index-B7x_9-aQ.js", "text/javascript; charset=utf-8")]
    fn a_path_finds_its_file_or_the_start_page(#[case] path: &str, #[case] content_type: &str) {
        let (_dir, bundle) = bundle();
        assert_eq!(bundle.find(path).unwrap().content_type, content_type);
    }

    #[rstest]
    #[case::script("/assets/index-00000000.js")]
    #[case::no_dot_below_assets("/assets/nothing")]
    #[case::image("/logo.png")]
    #[case::climbing("/../Cargo.toml")]
    #[case::climbing_to_no_dot("/../../etc/passwd")]
    fn a_missing_file_is_not_the_start_page(#[case] path: &str) {
        let (_dir, bundle) = bundle();
        assert!(bundle.find(path).is_none());
    }

    #[rstest]
    #[case::hashed("assets/index-B7x_9-aQ.js", FOREVER)]
    #[case::hashed_map("assets/index-B7x_9-aQ.js.map", FOREVER)]
    #[case::not_hashed("assets/logo.png", AN_HOUR)]
    #[case::hash_elsewhere("index-B7x_9-aQ.js", AN_HOUR)]
    #[case::start_page("index.html", REVALIDATE)]
    fn only_a_hashed_name_is_kept_forever(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(cache_control(name), expected);
    }

    #[test]
    fn a_folder_without_a_start_page_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let error = Bundle::load(dir.path()).unwrap_err();
        assert!(error.to_string().contains("is the UI built?"), "{error}");
    }

    #[test]
    fn a_missing_folder_is_refused_by_its_name() {
        let error = Bundle::load(Path::new("/nowhere/ui")).unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/ui: "), "{error}");
    }
}
