//! A picture in tables of words, in one language.

use chrono::{DateTime, Utc};
use drill_core::i18n::Lang;
use lab_managed::compute::StoreRole;
use lab_managed::postgres::Replication;

use super::bars::Bars;
use super::grid::{Cell, Column, Grid, Row, number, rest, text, toned, words};
use super::model::{
    Alert, BURN_PAGES, Health, Level, Link, Load, Picture, Pool, Replica, Service, Silence, Store,
};
use crate::paint::Tone;
use crate::render::{status, time};
use crate::text::{status as states, top as say};

/// Where nothing is known.
const NOTHING: &str = "-";

/// Says one picture.
#[derive(Clone, Copy)]
pub(crate) struct Views<'a> {
    pub(crate) picture: &'a Picture,
    pub(crate) lang: Lang,
}

/// Alerts of one rule, the oldest first.
struct Group<'a> {
    first: &'a Alert,
    summaries: Vec<&'a str>,
}

impl Views<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.picture.at
    }

    /// The lab, and how it stands.
    pub(crate) fn lab(&self) -> String {
        let picture = self.picture;
        let phase = status::phase(picture.phase, self.lang);
        say::lab(self.lang, &picture.lab, phase)
    }

    /// What fires in a word, for the head; nothing where nothing does.
    pub(crate) fn fires(&self) -> Option<(Health, String)> {
        let alerts = &self.picture.alerts;
        let pages = alerts.iter().filter(|alert| alert.is_page()).count();
        match (pages, alerts.len()) {
            (0, 0) => None,
            (0, tickets) => Some((Health::Warn, say::tickets(self.lang, tickets))),
            _ => Some((Health::Bad, say::pages(self.lang, pages))),
        }
    }

    /// How many customers come.
    pub(crate) fn customers(&self) -> String {
        match self.picture.customers {
            Some(rate) => say::customers(self.lang, rate),
            None => say::no_customers(self.lang),
        }
    }

    /// Who does not answer, a sentence each.
    pub(crate) fn silences(&self) -> Vec<String> {
        let silent = &self.picture.silent;
        let sentence = |silence: &Silence, said: fn(Lang, String, String) -> String| {
            silence.since.map(|since| {
                let length = time::since(since, self.now(), self.lang);
                said(self.lang, length, time::clock(since))
            })
        };
        let supervisor = silent.supervisor.as_ref().and_then(|silence| {
            sentence(silence, |lang, time, clock| {
                say::supervisor_silent(lang, time, clock)
            })
        });
        let prometheus = silent.prometheus.as_ref().map(|silence| {
            sentence(silence, |lang, time, clock| {
                say::prometheus_silent(lang, time, clock)
            })
            .unwrap_or_else(|| say::prometheus_never(self.lang))
        });
        supervisor.into_iter().chain(prometheus).collect()
    }

    /// The name of a table whose rows come from the supervisor.
    fn there(&self, name: String) -> String {
        self.table(name, self.picture.silent.supervisor.is_some())
    }

    /// The name of a table whose rows come from Prometheus.
    fn measured(&self, name: String) -> String {
        self.table(name, self.picture.silent.prometheus.is_some())
    }

    fn table(&self, name: String, is_stale: bool) -> String {
        if is_stale {
            format!("{name} {}", say::stale(self.lang))
        } else {
            name
        }
    }

    /// The tone of what Prometheus measured: what is stale stands back.
    fn tone(&self, tone: Tone) -> Tone {
        match self.picture.silent.prometheus {
            Some(_) => Tone::Dim,
            None => tone,
        }
    }

    fn value(&self, value: Option<String>) -> Cell {
        match value {
            Some(value) => toned(value, self.tone(Tone::Plain)),
            None => toned(NOTHING, Tone::Dim),
        }
    }

    /// A value that is bad when it is more than nothing.
    fn trouble(&self, value: Option<f64>, tone: Tone) -> Cell {
        match value {
            Some(value) if value > 0.0 => toned(rate(value), self.tone(tone)),
            Some(value) => toned(rate(value), Tone::Dim),
            None => toned(NOTHING, Tone::Dim),
        }
    }

    fn bars(&self, past: &[Option<f64>], limit: Option<f64>, top: f64) -> Cell {
        if past.is_empty() {
            return toned(NOTHING, Tone::Dim);
        }
        Cell::Bars(Bars::new(past, limit, top))
    }

    /// What fires, one row for each rule.
    pub(crate) fn alerts(&self) -> Grid {
        let lang = self.lang;
        let alerts = &self.picture.alerts;
        let pages = alerts.iter().filter(|alert| alert.is_page()).count();
        let count = match alerts.len() {
            0 => String::new(),
            all => say::alert_count(lang, pages, all - pages),
        };
        let since = if alerts.is_empty() {
            String::new()
        } else {
            say::since(lang)
        };
        let mut grid = Grid::new(vec![
            words(self.measured(say::alerts(lang)), 0),
            number(since, 0),
            rest(count, 0),
        ]);
        for group in self.groups() {
            let (health, name) = self.rule(&group);
            let age = text(time::age(group.first.since, self.now()));
            let summary = text(group.first.summary.in_lang(lang));
            grid.rows
                .push(Row::marked(health, vec![name, age, summary]));
        }
        if alerts.is_empty() {
            grid.rows.push(match self.picture.silent.prometheus {
                Some(_) => Row::marked(
                    Health::Unknown,
                    vec![toned(say::alerts_unknown(lang), Tone::Dim)],
                ),
                None => Row::marked(Health::Good, vec![text(say::nothing_fires(lang))]),
            });
        }
        grid
    }

    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for alert in &self.picture.alerts {
            let summary = alert.summary.in_lang(self.lang);
            match groups
                .iter_mut()
                .find(|group| group.first.name == alert.name)
            {
                Some(group) => group.summaries.push(summary),
                None => groups.push(Group {
                    first: alert,
                    summaries: vec![summary],
                }),
            }
        }
        groups
    }

    /// The severity and the name of a rule, with how often it fires.
    fn rule(&self, group: &Group<'_>) -> (Health, Cell) {
        let (health, tone) = if group.first.is_page() {
            (Health::Bad, Tone::Bad)
        } else {
            (Health::Warn, Tone::Warn)
        };
        let mut name = format!("{:<6} {}", group.first.severity, group.first.name);
        if group.summaries.len() > 1 {
            name.push_str(&format!(" x{}", group.summaries.len()));
        }
        (health, toned(name, self.tone(tone)))
    }

    /// What fires, with all that a rule found, what it means and where to read on: a row that stands out, and
    /// sentences below it.
    pub(crate) fn alert_details(&self) -> Vec<(Row, Vec<String>)> {
        let lang = self.lang;
        let details = |group: &Group<'_>| {
            let (health, name) = self.rule(group);
            let age = text(time::age(group.first.since, self.now()));
            let mut sentences: Vec<String> =
                group.summaries.iter().map(ToString::to_string).collect();
            let impact = group.first.impact.in_lang(lang);
            if !impact.is_empty() {
                sentences.push(say::impact(lang, impact));
            }
            let runbook = group.first.runbook.in_lang(lang);
            if !runbook.is_empty() {
                sentences.push(say::runbook(lang, runbook));
            }
            (Row::marked(health, vec![name, age]), sentences)
        };
        self.groups().iter().map(details).collect()
    }

    /// What customers are promised, and with `of_services` what services promise each other.
    pub(crate) fn levels(&self, of_services: bool) -> Grid {
        let lang = self.lang;
        let mut grid = Grid::new(vec![
            words(self.measured(say::levels(lang)), 0),
            number(say::rate(lang), 2),
            number(say::available(lang), 0),
            number(say::target(lang), 3),
            number(say::p95(lang), 0),
            number(say::under(lang), 4),
            number(say::burn(lang), 0),
            rest(say::errors_past(lang), 1),
            rest(say::p95_past(lang), 5),
        ]);
        grid.rows = self
            .picture
            .levels
            .iter()
            .filter(|level| of_services || !level.is_of_service)
            .map(|level| self.level(level))
            .collect();
        grid
    }

    fn level(&self, level: &Level) -> Row {
        let ok = level.available.map(|available| {
            let tone = if available < level.available_target {
                Tone::Bad
            } else {
                Tone::Plain
            };
            toned(share(available), self.tone(tone))
        });
        let p95 = level.p95.map(|p95| {
            let tone = if p95 > level.p95_target {
                Tone::Bad
            } else {
                Tone::Plain
            };
            toned(seconds(p95), self.tone(tone))
        });
        let burn = level.burn.map(|burn| {
            let tone = match burn {
                _ if burn >= BURN_PAGES => Tone::Bad,
                _ if burn >= 1.0 => Tone::Warn,
                _ => Tone::Plain,
            };
            toned(times(burn), self.tone(tone))
        });
        let nothing = || toned(NOTHING, Tone::Dim);
        Row::marked(
            level.health,
            vec![
                toned(&level.id, self.tone(Tone::Strong)),
                self.value(level.requests.map(rate)),
                ok.unwrap_or_else(nothing),
                toned(share(level.available_target), Tone::Dim),
                p95.unwrap_or_else(nothing),
                toned(seconds(level.p95_target), Tone::Dim),
                burn.unwrap_or_else(nothing),
                // A tenth of all requests is half of the height at least: less must not look like the end of the world.
                self.bars(&level.errors_past, Some(1.0 - level.available_target), 0.2),
                self.bars(
                    &level.p95_past,
                    Some(level.p95_target),
                    2.0 * level.p95_target,
                ),
            ],
        )
    }

    /// Services and jobs, and `with_replicas` every replica below its service.
    pub(crate) fn services(&self, with_replicas: bool) -> Grid {
        let lang = self.lang;
        let mut columns = vec![
            words(self.there(say::services(lang)), 0),
            number(say::ready(lang), 0),
            number(say::rate(lang), 0),
            number(say::failures(lang), 0),
            number(say::p95(lang), 1),
            number(say::cpu(lang), 4),
            number(say::memory(lang), 3),
            number(say::restarts(lang), 2),
            words(say::last_exit(lang), 5),
        ];
        if with_replicas {
            columns.push(number(say::age(lang), 6));
        }
        columns.push(rest(say::rate_past(lang), 7));
        let mut grid = Grid::new(columns);
        for service in &self.picture.services {
            let busiest = service.requests_past.iter().flatten().copied();
            // A steady rate leaves room above it.
            let top = 1.5 * busiest.fold(0.0, f64::max);
            let mut cells = self.service(service);
            if with_replicas {
                cells.push(text(""));
            }
            cells.push(self.bars(&service.requests_past, None, top));
            grid.rows.push(Row::marked(service.health, cells));
            if with_replicas {
                let rows = service.replicas.iter().map(|one| self.replica(one));
                grid.rows.extend(rows);
            }
        }
        grid
    }

    fn service(&self, service: &Service) -> Vec<Cell> {
        let ready = format!("{}/{}", service.ready, service.desired);
        let tone = match service.health {
            Health::Bad => Tone::Bad,
            Health::Unknown => Tone::Dim,
            Health::Warn | Health::Good => Tone::Plain,
        };
        let mut cells = vec![toned(&service.name, Tone::Strong), toned(ready, tone)];
        cells.extend(self.load(&service.load));
        cells.extend(self.ends(service.restarts, service.last_exit.as_deref()));
        cells
    }

    fn replica(&self, replica: &Replica) -> Row {
        let (state, tone) = self.process(replica.running, replica.ready);
        // A replica that serves needs no word for it.
        let state = if replica.ready { String::new() } else { state };
        let name = format!("  {} {} {state}", replica.health.mark(), replica.name);
        let name = name.trim_end();
        let tone = if replica.ready { Tone::Dim } else { tone };
        let mut cells = vec![toned(name, tone), text("")];
        cells.extend(self.load(&replica.load));
        cells.extend(self.ends(replica.restarts, replica.last_exit.as_deref()));
        cells.push(match replica.started_at {
            Some(at) => text(time::age(at, self.now())),
            None => toned(NOTHING, Tone::Dim),
        });
        Row {
            health: replica.health,
            is_marked: false,
            cells,
        }
    }

    fn load(&self, load: &Load) -> [Cell; 5] {
        [
            self.value(load.requests.map(rate)),
            self.trouble(load.errors, Tone::Bad),
            self.value(load.p95.map(seconds)),
            self.value(load.cpu.map(processors)),
            self.value(load.memory.map(mebibytes)),
        ]
    }

    fn ends(&self, restarts: u32, last_exit: Option<&str>) -> [Cell; 2] {
        let tone = if restarts > 0 { Tone::Warn } else { Tone::Dim };
        [
            toned(restarts.to_string(), tone),
            toned(last_exit.unwrap_or(NOTHING), tone),
        ]
    }

    fn process(&self, running: bool, ready: bool) -> (String, Tone) {
        match (running, ready) {
            (_, true) => (states::ready(self.lang), Tone::Good),
            (true, false) => (states::not_ready(self.lang), Tone::Warn),
            (false, false) => (states::not_running(self.lang), Tone::Bad),
        }
    }

    /// The edges of the architecture.
    pub(crate) fn links(&self) -> Grid {
        let lang = self.lang;
        // Most of the time no breaker is open, and a column would say nothing.
        let has_open = self.picture.links.iter().any(|link| link.breakers_open > 0);
        let mut columns = vec![
            words(self.there(say::links(lang)), 0),
            number(say::ends(lang), 0),
            number(say::connections(lang), 2),
            number(say::p95(lang), 3),
            number(say::failed(lang), 4),
            number(say::calls(lang), 5),
        ];
        if has_open {
            columns.push(words(say::breaker(lang), 1));
        }
        let mut grid = Grid::new(columns);
        grid.rows = self
            .picture
            .links
            .iter()
            .map(|link| self.link(link, has_open))
            .collect();
        grid
    }

    fn link(&self, link: &Link, has_open: bool) -> Row {
        let tone = if link.endpoints == 0 {
            Tone::Bad
        } else {
            Tone::Plain
        };
        let mut cells = vec![
            text(&link.name),
            toned(link.endpoints.to_string(), tone),
            text(link.connections.to_string()),
            self.value(link.p95.map(seconds)),
            self.trouble(link.failed, Tone::Warn),
            self.value(link.calls.map(rate)),
        ];
        if has_open {
            cells.push(match link.breakers_open {
                0 => text(""),
                open => toned(say::breaker_open(self.lang, open), self.tone(Tone::Bad)),
            });
        }
        Row::marked(link.health, cells)
    }

    /// Pools of database connections, then stores. Parts of the monitoring only where they are asked for or broken.
    pub(crate) fn stores(&self, with_monitoring: bool) -> Grid {
        let lang = self.lang;
        let columns: Vec<Column> = vec![
            words(self.there(say::stores(lang)), 0),
            words(say::state(lang), 0),
            number(say::in_use(lang), 0),
            number(say::wait(lang), 1),
            number(say::memory(lang), 2),
            number(say::restarts(lang), 3),
            words(say::last_exit(lang), 4),
        ];
        let mut grid = Grid::new(columns);
        let is_shown =
            |store: &&Store| with_monitoring || store.holds_data || store.health != Health::Good;
        grid.rows = (self.picture.pools.iter().map(|pool| self.pool(pool)))
            .chain(
                self.picture
                    .stores
                    .iter()
                    .filter(is_shown)
                    .map(|store| self.store(store)),
            )
            .collect();
        grid
    }

    fn pool(&self, pool: &Pool) -> Row {
        let lang = self.lang;
        let state = match pool.timeouts {
            Some(lost) if lost > 0.0 => (say::pool_timeouts(lang, rate(lost)), Tone::Bad),
            _ if pool.busy >= pool.max => (say::pool_full(lang), Tone::Warn),
            _ => (say::pool_free(lang, whole(pool.idle)), Tone::Plain),
        };
        Row::marked(
            pool.health,
            vec![
                text(say::pool(lang, &pool.service)),
                toned(state.0, self.tone(state.1)),
                self.value(Some(format!("{}/{}", whole(pool.busy), whole(pool.max)))),
                self.value(pool.wait.map(seconds)),
                text(""),
                text(""),
                text(""),
            ],
        )
    }

    fn store(&self, store: &Store) -> Row {
        let (state, tone) = match (store.ready, store.answers, store.role) {
            (true, Some(false), _) => (say::no_answer(self.lang), Tone::Bad),
            (true, _, Some(StoreRole::Primary)) => (states::primary(self.lang), Tone::Good),
            (true, _, Some(StoreRole::Standby { replication })) => self.standby(replication),
            _ => self.process(store.running, store.ready),
        };
        let in_use = match (store.connections, store.connections_max) {
            (Some(open), Some(max)) => Some(format!("{}/{}", whole(open), whole(max))),
            (open, _) => open.map(whole),
        };
        let mut cells = vec![
            text(&store.name),
            toned(state, tone),
            match in_use {
                Some(in_use) => self.value(Some(in_use)),
                None => text(""),
            },
            text(""),
            match store.memory {
                Some(memory) => self.value(Some(mebibytes(memory))),
                None => text(""),
            },
        ];
        cells.extend(self.ends(store.restarts, store.last_exit.as_deref()));
        Row::marked(store.health, cells)
    }

    fn standby(&self, replication: Replication) -> (String, Tone) {
        let lang = self.lang;
        let (word, tone) = match replication {
            Replication::InSync => (states::in_sync(lang), Tone::Good),
            Replication::CatchingUp => (states::catching_up(lang), Tone::Warn),
            Replication::Lost => (states::lost(lang), Tone::Bad),
        };
        (states::standby(lang, word), tone)
    }
}

/// `0`, `0.4`, `18.2`, `402`.
fn rate(value: f64) -> String {
    match value {
        _ if value < 0.05 => "0".to_owned(),
        _ if value < 100.0 => format!("{value:.1}"),
        _ => whole(value),
    }
}

/// `100%`, `99.5%`, `71.43%`. What is not everything never reads as if it were.
fn share(value: f64) -> String {
    let hundredths = (value * 10_000.0 + 1e-6).floor() / 100.0;
    format!("{hundredths}%")
}

/// `5 ms`, `1.50 s`, `12.0 s`.
fn seconds(value: f64) -> String {
    match value {
        _ if value < 0.9995 => format!("{:.0} ms", value * 1000.0),
        _ if value < 10.0 => format!("{value:.2} s"),
        _ => format!("{value:.1} s"),
    }
}

/// `0x`, `1.4x`, `57x`.
fn times(value: f64) -> String {
    match value {
        _ if value < 0.05 => "0x".to_owned(),
        _ if value < 10.0 => format!("{value:.1}x"),
        _ => format!("{value:.0}x"),
    }
}

/// Of one processor.
fn processors(value: f64) -> String {
    format!("{:.0}%", value * 100.0)
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / (1024.0 * 1024.0))
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::everything(1.0, "100%")]
    #[case::nearly_everything(0.999_99, "99.99%")]
    #[case::a_target(0.995, "99.5%")]
    #[case::some(0.714_285, "71.42%")]
    #[case::nothing(0.0, "0%")]
    fn a_share_is_never_rounded_up(#[case] value: f64, #[case] shown: &str) {
        assert_eq!(share(value), shown);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0.01, 0.44, 18.24, 402.4].map(rate),
            ["0", "0.4", "18.2", "402"]
        );
        assert_eq!(
            [0.0048, 0.9996, 12.0].map(seconds),
            ["5 ms", "1.00 s", "12.0 s"]
        );
        assert_eq!([0.0, 1.44, 57.3].map(times), ["0x", "1.4x", "57x"]);
        assert_eq!(processors(0.123), "12%");
        assert_eq!(mebibytes(38.0 * 1024.0 * 1024.0), "38 MiB");
    }
}
