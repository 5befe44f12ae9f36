//! What a result was measured on: two scores can only be compared when their machines can.

use std::process::Command;

use lab_managed::layout;
use lab_managed::programs::Program;
use serde::Serialize;

/// The machine and the programs of a lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fingerprint {
    firedrill: &'static str,
    os: String,
    kernel: String,
    architecture: &'static str,
    cpu: String,
    cores: usize,
    memory_bytes: u64,
    programs: Vec<Found>,
}

/// A program of another project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Found {
    /// Its name.
    pub(crate) name: String,
    /// Where it is; none when it is missing.
    pub(crate) path: Option<String>,
    /// What it says its version is.
    pub(crate) version: Option<String>,
    /// Whether a lab runs without it.
    pub(crate) optional: bool,
    /// The package that brings it, on Debian and Ubuntu.
    pub(crate) package: &'static str,
}

impl Fingerprint {
    /// Of this machine.
    pub(crate) fn take() -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        Self {
            firedrill: env!("CARGO_PKG_VERSION"),
            os: field(&read("/etc/os-release"), "PRETTY_NAME", '=')
                .trim_matches('"')
                .to_owned(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            architecture: std::env::consts::ARCH,
            cpu: field(&read("/proc/cpuinfo"), "model name", ':'),
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            memory_bytes: layout::memory("MemTotal"),
            programs: programs(),
        }
    }

    /// The machine in one line.
    pub(crate) fn line(&self) -> String {
        let gib = self.memory_bytes / (1024 * 1024 * 1024);
        format!(
            "firedrill {}, {}, Linux {} {}, {} x {}, {gib} GiB",
            self.firedrill, self.os, self.kernel, self.architecture, self.cores, self.cpu
        )
    }

    /// The programs, found or not.
    pub(crate) fn programs(&self) -> &[Found] {
        &self.programs
    }
}

/// The value of the first line that begins with `name`.
fn field(text: &str, name: &str, separator: char) -> String {
    text.lines()
        .filter_map(|line| line.split_once(separator))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

fn programs() -> Vec<Found> {
    Program::NEEDED
        .iter()
        .chain(&[Program::Aws])
        .map(|program| {
            let path = program.find().ok();
            let version = path.as_ref().and_then(|path| {
                let output = Command::new(path).arg("--version").output().ok()?;
                let text = if output.stdout.is_empty() {
                    output.stderr
                } else {
                    output.stdout
                };
                version(&String::from_utf8_lossy(&text))
            });
            Found {
                name: program.to_string(),
                path: path.map(|path| path.display().to_string()),
                version,
                optional: !Program::NEEDED.contains(program),
                package: program.package(),
            }
        })
        .collect()
}

/// The first word of the first line that looks like a version: `15.18`, `v=7.0.15`, `aws-cli/2.9.19`.
fn version(text: &str) -> Option<String> {
    text.lines()
        .next()?
        .split_whitespace()
        .map(|word| {
            word.trim_start_matches("v=")
                .trim_start_matches("aws-cli/")
                .trim_end_matches(',')
        })
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.'))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::postgres("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18")]
    #[case::redis(
        "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64",
        "7.0.15"
    )]
    #[case::redis_cli("redis-cli 7.0.15\n", "7.0.15")]
    #[case::prometheus("prometheus, version 2.42.0+ds (branch: debian/sid)\n", "2.42.0+ds")]
    #[case::aws("aws-cli/2.9.19 Python/3.11.2 Linux/6.1", "2.9.19")]
    fn a_version_is_found_in_what_a_program_says(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(version(text).as_deref(), Some(expected));
    }

    #[test]
    fn a_field_is_found_by_its_name() {
        let text = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(field(text, "model name", ':'), "Some CPU @ 2 GHz");
        assert_eq!(field(text, "bogomips", ':'), "");
    }
}
