//! Error budgets: what is recorded of them, and the alerts that tell how fast they burn, over a long window that shows that
//! it matters and a short one that shows that it still goes on
//! ([SRE Workbook, ch. 5](https://sre.google/workbook/alerting-on-slos/)).

use drill_core::i18n::Text;

use crate::alerts::{Alert, Held, Severity};
use crate::profile::{Profile, Window};
use crate::rules::Recording;
use crate::slo::{ServiceLevel, ServiceLevels};

/// Pages: a fiftieth of a month's budget is gone in an hour, or a twentieth in six.
pub(crate) const FAST: &str = "ErrorBudgetBurnFast";
/// Waits for the morning: a tenth of it is gone in one day, or in three.
pub(crate) const SLOW: &str = "ErrorBudgetBurnSlow";

/// Burn rate, long window, short window.
type Burn = (&'static str, &'static str, &'static str);

/// Requests and failures per second by objective, and what of the budget there is.
pub(crate) fn rates(levels: &ServiceLevels, profile: Profile) -> Vec<Recording> {
    levels
        .objectives
        .iter()
        .flat_map(|level| objective(level, profile))
        .collect()
}

fn objective(level: &ServiceLevel, profile: Profile) -> Vec<Recording> {
    let (selector, window) = (level.selector(), Window::ALL[0].length(profile));
    let rate =
        |metric: &str, more: &str| format!("sum(rate({metric}{{{selector}{more}}}[{window}]))");
    let under = format!(",le=\"{}\"", level.latency.under);
    let all = rate("http_request_duration_seconds_count", "");
    let fast = rate("http_request_duration_seconds_bucket", &under);
    let slis = [
        (
            "availability",
            rate("http_requests_total", ""),
            rate("http_requests_total", ",status=~\"5..\""),
            1.0 - level.availability,
        ),
        (
            "latency",
            all.clone(),
            format!("{all} - {fast}"),
            1.0 - level.latency.ratio,
        ),
    ];
    slis.into_iter()
        .flat_map(|(sli, events, errors, budget)| {
            let labels = [("slo", level.id.as_str()), ("sli", sli)];
            [
                Recording::new("slo:events:rate", events, &labels),
                Recording::new("slo:errors:rate", errors, &labels),
                Recording::new(
                    "slo:error_budget:ratio",
                    // What binary fractions add far behind the point is no budget.
                    format!("vector({})", (budget * 1e6).round() / 1e6),
                    &labels,
                ),
            ]
        })
        .collect()
}

/// The share that failed, by window. Rates are added up instead of counters: one series per objective, however many
/// routes and replicas there are.
pub(crate) fn ratios(profile: Profile, windows: &[Window]) -> Vec<Recording> {
    windows
        .iter()
        .map(|window| {
            let sum = |series: &str| {
                if *window == Window::ALL[0] {
                    series.to_owned()
                } else {
                    format!("sum_over_time({series}[{}])", window.length(profile))
                }
            };
            Recording::new(
                &ratio(window.name),
                format!(
                    "{} / ({} > 0)",
                    sum("slo:errors:rate"),
                    sum("slo:events:rate")
                ),
                &[],
            )
        })
        .collect()
}

fn ratio(window: &str) -> String {
    format!("slo:error:ratio_rate{window}")
}

/// Both alerts.
pub(crate) fn alerts() -> [Alert; 2] {
    let of = "{{ $labels.sli }}";
    let slo = "{{ $labels.slo }}";
    let share = "{{ $value | humanizePercentage }}";
    let summary = Text {
        en: format!("{slo}: {share} of requests miss the objective of {of}"),
        ko: format!("{slo}: 요청의 {share}가 {of} 목표를 벗어났습니다"),
    };
    let alert = |name: &str, severity, burns: &[Burn], impact: Text| Alert {
        name: name.to_owned(),
        severity,
        held: Held::at_once(),
        expr: burns.iter().map(burning).collect::<Vec<_>>().join("or\n"),
        summary: summary.clone(),
        impact,
        dashboard: "shop-slo".to_owned(),
    };
    [
        alert(
            FAST,
            Severity::Page,
            &[("14.4", "1h", "5m"), ("6", "6h", "30m")],
            Text {
                en: "At this rate a month's error budget is gone within days, and customers notice now.".into(),
                ko: "이 속도면 한 달치 오류 예산이 며칠 안에 사라지며, 고객이 지금 이미 느끼고 있습니다.".into(),
            },
        ),
        alert(
            SLOW,
            Severity::Ticket,
            &[("3", "1d", "2h"), ("1", "3d", "6h")],
            Text {
                en: "Few customers notice. If it goes on, the month's error budget will not last.".into(),
                ko: "느끼는 고객은 적습니다. 계속되면 이번 달 오류 예산이 모자라게 됩니다.".into(),
            },
        ),
    ]
}

fn burning((rate, long, short): &Burn) -> String {
    let (long, short) = (ratio(long), ratio(short));
    format!(
        "(\n  {long} > {rate} * slo:error_budget:ratio\n  and\n  {short} > {rate} * slo:error_budget:ratio\n)\n"
    )
}
