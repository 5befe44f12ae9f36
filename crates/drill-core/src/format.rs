//! Numbers, durations and times as people read them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::i18n::Lang;

crate::messages! {
    /// A duration.
    pub fn milliseconds(milliseconds) {
        en: "{milliseconds} ms",
        ko: "{milliseconds}밀리초",
    }
    /// A duration.
    pub fn seconds(seconds) {
        en: "{seconds} s",
        ko: "{seconds}초",
    }
    /// A duration.
    pub fn minutes(minutes) {
        en: "{minutes} min",
        ko: "{minutes}분",
    }
    /// A duration.
    pub fn minutes_seconds(minutes, seconds) {
        en: "{minutes} min {seconds} s",
        ko: "{minutes}분 {seconds}초",
    }
    /// A duration.
    pub fn hours_minutes(hours, minutes) {
        en: "{hours} h {minutes} min",
        ko: "{hours}시간 {minutes}분",
    }
}

/// A duration in at most two units: `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
#[must_use]
pub fn duration(lang: Lang, duration: TimeDelta) -> String {
    let ms = duration.num_milliseconds().abs();
    // What rounds to zero has no sign.
    let sign = if duration < TimeDelta::zero() && ms >= 50 {
        "-"
    } else {
        ""
    };
    let text = match ms {
        0..10_000 => seconds(lang, decimal(ms, 1000)),
        10_000..60_000 => seconds(lang, ms / 1000),
        60_000..3_600_000 if ms / 1000 % 60 == 0 => minutes(lang, ms / 60_000),
        60_000..3_600_000 => minutes_seconds(lang, ms / 60_000, ms / 1000 % 60),
        _ => hours_minutes(lang, ms / 3_600_000, ms / 60_000 % 60),
    };
    format!("{sign}{text}")
}

/// A fraction with one decimal place, which is left away when it is 0.
fn decimal(number: i64, of: i64) -> String {
    let tenths = (number * 10 + of / 2) / of;
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// A count with separated thousands: `12,345`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage, with as many places as it takes to be told from 0 and 100.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let from_an_end = percent.min(100.0 - percent).abs();
    let places = match from_an_end {
        near if near == 0.0 || near >= 10.0 => 0,
        near if near >= 0.1 || percent > 100.0 => 1,
        near if near >= 0.01 => 2,
        near if near >= 0.001 => 3,
        _ if percent < 50.0 => return "< 0.001%".to_owned(),
        _ => return "> 99.999%".to_owned(),
    };
    let text = format!("{percent:.places$}");
    let text = if places > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}%")
}

/// An amount in minor units of US dollars.
#[must_use]
pub fn dollars(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let amount = minor.unsigned_abs();
    format!("{sign}${}.{:02}", count(amount / 100), amount % 100)
}

/// The time of day in UTC, to the second: `09:41:07`.
#[must_use]
pub fn clock(at: DateTime<Utc>) -> String {
    at.format("%H:%M:%S").to_string()
}

/// The day and the time in UTC: `2026-11-24 09:41:07 UTC`.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::below_a_second(400, "0.4 s", "0.4초")]
    #[case::rounded(9_970, "10 s", "10초")]
    #[case::seconds(42_900, "42 s", "42초")]
    #[case::whole_minutes(120_000, "2 min", "2분")]
    #[case::minutes(185_000, "3 min 5 s", "3분 5초")]
    #[case::hours(7_800_000, "2 h 10 min", "2시간 10분")]
    #[case::before(-3_000, "-3 s", "-3초")]
    #[case::barely_before(-50, "-0.1 s", "-0.1초")]
    #[case::before_by_nothing(-49, "0 s", "0초")]
    fn a_duration_has_at_most_two_units(#[case] ms: i64, #[case] en: &str, #[case] ko: &str) {
        let delta = TimeDelta::milliseconds(ms);
        assert_eq!(duration(Lang::En, delta), en);
        assert_eq!(duration(Lang::Ko, delta), ko);
    }

    #[rstest]
    #[case::nothing(0.0, "0%")]
    #[case::all(1.0, "100%")]
    #[case::plain(0.423, "42%")]
    #[case::small(0.0312, "3.1%")]
    #[case::no_needless_places(0.99, "99%")]
    #[case::near_all(0.9994, "99.94%")]
    #[case::tiny(0.000_012, "0.001%")]
    #[case::next_to_nothing(0.000_001, "< 0.001%")]
    #[case::more_than_all(1.5, "150%")]
    fn a_percentage_is_never_rounded_to_nothing_or_all(#[case] share: f64, #[case] text: &str) {
        assert_eq!(percent(share), text);
    }

    #[test]
    fn counts_and_amounts_have_separated_thousands() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(12), "12");
        assert_eq!(dollars(12_345_605), "$123,456.05");
    }

    #[test]
    fn every_message_exists_in_every_language() {
        crate::i18n::assert_complete(ALL);
    }
}
