//! Parses the command line, and says in the reader's language what was wrong with it.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches as _};
use drill_core::i18n::Lang;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::help;
use crate::text::{common, trouble as text};

/// Why there is no command to run.
pub(crate) enum End {
    /// Help or the version was asked for: this text answers.
    Answer(String),
    /// The command line was not understood.
    Refused(Failure),
}

/// The command line, or why there is none.
pub(crate) fn parse(args: &[OsString], lang: Lang) -> Result<Cli, End> {
    let mut command = help::command(lang);
    let parsed = command
        .try_get_matches_from_mut(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => End::Answer(error.to_string()),
        _ => End::Refused(refused(&error, &command, args, lang)),
    })
}

fn refused(error: &clap::Error, command: &Command, args: &[OsString], lang: Lang) -> Failure {
    let get = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    let path = path(command, args);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => text::unknown_argument(lang, &argument),
        ErrorKind::InvalidSubcommand => {
            text::unknown_command(lang, get(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => text::missing_argument(lang, &argument),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            text::missing_command(lang, commands(command, &path).join(", "))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooManyValues => {
            match get(ContextKind::InvalidValue) {
                value if value.is_empty() => text::missing_value(lang, &argument),
                value => text::invalid_value(lang, value, &argument),
            }
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            text::missing_value(lang, &argument)
        }
        ErrorKind::ArgumentConflict => text::conflict(lang, &argument),
        ErrorKind::InvalidUtf8 => text::not_utf8(lang),
        _ => text::not_understood(lang),
    };
    let mut failure = Failure::usage(message);
    if let Some(cause) = advice(error, command, &path, &argument, lang) {
        failure = failure.because(cause);
    }
    failure.next(format!("{} --help", path.join(" ")))
}

/// What may have been meant, else what the argument is for.
fn advice(
    error: &clap::Error,
    command: &Command,
    path: &[String],
    argument: &str,
    lang: Lang,
) -> Option<String> {
    let suggested = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| error.get(kind))
    .map(words)
    .filter(|names| !names.is_empty());
    if let Some(names) = suggested {
        return Some(common::did_you_mean(lang, names));
    }
    let at = find(command, path)?;
    let known = at
        .get_arguments()
        .chain(command.get_arguments())
        .find(|arg| {
            let shown = arg.to_string();
            argument.split(", ").any(|given| given == shown)
        })?;
    Some(text::expected(lang, known.get_help()?))
}

/// `firedrill shop scale` from `firedrill --lab blue shop scale order x`: the error itself does not
/// always say which command it is about.
fn path(root: &Command, args: &[OsString]) -> Vec<String> {
    let mut path = vec!["firedrill".to_owned()];
    let mut at = root;
    let mut words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(word) = words.next() {
        if matches!(word.as_ref(), "--lab" | "--lang" | "--output" | "-o") {
            words.next();
        } else if let Some(next) = at.find_subcommand(word.as_ref()) {
            path.push(word.into_owned());
            at = next;
        }
    }
    path
}

fn find<'a>(root: &'a Command, path: &[String]) -> Option<&'a Command> {
    path.iter()
        .skip(1)
        .try_fold(root, |at, name| at.find_subcommand(name))
}

fn commands(root: &Command, path: &[String]) -> Vec<String> {
    find(root, path)
        .into_iter()
        .flat_map(Command::get_subcommands)
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| sub.get_name().to_owned())
        .collect()
}

fn words(value: &ContextValue) -> String {
    value.to_string()
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn refusal(args: &[&str], lang: Lang) -> Failure {
        let args: Vec<OsString> = std::iter::once(&"firedrill")
            .chain(args)
            .map(OsString::from)
            .collect();
        match parse(&args, lang) {
            Err(End::Refused(failure)) => failure,
            Err(End::Answer(text)) => panic!("answered: {text}"),
            Ok(cli) => panic!("understood: {cli:?}"),
        }
    }

    #[rstest]
    #[case::command(&["paly"], "There is no command paly.", "Did you mean play?", "firedrill --help")]
    #[case::option(&["play", "--sead", "3"], "This command has no argument --sead.", "Did you mean --seed?", "firedrill play --help")]
    #[case::number(&["play", "--seed", "x"], "\"x\" is not a value for --seed <N>.", "Expected: A whole number", "firedrill play --help")]
    #[case::missing(&["shop", "scale", "order"], "Something is missing: <REPLICAS>", "Expected: How many replicas", "firedrill shop scale --help")]
    #[case::verb(&["shop"], "Say what to do: restart, scale, set, unset", "", "firedrill shop --help")]
    #[case::form(&["status", "-o", "yaml"], "\"yaml\" is not a value for --output <FORM>.", "Expected: Form of the result", "firedrill status --help")]
    #[case::lang(&["--lang", "fr", "status"], "\"fr\" is not a value for --lang <LANG>.", "Expected: Language", "firedrill status --help")]
    fn a_mistake_is_named_with_its_remedy(
        #[case] args: &[&str],
        #[case] message: &str,
        #[case] cause: &str,
        #[case] next: &str,
    ) {
        let failure = refusal(args, Lang::En);
        assert_eq!(failure.message, message);
        let said = failure.cause.unwrap_or_default();
        assert!(said.starts_with(cause), "{said}");
        assert_eq!(failure.next, [next]);
    }

    #[test]
    fn the_same_mistake_is_explained_in_korean() {
        let failure = refusal(&["paly"], Lang::Ko);
        assert_eq!(failure.message, "paly 명령은 없습니다.");
        assert_eq!(failure.cause.unwrap(), "혹시 play인가요?");
    }

    #[test]
    fn help_and_version_are_answers_and_no_mistakes() {
        for args in [
            &["firedrill", "--help"][..],
            &["firedrill", "--version"],
            &["firedrill", "play", "-h"],
        ] {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            assert!(matches!(parse(&args, Lang::Ko), Err(End::Answer(_))));
        }
    }
}
