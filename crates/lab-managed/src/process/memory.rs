//! Memory as the proportional set size: shared pages are counted once over all who share them, so
//! the sum over processes is what the lab really takes.

use super::children;

/// Proportional set size of one process, in bytes; 0 when it is gone or may not be read.
pub fn pss(pid: i32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|rest| {
            rest.trim()
                .trim_end_matches(" kB")
                .trim()
                .parse::<u64>()
                .ok()
        })
        .map_or(0, |kib| kib * 1024)
}

/// Proportional set size of a process and all its descendants, in bytes.
pub fn tree_pss(pid: i32) -> u64 {
    pss(pid) + children::descendants(pid).into_iter().map(pss).sum::<u64>()
}
