//! The page of a run.

use chrono::{DateTime, TimeDelta, Utc};
use drill_core::definition::Page;
use drill_core::journal::Event;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::probes::Probes;
use crate::receiver::{Alert, AlertStatus};

/// Clocks of one machine are one clock; this much is for rounding.
const ROUNDING: TimeDelta = TimeDelta::seconds(1);

/// The journal's entry when this alert is the page of a run whose fault began at `t0`: one of the alerts that
/// the drill names, firing, and not left over from before.
pub(crate) fn page_of(alert: &Alert, page: &Page, t0: DateTime<Utc>) -> Option<Event> {
    let is_page = alert.status == AlertStatus::Firing
        && page.alerts.iter().any(|name| name == alert.name())
        && alert.starts_at >= t0 - ROUNDING;
    is_page.then(|| Event::Paged {
        alert: alert.name().to_owned(),
        severity: alert.severity().to_owned(),
        summary: alert.annotation("summary"),
        impact: alert.annotation("impact"),
        starts_at: alert.starts_at,
    })
}

/// One alert of Alertmanager's API, version 2.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActiveAlert {
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    starts_at: DateTime<Utc>,
}

/// The alerts that fire now, by Alertmanager itself.
pub(crate) async fn firing(probes: &Probes) -> reqwest::Result<Vec<Alert>> {
    let url = format!("{}/api/v2/alerts?active=true", probes.access().alertmanager);
    let active: Vec<ActiveAlert> = probes
        .client()
        .get(url)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    Ok(active
        .into_iter()
        .map(|alert| Alert {
            status: AlertStatus::Firing,
            labels: alert.labels,
            annotations: alert.annotations,
            starts_at: alert.starts_at,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill_core::period::Period;
    use rstest::rstest;

    fn t0() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(10)
    }

    #[rstest]
    #[case::the_page(AlertStatus::Firing, "ShopErrorRate", 5, true)]
    #[case::another_alert(AlertStatus::Firing, "Watchdog", 5, false)]
    #[case::one_that_is_over(AlertStatus::Resolved, "ShopErrorRate", 5, false)]
    #[case::one_from_before(AlertStatus::Firing, "ShopErrorRate", -30, false)]
    fn only_a_named_alert_that_began_after_the_fault_is_the_page(
        #[case] status: AlertStatus,
        #[case] name: &str,
        #[case] after_s: i64,
        #[case] wanted: bool,
    ) {
        let alert = Alert {
            status,
            labels: [("alertname".to_owned(), name.to_owned())].into(),
            annotations: BTreeMap::new(),
            starts_at: t0() + TimeDelta::seconds(after_s),
        };
        let page = Page {
            alerts: vec!["ShopErrorRate".into(), "CheckoutErrorRate".into()],
            within: Period::seconds(20),
        };
        assert_eq!(page_of(&alert, &page, t0()).is_some(), wanted);
    }
}
