//! Two languages. Whatever a learner reads exists in both.
//!
//! Fixed sentences are declared with [`messages!`](crate::messages), which does not compile when a
//! language is missing or when a language forgets a value. Data carries [`Text`].

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod complete;

pub use complete::{Incomplete, assert_complete, incomplete};

/// A language that a learner may read.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// Every language, in the order in which they are documented.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The code of the language, as in `guide.<code>.md` and `--lang <code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language of a POSIX locale such as `ko_KR.UTF-8`; English for every other.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        let language = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        if language.eq_ignore_ascii_case("ko") {
            Self::Ko
        } else {
            Self::En
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A language code that is neither `en` nor `ko`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`: use en or ko")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "en" => Ok(Self::En),
            "ko" => Ok(Self::Ko),
            other => Err(UnknownLang(other.to_owned())),
        }
    }
}

/// The same words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Text {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
}

impl Text {
    /// A text from its two languages.
    pub fn new(en: impl Into<String>, ko: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            ko: ko.into(),
        }
    }

    /// A text from something that can say itself in any language, usually a function of [`messages!`](crate::messages).
    pub fn from_fn(say: impl Fn(Lang) -> String) -> Self {
        Self {
            en: say(Lang::En),
            ko: say(Lang::Ko),
        }
    }

    /// A text that is the same in both languages: a name, a number, a command.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            en: text.clone(),
            ko: text,
        }
    }

    /// The words in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }
}

/// Declares messages in both languages.
///
/// Each becomes a function of the language and its values, and a module gets one constant `ALL` of
/// `(name, English, Korean)` for its test of completeness. A language that is missing, or a value
/// that one language does not use, is a compile error.
///
/// ```
/// mod say {
///     drill_core::messages! {
///         /// The lab is up.
///         pub fn lab_ready(name) {
///             en: "Lab {name} is ready.",
///             ko: "랩 {name} 준비가 끝났습니다.",
///         }
///     }
/// }
/// use drill_core::i18n::Lang;
/// assert_eq!(say::lab_ready(Lang::En, "default"), "Lab default is ready.");
/// assert_eq!(say::ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! messages {
    ($(
        $(#[$meta:meta])*
        $vis:vis fn $name:ident($($arg:ident),* $(,)?) {
            en: $en:literal,
            ko: $ko:literal $(,)?
        }
    )+) => {
        $(
            $(#[$meta])*
            #[must_use]
            $vis fn $name(lang: $crate::i18n::Lang $(, $arg: impl ::std::fmt::Display)*) -> String {
                match lang {
                    $crate::i18n::Lang::En => ::std::format!($en $(, $arg = $arg)*),
                    $crate::i18n::Lang::Ko => ::std::format!($ko $(, $arg = $arg)*),
                }
            }
        )+

        /// Every message of this module: name, English, Korean.
        pub const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $en, $ko)),+];
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[expect(
        unreachable_pub,
        reason = "`ALL` is public wherever messages are declared"
    )]
    mod say {
        crate::messages! {
            /// With a value.
            pub(super) fn ready(name) {
                en: "Lab {name} is ready.",
                ko: "랩 {name} 준비 완료.",
            }
            /// Without one.
            pub(super) fn over() {
                en: "It is over.",
                ko: "끝났습니다.",
            }
        }
    }

    #[rstest]
    #[case::korean("ko_KR.UTF-8", Lang::Ko)]
    #[case::korean_alone("ko", Lang::Ko)]
    #[case::korean_with_a_hyphen("ko-KR", Lang::Ko)]
    #[case::english("en_US.UTF-8", Lang::En)]
    #[case::konkani("kok_IN", Lang::En)]
    #[case::posix("C.UTF-8", Lang::En)]
    #[case::none("", Lang::En)]
    fn a_locale_names_a_language(#[case] locale: &str, #[case] lang: Lang) {
        assert_eq!(Lang::from_locale(locale), lang);
    }

    #[test]
    fn a_message_says_itself_in_each_language() {
        assert_eq!(say::ready(Lang::En, "a"), "Lab a is ready.");
        assert_eq!(
            Text::from_fn(|lang| say::ready(lang, 3)),
            Text::new("Lab 3 is ready.", "랩 3 준비 완료.")
        );
        assert_eq!(say::over(Lang::Ko), "끝났습니다.");
        assert_complete(say::ALL);
    }

    #[rstest]
    #[case::an_empty_language(("a", "Yes.", " "), "a language is empty")]
    #[case::english_in_korean(("a", "It is over now.", "It is over."), "no Hangul")]
    #[case::untranslated(("a", "this lab is down", "this lab is down"), "no Hangul")]
    #[case::korean_in_english(("a", "끝", "끝"), "English text has Korean")]
    #[case::another_placeholder(("a", "Lab {name}.", "랩 {lab}."), "placeholders differ")]
    fn an_incomplete_message_is_found(#[case] message: (&str, &str, &str), #[case] why: &str) {
        let found = incomplete(&[message]);
        assert!(found.iter().any(|one| one.why.contains(why)), "{found:?}");
    }

    #[rstest]
    #[case::a_name(("a", "firedrill", "firedrill"))]
    #[case::a_pattern(("a", "{key}: {value}", "{key}: {value}"))]
    #[case::escaped_braces(("a", "{{x}} is {y}", "{{x}}은 {y}"))]
    #[case::a_width(("a", "{n:>5} requests", "요청 {n:>7}건"))]
    fn what_needs_no_translation_is_complete(#[case] message: (&str, &str, &str)) {
        assert_eq!(incomplete(&[message]), []);
    }
}
