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
