//! Which language a reader wants. It must be known before the command line is parsed, because what
//! the parser says is written in it.

use std::ffi::OsString;

use drill_core::i18n::Lang;

/// From `--lang` when it stands among the arguments, else from the locale as POSIX orders its
/// variables: `LC_ALL`, `LC_MESSAGES`, `LANG`.
pub(crate) fn of(args: &[OsString], var: impl Fn(&str) -> Option<String>) -> Lang {
    option(args).unwrap_or_else(|| {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(var)
            .find(|value| !value.is_empty())
            .map_or(Lang::En, |locale| Lang::from_locale(&locale))
    })
}

fn option(args: &[OsString]) -> Option<Lang> {
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        // What follows belongs to another program.
        if arg == "--" {
            return None;
        }
        if arg == "--lang" {
            return args.next()?.parse().ok();
        }
        if let Some(code) = arg.strip_prefix("--lang=") {
            return code.parse().ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::default(&["firedrill"], &[], Lang::En)]
    #[case::locale(&["firedrill"], &[("LANG", "ko_KR.UTF-8")], Lang::Ko)]
    #[case::messages_before_lang(&["firedrill"], &[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ko_KR")], Lang::Ko)]
    #[case::all_before_messages(&["firedrill"], &[("LC_ALL", "C"), ("LC_MESSAGES", "ko_KR")], Lang::En)]
    #[case::empty_is_unset(&["firedrill"], &[("LC_ALL", ""), ("LANG", "ko_KR.UTF-8")], Lang::Ko)]
    #[case::option(&["firedrill", "play", "--lang", "ko"], &[], Lang::Ko)]
    #[case::option_with_equals(&["firedrill", "--lang=en"], &[("LANG", "ko_KR.UTF-8")], Lang::En)]
    #[case::not_an_option(&["firedrill", "connect", "s3", "--", "--lang", "ko"], &[], Lang::En)]
    fn the_language_is_found(
        #[case] args: &[&str],
        #[case] vars: &[(&str, &str)],
        #[case] expected: Lang,
    ) {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        let var = |name: &str| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(of(&args, var), expected);
    }
}
