//! What every command needs: the language, the form of its output, and the lab it is about.

use std::future::Future;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use drill_core::i18n::Lang;
use drill_engine::control::Client;
use lab_managed::LabDir;
use serde::Serialize;

use crate::cli::{Form, Shared};
use crate::failure::{Exit, Failure, Outcome};
use crate::paint::{Paint, Tone};
use crate::text::{common, trouble};

/// The lab that a command is about when none is named.
const DEFAULT_LAB: &str = "default";

/// Data goes to standard output, talk to standard error; nothing else decides what goes where.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The language of every text.
    pub(crate) lang: Lang,
    /// Text or JSON on standard output.
    pub(crate) form: Form,
    /// The lab's name.
    pub(crate) lab: String,
    /// Whether the name was given as an option, which the next command must then repeat.
    named: bool,
    /// Colours of standard output.
    pub(crate) out: Paint,
    /// Colours of standard error.
    pub(crate) talk: Paint,
}

impl Context {
    /// From what the command line says.
    pub(crate) fn new(shared: &Shared, lang: Lang) -> Self {
        let inherited = std::env::var("FIREDRILL_LAB")
            .ok()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| DEFAULT_LAB.to_owned());
        let lab = shared.lab.clone().unwrap_or_else(|| inherited.clone());
        let json = shared.output == Form::Json;
        Self {
            lang,
            form: shared.output,
            named: lab != inherited,
            lab,
            out: if json { Paint::PLAIN } else { Paint::stdout() },
            talk: if json { Paint::PLAIN } else { Paint::stderr() },
        }
    }

    /// Whether the result is wanted as JSON.
    pub(crate) fn json(&self) -> bool {
        self.form == Form::Json
    }

    /// A command of this program as the learner must type it for this lab.
    pub(crate) fn command(&self, rest: &str) -> String {
        if self.named {
            format!("firedrill --lab {} {rest}", self.lab)
        } else {
            format!("firedrill {rest}")
        }
    }

    /// The folder of all labs.
    pub(crate) fn home(&self) -> Result<PathBuf, Failure> {
        lab_managed::layout::home().map_err(|error| self.lab_failure(&error))
    }

    /// The lab's folder, whether it exists or not.
    pub(crate) fn dir(&self) -> Result<LabDir, Failure> {
        LabDir::new(&self.home()?, &self.lab).map_err(|error| self.lab_failure(&error))
    }

    /// The lab's folder; the lab must have been made.
    pub(crate) fn existing(&self) -> Result<LabDir, Failure> {
        let dir = self.dir()?;
        if dir.state_file().exists() {
            return Ok(dir);
        }
        Err(self.lab_failure(&lab_managed::LabError::NoLab {
            name: self.lab.clone(),
            known: LabDir::list(dir.home()),
        }))
    }

    /// A client of the lab's supervisor. The lab must have been made; that it runs shows with the
    /// first request.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        Ok(Client::new(&self.lab, self.existing()?.socket()))
    }

    /// Writes a result. A reader that went away (`| head`) is no failure; a full disk is.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::Pass, String::new()))
            }
            Err(error) => Err(Failure::environment(trouble::output_failed(
                self.lang, error,
            ))),
            Ok(()) => Ok(()),
        }
    }

    /// Writes a result as JSON, indented, with a newline at the end.
    pub(crate) fn print_json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::environment(trouble::output_failed(self.lang, error)))?;
        text.push('\n');
        self.print(&text)
    }

    /// Writes a result in the form that is wanted; the text is only made when it is.
    pub(crate) fn show<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        if self.json() {
            self.print_json(value)
        } else {
            self.print(&text(value))
        }
    }

    /// Says something on standard error. Nobody there is no failure.
    pub(crate) fn say(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "{text}");
    }

    /// Says something that should be known.
    pub(crate) fn note(&self, text: &str) {
        let label = common::note_label(self.lang);
        self.say(&format!("{} {text}", self.talk.tone(Tone::Warn, &label)));
    }

    /// The next commands, each with what it does, for the end of a text.
    pub(crate) fn next_commands(&self, paint: Paint, commands: &[(&str, String)]) -> String {
        let mut table = crate::table::Table::default();
        for (command, does) in commands {
            table.row([
                crate::table::cell(self.command(command)).tone(Tone::Command),
                crate::table::cell(does.clone()),
            ]);
        }
        format!(
            "{}\n{}",
            paint.tone(Tone::Strong, &common::next_heading(self.lang)),
            table.render(paint, 2)
        )
    }

    /// Runs the asynchronous part of a command until it ends or Ctrl-C comes. The lab and its run
    /// go on in either case: a client holds nothing of theirs.
    pub(crate) fn block_on<F: Future<Output = Outcome>>(&self, work: F) -> Outcome {
        self.block_on_until(work, || Err(self.interrupted()))
    }

    /// The same for a command that only Ctrl-C ends.
    pub(crate) fn block_on_open_end<F: Future<Output = Outcome>>(&self, work: F) -> Outcome {
        self.block_on_until(work, || Ok(Exit::Pass))
    }

    /// The same for a command that hears Ctrl-C itself, because it has something to put in order.
    pub(crate) fn block_on_orderly<F: Future<Output = Outcome>>(&self, work: F) -> Outcome {
        self.runtime()?.block_on(work)
    }

    fn block_on_until<F: Future<Output = Outcome>>(
        &self,
        work: F,
        interrupted: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let runtime = self.runtime()?;
        let outcome = runtime.block_on(async {
            tokio::select! {
                outcome = work => outcome,
                _ = tokio::signal::ctrl_c() => interrupted(),
            }
        });
        // A question that waits for an answer must not keep an interrupted command.
        runtime.shutdown_background();
        outcome
    }

    fn runtime(&self) -> Result<tokio::runtime::Runtime, Failure> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| self.unexpected(error))
    }

    fn interrupted(&self) -> Failure {
        Failure::new(Exit::Interrupted, common::interrupted(self.lang)).next(self.command("status"))
    }
}
