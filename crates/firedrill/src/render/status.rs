//! The lab at a glance.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use drill_core::i18n::Lang;
use lab_managed::compute::{Memory, Phase, ReplicaStatus, StoreRole, StoreStatus, WorkloadStatus};
use lab_managed::postgres::Replication;
use lab_managed::{LabState, Status};
use serde::Serialize;

use super::time;
use crate::paint::{Paint, Tone};
use crate::table::{Cell, Table, cell};
use crate::text::status as text;

/// Everything that a learner logs in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Logins {
    postgres: String,
    catalog: String,
    orders: String,
    redis: String,
    s3_access_key: String,
    s3_secret_key: String,
    staff_token: String,
}

impl Logins {
    /// From the lab's recorded secrets.
    pub(crate) fn of(state: &LabState) -> Self {
        let secret = |purpose: &str| state.secrets.get(purpose).cloned().unwrap_or_default();
        Self {
            postgres: secret("postgres"),
            catalog: secret("postgres-catalog"),
            orders: secret("postgres-orders"),
            redis: secret("redis"),
            s3_access_key: secret("s3-access-key"),
            s3_secret_key: secret("s3-secret-key"),
            staff_token: secret("staff-token"),
        }
    }
}

/// How a lab's phase is called.
pub(crate) fn phase(phase: Phase, lang: Lang) -> String {
    match phase {
        Phase::Starting => text::phase_starting(lang),
        Phase::Ready => text::phase_ready(lang),
        Phase::Degraded => text::phase_degraded(lang),
        Phase::Stopping => text::phase_stopping(lang),
    }
}

/// Draws the sections of one lab.
pub(crate) struct Drawing {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// Colours.
    pub(crate) paint: Paint,
    /// For ages.
    pub(crate) now: DateTime<Utc>,
}

impl Drawing {
    /// The whole lab without the run.
    pub(crate) fn lab(&self, status: &Status, logins: &Logins, connect: &str) -> String {
        let lang = self.lang;
        let tone = match status.phase {
            Phase::Ready => Tone::Good,
            Phase::Degraded => Tone::Bad,
            Phase::Starting | Phase::Stopping => Tone::Warn,
        };
        let head = text::lab(lang, &status.lab, phase(status.phase, lang));
        let traffic = match &status.traffic {
            Some(traffic) => text::traffic(lang, traffic.rate, traffic.seed),
            None => text::no_traffic(lang),
        };
        [
            format!("{}\n", self.paint.tone(tone, &head)),
            self.section(
                text::heading_workloads(lang),
                &self.workloads(&status.workloads),
            ),
            self.section(text::heading_stores(lang), &self.stores(&status.stores)),
            self.section(text::heading_links(lang), &self.links(status)),
            self.section(
                text::heading_addresses(lang),
                &self.addresses(status, logins, connect),
            ),
            self.section(text::heading_memory(lang), &self.memory(&status.memory)),
            self.section(text::heading_traffic(lang), &format!("  {traffic}\n")),
        ]
        .join("\n")
    }

    /// A heading with what stands below it.
    pub(crate) fn section(&self, heading: String, body: &str) -> String {
        format!("{}\n{body}", self.paint.tone(Tone::Strong, &heading))
    }

    fn workloads(&self, workloads: &[WorkloadStatus]) -> String {
        let lang = self.lang;
        let mut table = self.header(&[
            text::column_name(lang),
            text::column_ready(lang),
            text::column_state(lang),
            text::column_pid(lang),
            text::column_port(lang),
            text::column_age(lang),
            text::column_restarts(lang),
            text::column_last_exit(lang),
        ]);
        for workload in workloads {
            let tone = match (workload.ready, workload.desired) {
                (_, 0) => Tone::Dim,
                (ready, desired) if ready < desired => Tone::Bad,
                _ => Tone::Good,
            };
            let ready = format!("{}/{}", workload.ready, workload.desired);
            table.row([
                cell(&workload.name).tone(Tone::Strong),
                cell(ready).tone(tone),
            ]);
            for replica in &workload.replicas {
                table.row(self.replica(replica));
            }
        }
        let mut out = table.render(self.paint, 2);
        for workload in workloads
            .iter()
            .filter(|workload| !workload.settings.is_empty())
        {
            let settings: Vec<String> = workload
                .settings
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            let line = text::settings_of(lang, &workload.name, settings.join(" "));
            out.push_str(&format!("  {line}\n"));
        }
        out
    }

    fn replica(&self, replica: &ReplicaStatus) -> Vec<Cell> {
        vec![
            cell(format!("  {}", replica.name)),
            cell(""),
            self.state(replica.pid, replica.ready),
            cell(number(replica.pid)),
            cell(
                replica
                    .address
                    .map_or_else(|| "-".to_owned(), where_it_listens),
            ),
            cell(
                replica
                    .started_at
                    .map(|at| time::age(at, self.now))
                    .unwrap_or_default(),
            ),
            cell(replica.restarts.to_string()),
            cell(replica.last_exit.clone().unwrap_or_default()),
        ]
    }

    fn stores(&self, stores: &[StoreStatus]) -> String {
        let lang = self.lang;
        let mut headings = vec![
            text::column_name(lang),
            text::column_state(lang),
            text::column_pid(lang),
            text::column_port(lang),
            text::column_restarts(lang),
            text::column_last_exit(lang),
        ];
        // Nobody asks for the role of the only server of its kind.
        let has_roles = stores.iter().any(|store| store.role.is_some());
        if has_roles {
            headings.insert(1, text::column_role(lang));
        }
        let mut table = self.header(&headings);
        for store in stores {
            let mut row = vec![
                cell(&store.name),
                self.state(store.pid, store.ready),
                cell(number(store.pid)),
                cell(number(store.port)),
                cell(store.restarts.to_string()),
                cell(store.last_exit.clone().unwrap_or_default()),
            ];
            if has_roles {
                row.insert(1, self.role(store.role));
            }
            table.row(row);
        }
        table.render(self.paint, 2)
    }

    fn role(&self, role: Option<StoreRole>) -> Cell {
        let lang = self.lang;
        match role {
            None => cell("-"),
            Some(StoreRole::Primary) => cell(text::primary(lang)),
            Some(StoreRole::Standby { replication }) => {
                let (word, tone) = match replication {
                    Replication::InSync => (text::in_sync(lang), Tone::Good),
                    Replication::CatchingUp => (text::catching_up(lang), Tone::Warn),
                    Replication::Lost => (text::lost(lang), Tone::Bad),
                };
                cell(text::standby(lang, word)).tone(tone)
            }
        }
    }

    fn links(&self, status: &Status) -> String {
        let lang = self.lang;
        let mut table = self.header(&[
            text::column_name(lang),
            text::column_port(lang),
            text::column_ends(lang),
            text::column_connections(lang),
        ]);
        for link in &status.links {
            table.row([
                cell(&link.name),
                cell(link.port.to_string()),
                cell(link.endpoints.to_string()),
                cell(link.connections.to_string()),
            ]);
        }
        table.render(self.paint, 2)
    }

    fn addresses(&self, status: &Status, logins: &Logins, connect: &str) -> String {
        let lang = self.lang;
        let at = &status.addresses;
        let mut table = Table::default();
        let mut row = |name: String, address: &str, login: String| {
            table.row([cell(name), cell(address), cell(login).tone(Tone::Dim)]);
        };
        row(text::shop(lang), &at.shop, String::new());
        row(text::staff_token(lang), &logins.staff_token, String::new());
        row("Prometheus".into(), &at.prometheus, String::new());
        row("Alertmanager".into(), &at.alertmanager, String::new());
        if let Some(grafana) = &at.grafana {
            row("Grafana".into(), grafana, String::new());
        }
        row(
            "PostgreSQL".into(),
            &at.postgres,
            text::role(lang, "postgres", &logins.postgres),
        );
        for (role, password) in [("catalog", &logins.catalog), ("orders", &logins.orders)] {
            row(String::new(), "", text::role(lang, role, password));
        }
        row(
            "Redis".into(),
            &at.redis,
            text::password(lang, &logins.redis),
        );
        row(
            "S3".into(),
            &at.s3,
            text::keys(lang, &logins.s3_access_key, &logins.s3_secret_key),
        );
        if let Some(kubeconfig) = &at.kubeconfig {
            row(
                "kubectl".into(),
                &format!("KUBECONFIG={kubeconfig}"),
                String::new(),
            );
        }
        let hint = text::connect_hint(lang, connect);
        format!("{}  {hint}\n", table.render(self.paint, 2))
    }

    fn memory(&self, memory: &Memory) -> String {
        let mut table = Table::default();
        let mut by_size: Vec<(&String, &u64)> = memory.by_process.iter().collect();
        by_size.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for (process, bytes) in by_size {
            table.row([cell(process), cell(mebibytes(*bytes, self.lang)).right()]);
        }
        table.row([
            cell(text::total(self.lang)).tone(Tone::Strong),
            cell(mebibytes(memory.total, self.lang))
                .right()
                .tone(Tone::Strong),
        ]);
        table.render(self.paint, 2)
    }

    fn state(&self, pid: Option<u32>, ready: bool) -> Cell {
        match (pid, ready) {
            (_, true) => cell(text::ready(self.lang)).tone(Tone::Good),
            (Some(_), false) => cell(text::not_ready(self.lang)).tone(Tone::Warn),
            (None, false) => cell(text::not_running(self.lang)).tone(Tone::Bad),
        }
    }

    fn header(&self, names: &[String]) -> Table {
        Table::with_header(names.iter().cloned())
    }
}

/// The port, and the address too where it is not this machine's own.
fn where_it_listens(address: SocketAddr) -> String {
    if address.ip().is_loopback() {
        return address.port().to_string();
    }
    address.to_string()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn mebibytes(bytes: u64, lang: Lang) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    text::mebibytes(lang, format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests;
