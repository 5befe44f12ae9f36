//! "Did you mean …?"

use drill_core::i18n::{Lang, Text};

use crate::texts;

/// The known name that is most like what was typed, when one is like it at all.
#[must_use]
pub fn nearest<'a, S: AsRef<str>>(typed: &str, known: &'a [S]) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .iter()
        .map(AsRef::as_ref)
        .map(|name| {
            let lower = name.to_lowercase();
            let likeness = strsim::normalized_damerau_levenshtein(&typed, &lower);
            // A part of a long name is like it too: `pool` for `order-pool-exhausted`.
            match lower.contains(&typed) && typed.len() > 2 {
                true => (likeness.max(0.9), name),
                false => (likeness, name),
            }
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// A sentence about an unknown name, followed by what was probably meant, or else by what there is.
pub fn unknown<S: AsRef<str>>(sentence: impl Fn(Lang) -> String, typed: &str, known: &[S]) -> Text {
    let near = nearest(typed, known);
    let list = known
        .iter()
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ");
    Text::from_fn(|lang| {
        let mut text = sentence(lang);
        if let Some(near) = near {
            text.push(' ');
            text.push_str(&texts::did_you_mean(lang, near));
        } else if !list.is_empty() {
            text.push(' ');
            text.push_str(&texts::there_are(lang, &list));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const DRILLS: [&str; 2] = ["catalog-gone", "order-pool-exhausted"];

    #[rstest]
    #[case::typo("catlog-gone", Some("catalog-gone"))]
    #[case::capital("Catalog-Gone", Some("catalog-gone"))]
    #[case::part("pool", Some("order-pool-exhausted"))]
    #[case::nothing_like_it("xyzzy", None)]
    #[case::empty("", None)]
    fn the_nearest_name_is_found(#[case] typed: &str, #[case] wanted: Option<&str>) {
        assert_eq!(nearest(typed, &DRILLS), wanted);
    }

    #[test]
    fn capitals_of_the_known_name_do_not_matter_either() {
        assert_eq!(
            nearest("db_pol_max", &["LOG_LEVEL", "DB_POOL_MAX"]),
            Some("DB_POOL_MAX")
        );
    }

    #[test]
    fn without_a_near_name_all_are_listed() {
        let text = unknown(|_| "No.".to_owned(), "xyzzy", &DRILLS);
        assert_eq!(
            text.en,
            "No. There are: catalog-gone, order-pool-exhausted."
        );
    }
}
