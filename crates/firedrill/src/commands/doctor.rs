//! `firedrill doctor`: can a lab run on this machine, and if not, what is missing?

use drill_core::i18n::Lang;
use lab_managed::{LabDir, LabState, launch, layout, ports, programs, user};
use serde::Serialize;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::fingerprint::{Fingerprint, Found};
use crate::machine::{self, DISK_NEEDED, GIB, MEMORY_NEEDED, Part};
use crate::paint::Tone;
use crate::table::{Cell, Table, cell};
use crate::text::doctor as text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    well: bool,
    fingerprint: Fingerprint,
    installation: Vec<Item>,
    machine: Vec<Item>,
    labs: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    install: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    name: String,
    state: State,
    detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum State {
    Ok,
    Warn,
    Bad,
}

/// Looks at everything and changes nothing.
pub(crate) fn run(context: &Context) -> Outcome {
    let report = look(context)?;
    context.show(&report, |report| draw(context, report))?;
    if report.well {
        return Ok(Exit::Pass);
    }
    let problems = report.problems();
    let mut failure = Failure::environment(text::problems(context.lang, problems));
    if let Some(install) = &report.install {
        let missing: Vec<&str> = report.missing().map(|found| found.name.as_str()).collect();
        failure = failure
            .because(text::other_distribution(context.lang, missing.join(", ")))
            .next(install);
    }
    Err(failure)
}

impl Report {
    fn missing(&self) -> impl Iterator<Item = &Found> {
        self.fingerprint
            .programs()
            .iter()
            .filter(|found| found.path.is_none() && !found.optional)
    }

    fn problems(&self) -> usize {
        let items = self
            .installation
            .iter()
            .chain(&self.machine)
            .chain(&self.labs);
        items.filter(|item| item.state == State::Bad).count() + self.missing().count()
    }
}

fn look(context: &Context) -> Result<Report, Failure> {
    let lang = context.lang;
    let home = context.home()?;
    let mut report = Report {
        well: false,
        fingerprint: Fingerprint::take(),
        installation: installation(lang),
        machine: vec![
            home_item(lang, &home),
            disk(lang, &home),
            memory(lang),
            free_ports(lang),
            stores_user(lang),
        ],
        labs: labs(context, &home),
        install: None,
    };
    let mut packages: Vec<&str> = report.missing().map(|found| found.package).collect();
    packages.sort_unstable();
    packages.dedup();
    report.install = (!packages.is_empty()).then(|| programs::install_line(&packages));
    report.well = report.problems() == 0;
    Ok(report)
}

fn installation(lang: Lang) -> Vec<Item> {
    machine::installation()
        .into_iter()
        .map(|(part, path, whole)| Item {
            name: match part {
                Part::Services => text::services(lang),
                Part::Drills => text::drills(lang),
                Part::Rules => text::rules(lang),
                Part::Ui => text::ui(lang),
            },
            state: if whole { State::Ok } else { State::Bad },
            detail: path.display().to_string(),
        })
        .collect()
}

fn home_item(lang: Lang, home: &std::path::Path) -> Item {
    let writable = machine::is_writable(home);
    Item {
        name: text::home(lang),
        state: if writable { State::Ok } else { State::Bad },
        detail: if writable {
            home.display().to_string()
        } else {
            text::not_writable(lang, home.display())
        },
    }
}

fn disk(lang: Lang, home: &std::path::Path) -> Item {
    let (free, all) = layout::disk(home).unwrap_or((0, 0));
    amount(lang, text::disk(lang), free, all, DISK_NEEDED)
}

fn memory(lang: Lang) -> Item {
    let (free, all) = (layout::memory("MemAvailable"), layout::memory("MemTotal"));
    amount(lang, text::memory(lang), free, all, MEMORY_NEEDED)
}

fn amount(lang: Lang, name: String, free: u64, all: u64, needed: u64) -> Item {
    let gib = |bytes: u64| {
        let tenths = bytes * 10 / GIB;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let enough = free >= needed;
    let mut detail = text::free_of(lang, gib(free), gib(all));
    if !enough {
        detail = format!("{detail}; {}", text::needs(lang, gib(needed)));
    }
    Item {
        name,
        state: if enough { State::Ok } else { State::Bad },
        detail,
    }
}

fn free_ports(lang: Lang) -> Item {
    let free = machine::free_ports();
    let mut detail = text::ports_free(lang, free, ports::RANGE.start(), ports::RANGE.end());
    let mut state = if free >= 50 { State::Ok } else { State::Bad };
    if let Some(from) = machine::ephemeral_overlap() {
        detail = format!("{detail}; {}", text::ports_overlap(lang, from));
        if state == State::Ok {
            state = State::Warn;
        }
    }
    Item {
        name: text::ports(lang),
        state,
        detail,
    }
}

fn stores_user(lang: Lang) -> Item {
    let (state, detail) = match user::of_stores() {
        Ok(None) => (State::Ok, text::same_user(lang)),
        Ok(Some(user)) => (State::Ok, text::other_user(lang, user.uid)),
        Err(error) => (State::Bad, error.to_string()),
    };
    Item {
        name: text::postgres_user(lang),
        state,
        detail,
    }
}

fn labs(context: &Context, home: &std::path::Path) -> Vec<Item> {
    let lang = context.lang;
    let dirs = LabDir::list(home)
        .into_iter()
        .filter_map(|name| LabDir::new(home, &name).ok());
    dirs.map(|dir| {
        let up = launch::is_running(&dir);
        let (state, detail) = match LabState::load(&dir) {
            Err(error) => (State::Bad, context.lab_failure(&error).message),
            Ok(_) if up => (State::Ok, text::lab_up(lang)),
            Ok(_) => match machine::taken_ports(&dir).as_slice() {
                [] => (State::Ok, text::lab_down(lang)),
                taken => {
                    let lines: Vec<String> = taken
                        .iter()
                        .map(|(port, purpose)| text::port_taken(lang, port, purpose))
                        .collect();
                    (State::Warn, lines.join("; "))
                }
            },
        };
        Item {
            name: dir.name().to_owned(),
            state,
            detail,
        }
    })
    .collect()
}

fn draw(context: &Context, report: &Report) -> String {
    let (lang, paint) = (context.lang, context.out);
    let head = |words: String| paint.tone(Tone::Strong, &words);
    let mut table = Table::with_header([
        text::column_program(lang),
        text::column_state(lang),
        text::column_version(lang),
        text::column_path(lang),
    ]);
    for found in report.fingerprint.programs() {
        let state = match (&found.path, found.optional) {
            (Some(_), _) => cell(text::ok(lang)).tone(Tone::Good),
            (None, true) => cell(text::optional(lang)).tone(Tone::Dim),
            (None, false) => cell(text::missing(lang)).tone(Tone::Bad),
        };
        table.row([
            cell(&found.name),
            state,
            cell(found.version.clone().unwrap_or_default()),
            cell(found.path.clone().unwrap_or_default()),
        ]);
    }
    let mut out = format!(
        "{}\n{}\n",
        head(text::heading_programs(lang)),
        table.render(paint, 2)
    );
    let sections = [
        (text::heading_files(lang), &report.installation),
        (text::heading_machine(lang), &report.machine),
        (text::heading_labs(lang), &report.labs),
    ];
    for (heading, items) in sections {
        let mut table = Table::default();
        for item in items {
            table.row([
                cell(&item.name),
                state(item.state, lang),
                cell(&item.detail),
            ]);
        }
        if items.is_empty() {
            table.row([cell(text::no_labs(lang))]);
        }
        out.push_str(&format!("{}\n{}\n", head(heading), table.render(paint, 2)));
    }
    out.push_str(&format!(
        "{}\n  {}\n",
        head(text::fingerprint(lang)),
        report.fingerprint.line()
    ));
    if report.well {
        let words = paint.tone(Tone::Good, &text::all_well(lang));
        out.push_str(&format!("\n{words}\n"));
    }
    out
}

fn state(state: State, lang: Lang) -> Cell {
    match state {
        State::Ok => cell(text::ok(lang)).tone(Tone::Good),
        State::Warn => cell(text::warn(lang)).tone(Tone::Warn),
        State::Bad => cell(text::bad(lang)).tone(Tone::Bad),
    }
}
