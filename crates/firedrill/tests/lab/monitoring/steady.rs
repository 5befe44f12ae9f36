//! A lab in which nothing is wrong.
//!
//! `FIREDRILL_STEADY_SECONDS` says for how long it is watched: `./check` takes a minute, `./check nightly` ten.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use lab_managed::exporters::Exporter;

use super::dashboards::every_panel_shows_something;
use super::prometheus::ask;
use crate::kit::Home;

const LIMIT: Duration = Duration::from_secs(60);

/// What watches a lab; the inbox is the supervisor's.
fn stack() -> impl Iterator<Item = &'static str> {
    let exporters = Exporter::ALL.map(Exporter::name);
    ["prometheus", "alertmanager"].into_iter().chain(exporters)
}

/// Ticks of the clock that `/proc` counts in, per second.
const TICKS: f64 = 100.0;

#[test]
fn nothing_pages_while_all_is_well_and_every_panel_shows_something() {
    let seconds = std::env::var("FIREDRILL_STEADY_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(60);
    let home = Home::alone();
    home.run(&["up"]).with(0);
    home.sells(LIMIT);
    let (start, before) = (Instant::now(), ticks(&home));
    while start.elapsed() < Duration::from_secs(seconds) {
        home.sells(LIMIT);
    }
    let took = start.elapsed().as_secs_f64();
    let used: f64 = ticks(&home)
        .into_iter()
        .map(|(name, ticks)| ticks - before.get(name).copied().unwrap_or_default())
        .sum();
    print(&home, used / TICKS / took);

    // Prometheus remembers what fired, also what was over before it could be seen.
    let fired = ask(
        &home,
        &format!(
            "count_over_time(ALERTS{{alertstate=\"firing\",alertname!=\"Watchdog\"}}[{seconds}s])"
        ),
    );
    assert!(fired.is_empty(), "{fired:#?}");
    assert_eq!(home.run(&["-o", "json", "inbox"]).with(0).out, "");
    let watchdog = ask(
        &home,
        "ALERTS{alertname=\"Watchdog\",alertstate=\"firing\"}",
    );
    assert_eq!(watchdog.len(), 1, "nobody would be paged");
    every_panel_shows_something(&home);
}

fn print(home: &Home, cores: f64) {
    let status = home.status("default");
    let memory = &status["memory"];
    let of = |name: &str| memory["byProcess"][name].as_f64().unwrap_or_default() / 1e6;
    let stack: f64 = stack().chain(["supervisor"]).map(of).sum();
    let series = ask(home, "count({__name__=~\".+\"})")[0].value;
    println!(
        "watching: {stack:.0} MB and {:.1} % of a core, of a lab of {:.0} MB; {series} series",
        cores * 100.0,
        memory["total"].as_f64().unwrap_or_default() / 1e6,
    );
}

/// Processor time of what watches, by process.
fn ticks(home: &Home) -> BTreeMap<&'static str, f64> {
    stack()
        .filter_map(|name| Some((name, of_process(home.running(name)?))))
        .collect()
}

fn of_process(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Behind the name, which may have spaces: user and system time are the 14th and 15th field of all.
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum()
}
