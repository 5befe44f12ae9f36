//! What is printed.

use std::time::Duration;

use crate::capacity::Measured;

/// Prints the head of the table of cases.
pub(crate) fn head() {
    println!(
        "| case | capacity/s | p50 ms | p99 ms | CPU % | PSS MB | floor | of the floor |\n|---|---|---|---|---|---|---|---|"
    );
}

/// Prints a case beside its floor: what it is, and how many it does per second.
pub(crate) fn case(name: &str, measured: &Measured, (what, rate): (&str, f64)) {
    let (cpu, pss) = measured.usage.map_or_else(
        || ("".to_owned(), "".to_owned()),
        |usage| {
            (
                format!("{:.0}", usage.share * 100.0),
                format!("{:.1}", megabytes(usage.pss)),
            )
        },
    );
    println!(
        "| {name} | {} | {} | {} | {cpu} | {pss} | {what} {rate:.0}/s | {:.2} |",
        measured.capacity,
        ms(measured.half.p50),
        ms(measured.half.p99),
        measured.capacity as f64 / rate.max(1.0),
    );
}

pub(crate) fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
