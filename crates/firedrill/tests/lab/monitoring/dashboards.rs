//! Every panel of every dashboard, asked as Grafana would.

use monitoring::{Dashboard, Sources};

use super::prometheus::ask;
use crate::kit::{Home, root};

/// What Grafana makes of `$__rate_interval` where scrapes are seconds apart.
const RATE: &str = "15s";

pub(super) fn every_panel_shows_something(home: &Home) {
    let sources = Sources::load(&root().join("k8s")).unwrap();
    let mut empty = Vec::new();
    let mut asked = 0;
    for (file, text) in &sources.dashboards {
        let board = Dashboard::read(file, text).unwrap();
        for panel in board.panels() {
            for query in &panel.queries {
                asked += 1;
                if ask(home, &query.expr.replace("$rate", RATE)).is_empty() && !panel.quiet {
                    empty.push(format!("{}: {}: {}", board.uid, panel.title, query.expr));
                }
            }
        }
    }
    assert!(
        empty.is_empty(),
        "{} of {asked} show nothing: {empty:#?}",
        empty.len()
    );
}
