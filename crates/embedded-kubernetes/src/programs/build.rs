//! Building the Go programs, once, into a cache.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lab_managed::LabError;
use lab_managed::programs::locate;
use sha2::{Digest as _, Sha256};

use super::KUBERNETES_VERSION;
use crate::ClusterError;

/// The Go modules, as folders of `k8s/embedded`, and the packages in each that are programs.
const MODULES: [(&str, &[&str]); 2] = [
    (
        ".",
        &[
            "./cmd/kubernetes",
            "./cmd/coredns",
            "./cmd/ingress",
            "./cmd/pause",
        ],
    ),
    ("metrics-server", &["."]),
];

/// What `kubernetes` is called.
const KUBERNETES: [&str; 6] = [
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubelet",
    "kubectl",
];

/// The built programs' folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoPrograms(PathBuf);

/// What a build is made from: the module's folder, and where its results go.
#[derive(Debug, Clone)]
pub struct Building {
    source: PathBuf,
    out: PathBuf,
}

/// How far a build is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Packages that are compiled.
    pub done: usize,
    /// Packages that there are.
    pub of: usize,
    /// How long it has taken.
    pub took: Duration,
}

impl Progress {
    /// How long the rest takes, when it goes on as it went; none before there is much to go by.
    pub fn left(&self) -> Option<Duration> {
        if self.done < 20 || self.of <= self.done {
            return None;
        }
        let share = self.took.as_secs_f64() / self.done as f64;
        Some(Duration::from_secs_f64(
            share * (self.of - self.done) as f64,
        ))
    }
}

impl GoPrograms {
    /// The programs in a folder that a build made.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Where a program is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Building {
    /// The programs of the module in `source`, built into a folder of `cache` that is named for what they are made from.
    ///
    /// # Errors
    /// When the module can't be read.
    pub fn new(source: &Path, cache: &Path) -> Result<Self, ClusterError> {
        let mut sum = Sha256::new();
        for file in sources(source)? {
            sum.update(file.as_os_str().as_encoded_bytes());
            sum.update(std::fs::read(source.join(&file)).map_err(LabError::file(&file))?);
        }
        let sum: String = sum
            .finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            source: source.to_owned(),
            out: cache
                .join("kubernetes")
                .join(format!("{KUBERNETES_VERSION}-{sum}")),
        })
    }

    /// The programs, when they were built before.
    pub fn built(&self) -> Option<GoPrograms> {
        // Written last.
        self.out
            .join("kubectl")
            .exists()
            .then(|| GoPrograms(self.out.clone()))
    }

    /// Builds them all, and tells how far it is.
    ///
    /// # Errors
    /// When there is no Go, or the compiler fails: then with its last words.
    pub fn build(&self, tell: &mut dyn FnMut(&Progress)) -> Result<GoPrograms, ClusterError> {
        std::fs::create_dir_all(&self.out).map_err(LabError::file(&self.out))?;
        let went_wrong = |reason: String| ClusterError::Build {
            program: "Kubernetes".into(),
            reason,
            log: self.log(),
        };
        let go = locate("go").ok_or_else(|| went_wrong("there is no go on PATH".into()))?;
        let of = MODULES
            .iter()
            .map(|(module, packages)| self.count(&go, module, packages))
            .sum();
        let started = Instant::now();
        let log = self.log();
        let mut file = std::fs::File::create(&log).map_err(LabError::file(&log))?;
        let mut before = 0;
        for (module, packages) in MODULES {
            let mut child = self
                .go(&go, module)
                .args(["build", "-v", "-trimpath", "-ldflags", &link_flags(), "-o"])
                .arg(&self.out)
                .args(packages)
                .stderr(Stdio::piped())
                .spawn()
                .map_err(LabError::file(&go))?;
            let (built, words) = follow(&mut child, &mut file, |done| {
                let done = before + done;
                tell(&Progress {
                    done,
                    of,
                    took: started.elapsed(),
                });
            });
            before += built;
            let ended = child.wait().map_err(LabError::file(&go))?;
            if !ended.success() {
                return Err(went_wrong(words));
            }
        }
        for name in KUBERNETES {
            let link = self.out.join(name);
            let _ = std::fs::remove_file(&link);
            std::os::unix::fs::symlink("kubernetes", &link).map_err(LabError::file(&link))?;
        }
        Ok(GoPrograms(self.out.clone()))
    }

    fn log(&self) -> PathBuf {
        self.out.join("build.log")
    }

    /// How many packages have to be compiled; what the compiler's own cache holds is not among them.
    fn count(&self, go: &Path, module: &str, packages: &[&str]) -> usize {
        let listed = self
            .go(go, module)
            .args(["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"])
            .args(packages)
            .stderr(Stdio::null())
            .output();
        listed.map_or(0, |out| {
            out.stdout
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .count()
        })
    }

    fn go(&self, go: &Path, module: &str) -> Command {
        let mut command = Command::new(go);
        command
            .current_dir(self.source.join(module))
            // Static programs: they run on the machine and in pods alike.
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "-mod=readonly -buildvcs=false")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }
}

/// Reads the compiler's words, one package a line, into the log; gives back how many packages there were, and the last
/// of the words that name none.
fn follow(
    child: &mut Child,
    log: &mut std::fs::File,
    mut tell: impl FnMut(usize),
) -> (usize, String) {
    use std::io::Write as _;
    let (mut seen, mut words) = (BTreeSet::new(), Vec::new());
    let stderr = child.stderr.take().map(BufReader::new);
    for line in stderr
        .into_iter()
        .flat_map(BufRead::lines)
        .map_while(Result::ok)
    {
        // A full disk shows by what the compiler says.
        let _ = writeln!(log, "{line}");
        if line.contains(' ') {
            words.push(line);
        } else if seen.insert(line) {
            tell(seen.len());
        }
    }
    (
        seen.len(),
        words[words.len().saturating_sub(8)..].join("\n"),
    )
}

/// Kubernetes' version is set by the linker: built without, a program does not know its own.
fn link_flags() -> String {
    let set = |package: &str| {
        let (major, minor) = (
            "1",
            KUBERNETES_VERSION.split('.').nth(1).unwrap_or_default(),
        );
        format!(
            "-X {package}.gitVersion={KUBERNETES_VERSION} -X {package}.gitMajor={major} -X {package}.gitMinor={minor}"
        )
    };
    format!(
        "-s -w {} {}",
        set("k8s.io/component-base/version"),
        set("k8s.io/client-go/pkg/version")
    )
}

/// The modules' own files, sorted within each package; tests change no program.
fn sources(source: &Path) -> Result<Vec<PathBuf>, LabError> {
    let mut files = Vec::new();
    for (module, packages) in MODULES {
        let module = Path::new(module);
        files.extend(["go.mod", "go.sum"].map(|file| module.join(file)));
        for package in packages {
            let package = module.join(package);
            let folder = source.join(&package);
            let mut names: Vec<String> = std::fs::read_dir(&folder)
                .map_err(LabError::file(&folder))?
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok())
                .filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"))
                .collect();
            names.sort();
            files.extend(names.into_iter().map(|name| package.join(name)));
        }
    }
    Ok(files)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const SOURCE: &str = "../../k8s/embedded";

    #[test]
    fn the_version_is_the_one_that_the_module_pins() {
        let module = std::fs::read_to_string(Path::new(SOURCE).join("go.mod")).unwrap();
        let required = format!("k8s.io/kubernetes {KUBERNETES_VERSION}\n");
        assert!(
            module.contains(&required),
            "go.mod does not require {required}"
        );
    }

    #[test]
    fn another_source_goes_into_another_folder() {
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("source");
        for file in sources(Path::new(SOURCE)).unwrap() {
            let to = copy.join(&file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(Path::new(SOURCE).join(&file), to).unwrap();
        }
        let of = |source: &Path| Building::new(source, dir.path()).unwrap().out;
        assert_eq!(of(&copy), of(Path::new(SOURCE)));
        std::fs::write(copy.join("cmd/pause/main_test.go"), "package main\n").unwrap();
        assert_eq!(of(&copy), of(Path::new(SOURCE)));
        std::fs::write(copy.join("cmd/pause/more.go"), "package main\n").unwrap();
        assert_ne!(of(&copy), of(Path::new(SOURCE)));
    }

    #[test]
    fn the_time_left_follows_from_the_time_it_took() {
        let progress = |done, of| Progress {
            done,
            of,
            took: Duration::from_secs(60),
        };
        assert_eq!(progress(30, 90).left(), Some(Duration::from_secs(120)));
        assert_eq!(progress(3, 90).left(), None);
        assert_eq!(progress(90, 90).left(), None);
    }
}
