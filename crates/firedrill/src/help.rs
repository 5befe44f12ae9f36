//! Puts the texts of `text::help` into clap's command tree, in one language, and reports what clap
//! refused in the same language.

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use drill_core::i18n::Lang;
use unicode_width::UnicodeWidthStr as _;

use crate::cli::Cli;
use crate::text::help as text;

/// The commands as the first page of the help shows them. A test holds it complete.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "group_drill",
        &[
            "play", "drills", "ack", "hint", "diagnose", "check", "note", "solve", "report", "stop",
        ],
    ),
    (
        "group_repair",
        &[
            "status", "top", "logs", "inbox", "connect", "shop", "failover", "audit",
        ],
    ),
    ("group_lab", &["up", "down", "cluster", "doctor"]),
    (
        "group_more",
        &["rehearse", "load", "monitoring", "completions"],
    ),
];

/// The whole command line with its help in `lang`.
pub(crate) fn command(lang: Lang) -> Command {
    let root = Cli::command()
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .global(true),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
        )
        .infer_long_args(true)
        .disable_help_subcommand(true);
    let root = describe(root, lang, "");
    let template = root_template(&root, lang);
    root.help_template(template)
}

/// Adds the texts of one command and of all below it. `path` is how the text's name begins.
fn describe(command: Command, lang: Lang, path: &str) -> Command {
    let has_commands = command.get_subcommands().next().is_some();
    let usage = usage(&command, lang, path);
    let mut order = 0;
    let command = command
        .about(find(&format!("about{path}"), lang).unwrap_or_default())
        .override_usage(usage)
        .subcommand_help_heading(say("commands", lang))
        .help_template(template(lang))
        .mut_args(|arg| {
            order += 1;
            describe_arg(arg, lang, path).display_order(order)
        });
    if !has_commands {
        return command;
    }
    command.mut_subcommands(|sub| {
        let path = format!("{path}_{}", sub.get_name());
        if sub.is_hide_set() {
            sub
        } else {
            describe(sub, lang, &path)
        }
    })
}

/// As clap writes it, with its words in the reader's language.
fn usage(command: &Command, lang: Lang, path: &str) -> String {
    let mut usage = format!(
        "firedrill{} [{}]",
        path.replace('_', " "),
        say("options", lang)
    );
    for arg in command.get_positionals() {
        let shown = if arg.is_last_set() {
            format!(" [-- {arg}]")
        } else {
            format!(" {arg}")
        };
        usage.push_str(&shown);
    }
    if command.get_subcommands().next().is_some() {
        let word = say("command", lang);
        let shown = if path.is_empty() {
            format!(" [{word}]")
        } else {
            format!(" <{word}>")
        };
        usage.push_str(&shown);
    }
    usage
}

fn describe_arg(arg: Arg, lang: Lang, path: &str) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    let (help, heading) = match find(&format!("arg{path}_{id}"), lang) {
        Some(help) if !path.is_empty() => {
            let heading = if arg.is_positional() {
                "arguments"
            } else {
                "options"
            };
            (help, heading)
        }
        _ => (
            find(&format!("arg_{id}"), lang).unwrap_or_default(),
            "shared_options",
        ),
    };
    let arg = arg.help(help).help_heading(say(heading, lang));
    if arg.get_action().takes_values() {
        // The texts name values and defaults, in the reader's language.
        arg.hide_possible_values(true).hide_default_value(true)
    } else {
        arg
    }
}

/// The text of this name, if there is one.
fn find(name: &str, lang: Lang) -> Option<&'static str> {
    text::ALL
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, en, ko)| match lang {
            Lang::En => *en,
            Lang::Ko => *ko,
        })
}

/// A text that exists.
fn say(name: &str, lang: Lang) -> &'static str {
    find(name, lang).unwrap_or_default()
}

fn template(lang: Lang) -> String {
    format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}\n",
        text::usage(lang)
    )
}

fn root_template(root: &Command, lang: Lang) -> String {
    let width = GROUPS
        .iter()
        .flat_map(|(_, names)| names.iter())
        .map(|name| name.width())
        .max()
        .unwrap_or(0);
    let mut out = format!("{{about-with-newline}}\n{} {{usage}}\n", text::usage(lang));
    for (heading, names) in &GROUPS {
        out.push_str(&format!("\n{}:\n", say(heading, lang)));
        for name in *names {
            let about = root
                .find_subcommand(name)
                .and_then(Command::get_about)
                .map(ToString::to_string)
                .unwrap_or_default();
            out.push_str(&format!("  {name:width$}  {about}\n"));
        }
    }
    out.push_str(&format!(
        "\n{}:\n{{options}}\n\n{}\n",
        text::shared_options(lang),
        text::footer(lang)
    ));
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn visible(command: &Command, path: &str, names: &mut BTreeSet<String>) {
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let path = format!("{path}_{}", sub.get_name());
            names.insert(format!("about{path}"));
            for arg in sub.get_arguments().filter(|arg| !arg.is_global_set()) {
                names.insert(format!("arg{path}_{}", arg.get_id()));
            }
            visible(sub, &path, names);
        }
    }

    #[test]
    fn the_grammar_is_sound_in_every_language() {
        command(Lang::En).debug_assert();
        command(Lang::Ko).debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_its_text_and_no_text_is_left_over() {
        let mut wanted = BTreeSet::from(["about".to_owned()]);
        for arg in command(Lang::En).get_arguments() {
            wanted.insert(format!("arg_{}", arg.get_id()));
        }
        visible(&Cli::command(), "", &mut wanted);
        let known: BTreeSet<String> = text::ALL
            .iter()
            .map(|(name, ..)| (*name).to_owned())
            .filter(|name| name.starts_with("about") || name.starts_with("arg_"))
            .collect();
        assert_eq!(known, wanted);
    }

    #[test]
    fn the_first_page_shows_every_visible_command_once() {
        let shown: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        let unique: BTreeSet<&str> = shown.iter().copied().collect();
        let root = Cli::command();
        let all: BTreeSet<&str> = root
            .get_subcommands()
            .filter(|sub| !sub.is_hide_set())
            .map(Command::get_name)
            .collect();
        assert_eq!(unique, all);
        assert_eq!(shown.len(), unique.len());
    }

    #[test]
    fn korean_help_holds_no_english_heading() {
        let mut root = command(Lang::Ko);
        root.build();
        for name in ["play", "logs", "connect", "shop", "report"] {
            let help = root
                .find_subcommand_mut(name)
                .unwrap()
                .render_help()
                .to_string();
            for word in [
                "Usage:",
                "Options:",
                "Arguments:",
                "Commands:",
                "Print help",
                "[default",
                "OPTIONS",
                "COMMAND",
            ] {
                assert!(!help.contains(word), "{name}: {word}\n{help}");
            }
        }
        let help = root.render_help().to_string();
        assert!(
            help.contains("사용법:") && help.contains("장애 훈련:"),
            "{help}"
        );
    }
}
