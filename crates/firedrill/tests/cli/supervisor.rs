//! A supervisor that says what a test wants: the commands are tried over a real socket.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use drill_core::i18n::Text;
use drill_core::timeline::Moments;
use drill_engine::control::protocol::{
    CheckReport, Failure, PageView, Progress, Reply, Request, RunPhase, RunView,
};
use serde::Serialize;

use crate::place::Place;

/// Answers every request of a place's lab, and remembers what was asked.
pub(crate) struct Supervisor {
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Supervisor {
    /// Makes the lab and answers from a thread that lives as long as the test.
    pub(crate) fn start(
        place: &Place,
        answer: impl Fn(&Request) -> Vec<Reply> + Send + 'static,
    ) -> Self {
        place.make_lab();
        let listener = UnixListener::bind(place.lab().join("control.sock")).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                BufReader::new(stream.try_clone().unwrap())
                    .read_line(&mut line)
                    .unwrap();
                // Somebody who only wanted to know whether anybody is there.
                if line.is_empty() {
                    continue;
                }
                let request: Request = serde_json::from_str(&line).unwrap();
                for reply in answer(&request) {
                    let mut line = serde_json::to_vec(&reply).unwrap();
                    line.push(b'\n');
                    stream.write_all(&line).unwrap();
                }
                heard.lock().unwrap().push(request);
            }
        });
        Self { asked }
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

/// The last line of an answer.
pub(crate) fn ok(value: impl Serialize) -> Reply {
    Reply::Ok(serde_json::to_value(value).unwrap())
}

/// The last line of a refusal.
pub(crate) fn refused(failure: Failure) -> Vec<Reply> {
    vec![Reply::Error(failure)]
}

/// A line in between.
pub(crate) fn step(words: &str) -> Reply {
    Reply::Progress(Progress::Step {
        text: Text::same(words),
    })
}

/// A run of the beginner's drill that was paged one minute before it was acknowledged.
pub(crate) fn run(phase: RunPhase) -> RunView {
    let at = |seconds| DateTime::from_timestamp(seconds, 0);
    RunView {
        run: "20261124-114300-catalog-gone".into(),
        drill: "catalog-gone".into(),
        title: Text::new("The shop window is empty", "텅 빈 진열장"),
        seed: 7,
        phase,
        started_at: DateTime::UNIX_EPOCH,
        moments: Moments {
            t0: at(0),
            t1: at(5),
            t2: at(65),
            ..Moments::default()
        },
        page: Some(PageView {
            alert: "ShopErrorRate".into(),
            severity: "page".into(),
            summary: Text::new("Many requests fail.", "요청이 많이 실패합니다."),
            impact: Text::new("Customers see errors.", "고객에게 오류가 보입니다."),
            starts_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
        }),
        hints_taken: 0,
        hints_total: 3,
        hints_cost: 0,
        diagnosed: None,
        checks: CheckReport::default(),
        cleaned_up: phase == RunPhase::Stopped,
        folder: "/tmp/run".into(),
    }
}
