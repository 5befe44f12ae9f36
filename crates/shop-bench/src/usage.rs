//! CPU and memory of processes, from `/proc`.

use std::time::{Duration, Instant};

use anyhow::Context as _;

/// Ticks per second of `/proc/<pid>/stat`: the same on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// What processes have used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    at: Instant,
    cpu: Duration,
    /// Of one processor, 0 to 1 for each.
    pub(crate) share: f64,
    /// Proportional set size in bytes.
    pub(crate) pss: u64,
    /// Anonymous memory in bytes.
    pub(crate) anonymous: u64,
}

impl Usage {
    /// Of all of them together.
    pub(crate) fn of(pids: &[u32]) -> anyhow::Result<Self> {
        let mut sum = Self {
            at: Instant::now(),
            cpu: Duration::ZERO,
            share: 0.0,
            pss: 0,
            anonymous: 0,
        };
        for pid in pids {
            let one = Self::of_one(*pid)?;
            sum.cpu += one.cpu;
            sum.pss += one.pss;
            sum.anonymous += one.anonymous;
        }
        Ok(sum)
    }

    fn of_one(pid: u32) -> anyhow::Result<Self> {
        let read = |file: &str| {
            let path = format!("/proc/{pid}/{file}");
            std::fs::read_to_string(&path).with_context(|| path)
        };
        let stat = read("stat")?;
        let fields: Vec<&str> = stat
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .collect();
        let ticks = |index: usize| {
            fields
                .get(index)
                .and_then(|field| field.parse::<f64>().ok())
                .unwrap_or_default()
        };
        let rollup = read("smaps_rollup")?;
        let bytes = |name: &str| {
            rollup
                .lines()
                .find_map(|line| {
                    line.strip_prefix(name)?
                        .split_whitespace()
                        .next()?
                        .parse::<u64>()
                        .ok()
                })
                .unwrap_or_default()
                * 1024
        };
        Ok(Self {
            at: Instant::now(),
            cpu: Duration::from_secs_f64((ticks(11) + ticks(12)) / TICKS),
            share: 0.0,
            pss: bytes("Pss:"),
            anonymous: bytes("Anonymous:"),
        })
    }

    /// What was used since `before`.
    pub(crate) fn since(self, before: Self) -> Self {
        let passed = self.at.duration_since(before.at).as_secs_f64().max(0.001);
        Self {
            share: (self.cpu - before.cpu).as_secs_f64() / passed,
            ..self
        }
    }
}
