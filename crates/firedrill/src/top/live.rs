//! The live picture: reads beside each other, draws whatever is there, and leaves the terminal as it was.
//!
//! Nothing that is asked is waited for between a key and the screen: each source has a task of its own, and one that is
//! silent only makes its part of the picture old.

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use drill_core::i18n::Lang;
use lab_managed::Status;
use monitoring::ServiceLevel;
use ratatui::crossterm::event::{self, Event};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::draw::{Drawing, Theme};
use super::model::{Picture, Readings, Silence, Silent};
use super::read::Reader;
use super::screen::Screen;
use super::terminal::Taken;
use super::views::Views;
use crate::failure::Exit;

/// How often everything is asked.
const EVERY: Duration = Duration::from_secs(1);
/// From this age on what was said is old: two answers are missing.
const OLD: Duration = Duration::from_secs(3);

/// What was said last, and when.
struct Heard<T> {
    last: Option<T>,
    at: Option<DateTime<Utc>>,
}

impl<T> Heard<T> {
    fn hear(&mut self, said: T) {
        self.last = Some(said);
        self.at = Some(Utc::now());
    }

    fn silence(&self, now: DateTime<Utc>) -> Option<Silence> {
        let age = self.at.map(|at| now.signed_duration_since(at));
        let is_old = age.is_none_or(|age| age.to_std().is_ok_and(|age| age >= OLD));
        is_old.then_some(Silence { since: self.at })
    }
}

/// What a source said.
enum Said {
    Status(Box<Status>),
    Readings(Readings),
}

/// What happened at the terminal.
enum Input {
    Event(Event),
    /// Nobody is there any longer.
    Gone,
}

/// What is shown, and how.
pub(crate) struct Top {
    reader: Reader,
    objectives: Vec<ServiceLevel>,
    lang: Lang,
    theme: Theme,
    status: Status,
    supervisor: Heard<()>,
    prometheus: Heard<Readings>,
    screen: Screen,
}

impl Top {
    /// Of a lab that just said `status`.
    pub(crate) fn new(
        reader: Reader,
        objectives: Vec<ServiceLevel>,
        status: Status,
        lang: Lang,
        has_colour: bool,
    ) -> Self {
        Self {
            reader,
            objectives,
            lang,
            theme: Theme { has_colour },
            status,
            supervisor: Heard {
                last: Some(()),
                at: Some(Utc::now()),
            },
            prometheus: Heard {
                last: None,
                at: None,
            },
            screen: Screen::default(),
        }
    }

    /// Shows it until the reader leaves or somebody ends the program.
    ///
    /// # Errors
    /// When the terminal can't be used.
    pub(crate) async fn run(mut self) -> io::Result<Exit> {
        // Before the terminal is taken: a signal in between must not find it taken and nobody to give it back.
        let mut ends = Ends::new()?;
        let mut sources = JoinSet::new();
        let mut said = self.ask(&mut sources);
        let mut terminal = Taken::take()?;
        let mut inputs = listen();
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            self.draw(&mut terminal)?;
            tokio::select! {
                () = ends.wait() => return Ok(Exit::Interrupted),
                input = inputs.recv() => match input {
                    Some(Input::Event(Event::Key(key))) if self.screen.press(key) => return Ok(Exit::Pass),
                    Some(Input::Event(_)) => {}
                    Some(Input::Gone) | None => return Ok(Exit::Interrupted),
                },
                Some(said) = said.recv() => self.hear(said),
                _ = ticks.tick() => {}
            }
        }
    }

    /// Asks both sources again and again, each at its own pace.
    fn ask(&self, sources: &mut JoinSet<()>) -> mpsc::Receiver<Said> {
        let (say, said) = mpsc::channel(2);
        let (reader, to) = (self.reader.clone(), say.clone());
        sources.spawn(async move {
            loop {
                let next = Instant::now() + EVERY;
                if let Some(Ok(status)) = reader.status().await
                    && to.send(Said::Status(Box::new(status))).await.is_err()
                {
                    return;
                }
                sleep_until(next).await;
            }
        });
        let reader = self.reader.clone();
        sources.spawn(async move {
            loop {
                let next = Instant::now() + EVERY;
                if let Ok(readings) = reader.readings().await
                    && say.send(Said::Readings(readings)).await.is_err()
                {
                    return;
                }
                sleep_until(next).await;
            }
        });
        said
    }

    fn hear(&mut self, said: Said) {
        match said {
            Said::Status(status) => {
                self.status = *status;
                self.supervisor.hear(());
            }
            Said::Readings(readings) => self.prometheus.hear(readings),
        }
    }

    fn draw(&mut self, terminal: &mut Taken) -> io::Result<()> {
        let now = Utc::now();
        let silent = Silent {
            supervisor: self.supervisor.silence(now),
            prometheus: self.prometheus.silence(now),
        };
        let nothing = Readings::default();
        let readings = self.prometheus.last.as_ref().unwrap_or(&nothing);
        let picture = Picture::new(&self.status, readings, &self.objectives, silent, now);
        let drawing = Drawing {
            views: Views {
                picture: &picture,
                lang: self.lang,
            },
            theme: self.theme,
        };
        terminal.draw(|frame| drawing.frame(frame, &mut self.screen))
    }
}

/// Signals that end the program. SIGINT is one that was sent: Ctrl-C is a key here.
struct Ends {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
}

impl Ends {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Reads the terminal on a thread of its own, which ends with the program: reading can't be interrupted.
fn listen() -> mpsc::UnboundedReceiver<Input> {
    let (tell, told) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        loop {
            let input = event::read().map_or(Input::Gone, Input::Event);
            let is_gone = matches!(input, Input::Gone);
            if tell.send(input).is_err() || is_gone {
                return;
            }
        }
    });
    told
}
