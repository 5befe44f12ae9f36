//! `firedrill top`: that it gives the terminal back whatever ends it, and what it prints where there is none.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Child, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use drill_engine::control::protocol::Request;
use lab_managed::Status;
use lab_managed::compute::{Addresses, Memory, Phase, WorkloadStatus};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};

use crate::place::Place;
use crate::supervisor::{Supervisor, ok};

/// How long something may take that takes a moment, on a machine with other work.
const LIMIT: Duration = Duration::from_secs(60);

/// Leaves the other screen.
const LEFT: &str = "\u{1b}[?1049l";
const ENTERED: &str = "\u{1b}[?1049h";
/// Shows and hides the cursor.
const SHOWN: &str = "\u{1b}[?25h";
const HIDDEN: &str = "\u{1b}[?25l";

/// A lab whose Prometheus is gone.
fn lab() -> (Place, Supervisor) {
    let place = Place::new();
    let levels = concat!(env!("CARGO_MANIFEST_DIR"), "/../../k8s/monitoring/slo.yaml");
    let folder = place.folder.path().join("share/k8s/monitoring");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(levels, folder.join("slo.yaml")).unwrap();
    let supervisor = Supervisor::start(&place, |request| {
        assert_eq!(*request, Request::Status);
        vec![ok(status())]
    });
    (place, supervisor)
}

fn status() -> Status {
    Status {
        lab: "default".into(),
        phase: Phase::Degraded,
        workloads: vec![WorkloadStatus {
            name: "catalog".into(),
            desired: 2,
            ready: 0,
            replicas: Vec::new(),
            settings: std::collections::BTreeMap::new(),
        }],
        stores: Vec::new(),
        links: Vec::new(),
        addresses: Addresses {
            // Nobody listens there.
            prometheus: "http://127.0.0.1:1".into(),
            ..Addresses::default()
        },
        memory: Memory::default(),
        traffic: None,
    }
}

/// What a program wrote to its terminal.
#[derive(Default)]
struct Written {
    text: Mutex<String>,
    more: Condvar,
}

/// A terminal with a program on it.
struct Terminal {
    ours: File,
    theirs: OwnedFd,
    before: Termios,
    child: Child,
    written: Arc<Written>,
}

impl Terminal {
    fn run(place: &Place, args: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).unwrap();
        let before = tcgetattr(&theirs).unwrap();
        let stream = || Stdio::from(theirs.try_clone().unwrap());
        let child = place
            .command(args)
            .env("TERM", "xterm-256color")
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        let ours = File::from(ours);
        let written = Arc::new(Written::default());
        let (heard, mut from) = (Arc::clone(&written), ours.try_clone().unwrap());
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(size @ 1..) = from.read(&mut part) {
                let text = String::from_utf8_lossy(&part[..size]);
                heard.text.lock().unwrap().push_str(&text);
                heard.more.notify_all();
            }
        });
        Self {
            ours,
            theirs: theirs.into(),
            before,
            child,
            written,
        }
    }

    /// Waits until the program has written this.
    #[track_caller]
    fn shows(&self, words: &str) {
        let text = self.written.text.lock().unwrap();
        let (text, waited) = (self.written.more)
            .wait_timeout_while(text, LIMIT, |text| !text.contains(words))
            .unwrap();
        assert!(!waited.timed_out(), "{words:?} was not written: {text:?}");
    }

    fn type_in(&mut self, keys: &[u8]) {
        self.ours.write_all(keys).unwrap();
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end of the program, and gives back its exit code.
    #[track_caller]
    fn code(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(start.elapsed() < LIMIT, "it goes on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Fails unless the terminal is as it was.
    #[track_caller]
    fn is_given_back(&self) {
        self.shows(LEFT);
        let text = self.written.text.lock().unwrap();
        let last = |words: &str| text.rfind(words);
        assert!(last(LEFT) > last(ENTERED), "{text:?}");
        assert!(last(SHOWN) > last(HIDDEN), "{text:?}");
        drop(text);
        let now = tcgetattr(self.theirs.as_fd()).unwrap();
        assert!(
            now.local_modes
                .contains(LocalModes::ICANON | LocalModes::ECHO)
        );
        assert_eq!(now.local_modes, self.before.local_modes);
        assert_eq!(now.input_modes, self.before.input_modes);
        assert_eq!(now.output_modes, self.before.output_modes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[rstest]
#[case::q(b"q", 0)]
#[case::control_c(b"\x03", 0)]
#[case::after_the_help_and_another_part(b"?2\x1b[Bq", 0)]
fn a_key_ends_it_and_the_terminal_is_as_it_was(#[case] keys: &[u8], #[case] code: i32) {
    let (place, _supervisor) = lab();
    let mut terminal = Terminal::run(&place, &["top"]);
    terminal.shows(ENTERED);
    terminal.shows("degraded");
    terminal.type_in(keys);
    assert_eq!(terminal.code(), Some(code));
    terminal.is_given_back();
}

#[rstest]
#[case::terminate(Signal::TERM)]
#[case::hang_up(Signal::HUP)]
#[case::interrupt(Signal::INT)]
fn a_signal_ends_it_and_the_terminal_is_as_it_was(#[case] signal: Signal) {
    let (place, _supervisor) = lab();
    let mut terminal = Terminal::run(&place, &["top"]);
    terminal.shows("degraded");
    terminal.signal(signal);
    assert_eq!(terminal.code(), Some(130));
    terminal.is_given_back();
}

#[test]
fn a_prometheus_that_is_gone_is_named_and_what_runs_is_shown() {
    let (place, _supervisor) = lab();
    let mut terminal = Terminal::run(&place, &["top"]);
    terminal.shows("no answer from Prometheus");
    terminal.shows("0/2");
    terminal.type_in(b"q");
    assert_eq!(terminal.code(), Some(0));
}

#[test]
fn on_a_pipe_it_is_printed_once() {
    let (place, supervisor) = lab();
    let top = place.run(&["top"]);
    assert_eq!((top.code, top.err.as_str()), (0, ""));
    assert!(
        top.out.starts_with("✗ lab default: degraded"),
        "{}",
        top.out
    );
    assert!(top.out.contains("no answer from Prometheus"), "{}", top.out);
    assert!(!top.out.contains('\u{1b}'), "{}", top.out);
    assert_eq!(supervisor.asked(), [Request::Status]);
}

#[test]
fn as_json_it_is_the_whole_picture() {
    let (place, _supervisor) = lab();
    let top = place.run(&["top", "--plain", "-o", "json"]);
    assert_eq!(top.code, 0, "{}", top.err);
    let picture: serde_json::Value = serde_json::from_str(&top.out).unwrap();
    assert_eq!(picture["phase"], "degraded");
    assert_eq!(picture["services"][0]["health"], "bad");
    assert_eq!(picture["levels"][0]["id"], "shop");
    assert!(picture["silent"]["prometheus"].is_object(), "{picture}");
}

#[test]
fn a_lab_that_is_down_takes_no_terminal() {
    let place = Place::new();
    place.make_lab();
    let mut terminal = Terminal::run(&place, &["top"]);
    assert_eq!(terminal.code(), Some(3));
    terminal.shows("is not running");
    assert!(!terminal.written.text.lock().unwrap().contains(ENTERED));
}
