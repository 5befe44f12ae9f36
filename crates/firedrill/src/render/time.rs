//! Lengths of time and times of day, as people read them.

use chrono::{DateTime, Local, Utc};
use drill_core::i18n::Lang;

use crate::text::common as text;

/// `42 s`, `5 min`, `5 min 3 s`.
pub(crate) fn length(seconds: u64, lang: Lang) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (minutes, rest) {
        (0, _) => text::seconds(lang, rest),
        (_, 0) => text::minutes(lang, minutes),
        _ => text::minutes_seconds(lang, minutes, rest),
    }
}

/// How long ago a moment was; a clock that was set back gives zero.
pub(crate) fn since(then: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let seconds = now.signed_duration_since(then).num_seconds();
    length(u64::try_from(seconds).unwrap_or(0), lang)
}

/// The time of day where the learner is.
pub(crate) fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%H:%M:%S").to_string()
}

/// Short, for a column: `42s`, `5m`, `3h`, `2d`. The same in every language.
pub(crate) fn age(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = now.signed_duration_since(then).num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_length_names_only_what_it_has() {
        assert_eq!(length(42, Lang::En), "42 s");
        assert_eq!(length(300, Lang::En), "5 min");
        assert_eq!(length(303, Lang::Ko), "5분 3초");
    }

    #[test]
    fn an_age_is_short_and_never_negative() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(3);
        assert_eq!(age(now - TimeDelta::seconds(59), now), "59s");
        assert_eq!(age(now - TimeDelta::hours(47), now), "1d");
        assert_eq!(age(now + TimeDelta::hours(1), now), "0s");
    }
}
