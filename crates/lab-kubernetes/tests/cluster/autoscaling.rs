//! The shop's autoscaler under load, then idle: each of its decisions is compared with
//! [the formula](https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details).

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kit::{Lab, wait_until};

/// The autoscaler of `main` as it is shipped.
const AUTOSCALER: &str = "../../k8s/components/autoscaling/main.yaml";
const TARGET: f64 = 70.0;
/// Below and above, something happens; between, nothing.
const BAND: std::ops::RangeInclusive<u32> = 30..=70;
const REPLICAS: (u32, u32) = (2, 6);
/// The window of scaling down.
const WINDOW: Duration = Duration::from_secs(60);
/// An autoscaler looks every 5 s.
const EVERY: Duration = Duration::from_secs(5);
/// Before that, not every pod counts: its start is left out, and then the metrics server has to have seen it twice.
const COUNTED: Duration = Duration::from_secs(35);
/// Requests per second, beside those of the lab itself, which alone leave the replicas idle.
const RATE: u32 = 60;
/// Utilisation of two replicas under load, as the request is chosen.
const LOADED: f64 = 1.3;
const LIMIT: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_secs(1);

/// What an autoscaler recorded when it looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    /// Percent of the request, over the pods that counted.
    utilisation: u32,
    current: u32,
    desired: u32,
}

/// A look, and when it was first and last seen.
#[derive(Debug, Clone, Copy)]
struct Seen {
    look: Look,
    first: Instant,
    last: Instant,
    /// Whether every pod counted.
    whole: bool,
}

#[test]
fn an_autoscaler_decides_as_the_formula_says() {
    let lab = Lab::from_environment();
    let main = Main {
        lab: &lab,
        namespaced: format!("--namespace={}", lab.namespace),
    };
    let customers = lab.customers(RATE);
    // As long as the metrics server takes to have seen nothing else.
    customers.wait_for_requests(u64::from(RATE) * COUNTED.as_secs());
    main.is_counted();
    let request = (f64::from(main.usage()) / f64::from(REPLICAS.0) / LOADED).ceil();
    println!("main's request: {request} m of CPU");
    main.set_request(&format!("{request}m"));
    main.is_counted();
    main.kubectl(&["apply", "--filename", AUTOSCALER]);

    let mut record = Record::new(&main);
    record.until("scaled up", |seen| seen.look.current > REPLICAS.0);
    record.until("new replicas that count", |seen| seen.whole);
    let most = record.seen.last().unwrap().look.current;
    drop(customers);
    record.until("scaled down", |seen| {
        seen.look.current < most && seen.look.desired == seen.look.current
    });
    let decisions = record.check();
    assert!(
        decisions
            .iter()
            .any(|seen| seen.look.desired > seen.look.current),
        "never up: {decisions:?}"
    );
    assert!(
        decisions
            .iter()
            .any(|seen| seen.look.desired < seen.look.current),
        "never down: {decisions:?}"
    );
}

/// Why some pods of a look don't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// They are not ready, or were not long enough when they were measured.
    Unready,
    /// They were not measured.
    Missing,
}

/// How many replicas the formula wants when so many of the current ones count, which use so much of their request. Before
/// anything is added the rest is taken as idle; before anything is taken away, what was not measured as busy, and what is
/// not ready is left out.
fn wanted(utilisation: u32, current: u32, counted: u32, rest: Rest) -> u32 {
    if BAND.contains(&utilisation) {
        return current;
    }
    let (used, others) = (utilisation * counted, current - counted);
    let up = f64::from(utilisation) > TARGET;
    let (used, pods) = match rest {
        _ if up => (used, current),
        Rest::Unready => (used, counted),
        Rest::Missing => (used + 100 * others, current),
    };
    let load = f64::from(used) / f64::from(pods);
    let is_within = (f64::from(*BAND.start())..=TARGET).contains(&load);
    if is_within || up != (load > TARGET) {
        return current;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and some hundreds"
    )]
    let wanted = (f64::from(used) / TARGET).ceil() as u32;
    wanted.clamp(REPLICAS.0, REPLICAS.1)
}

#[test]
fn the_formula_gives_the_counts_that_were_computed_by_hand() {
    use Rest::{Missing, Unready};

    // 2 x 130 / 70 = 3.71
    assert_eq!(wanted(130, 2, 2, Unready), 4);
    assert_eq!(wanted(71, 2, 2, Unready), 3);
    assert_eq!(wanted(70, 2, 2, Unready), 2);
    assert_eq!(wanted(30, 5, 5, Unready), 5);
    // 5 x 29 / 70 = 2.07
    assert_eq!(wanted(29, 5, 5, Unready), 3);
    assert_eq!(wanted(400, 2, 2, Unready), 6);
    assert_eq!(wanted(1, 4, 4, Unready), 2);
    // 4 of 6 at 28: 4 x 28 / 70 = 1.6; with 2 at 100, 52 over all.
    assert_eq!(wanted(28, 6, 4, Unready), 2);
    assert_eq!(wanted(28, 6, 4, Missing), 6);
    // 5 of 6 at 10, 1 at 100: 25 over all; 6 x 25 / 70 = 2.1
    assert_eq!(wanted(10, 6, 5, Missing), 3);
    // 2 of 4 at 130 are 65 over all.
    assert_eq!(wanted(130, 4, 2, Unready), 4);
}

/// The looks of an autoscaler, one after the other.
struct Record<'a> {
    main: &'a Main<'a>,
    seen: Vec<Seen>,
}

impl<'a> Record<'a> {
    fn new(main: &'a Main<'a>) -> Self {
        Self {
            main,
            seen: Vec::new(),
        }
    }

    /// Records until the last look is as wanted.
    fn until(&mut self, what: &str, done: impl Fn(&Seen) -> bool) {
        let began = Instant::now();
        loop {
            self.look();
            if self.seen.last().is_some_and(&done) {
                return;
            }
            if began.elapsed() > LIMIT {
                self.check();
                panic!("{what}: not within {LIMIT:?}");
            }
            std::thread::sleep(POLL);
        }
    }

    fn look(&mut self) {
        // Before the look, so that no pod seems older than it was.
        let ages = self.main.ages();
        let Some(look) = self.main.look() else {
            return;
        };
        // Those that a decision has just made are no part of what it was made from.
        let whole = ages
            .iter()
            .take(look.current as usize)
            .all(|age| *age >= COUNTED);
        let now = Instant::now();
        match self.seen.last_mut() {
            Some(seen) if seen.look == look && seen.whole == whole => seen.last = now,
            _ => self.seen.push(Seen {
                look,
                first: now,
                last: now,
                whole,
            }),
        }
    }

    /// Compares each decision with the formula, and gives the decisions back.
    fn check(&self) -> Vec<Seen> {
        let Some(first) = self.seen.first() else {
            return Vec::new();
        };
        let began = first.first;
        let mut decisions = Vec::new();
        for (at, seen) in self.seen.iter().enumerate() {
            let expected = self.expected(at);
            let Look {
                utilisation,
                current,
                desired,
            } = seen.look;
            println!(
                "{:4} s  {utilisation:3} % of {current} replicas{}: {desired} (formula: {expected:?})",
                (seen.first - began).as_secs(),
                if seen.whole { "" } else { ", some new" },
            );
            assert!(expected.contains(&desired), "{seen:?}: {expected:?}");
            if desired != current {
                decisions.push(*seen);
            }
        }
        decisions
    }

    /// What the formula may say: one number, but where it is not known how many pods counted, or whether an earlier
    /// recommendation was just within the window.
    fn expected(&self, at: usize) -> BTreeSet<u32> {
        let seen = &self.seen[at];
        let mut all = BTreeSet::new();
        for window in [WINDOW - EVERY, WINDOW + EVERY] {
            let within = self.seen[..at]
                .iter()
                .filter(|earlier| earlier.last + window > seen.first)
                .map(recommended);
            let highest = highest_of(&within.collect::<Vec<_>>());
            for now in recommended(seen) {
                // What was recommended until then counts, and nothing is taken away before all of it is lower.
                let bounds = highest.iter().map(|one| *one.min(&seen.look.current));
                all.extend(bounds.map(|bound| now.max(bound)));
                if highest.is_empty() {
                    all.insert(now);
                }
            }
        }
        all
    }
}

/// The highest of some numbers, of each of which is known what it may be: what that may be.
fn highest_of(numbers: &[BTreeSet<u32>]) -> BTreeSet<u32> {
    let least = numbers.iter().filter_map(BTreeSet::first).max();
    let all = numbers.iter().flatten().copied();
    all.filter(|one| Some(one) >= least).collect()
}

/// What one look recommends by itself: what it may be, where it is not known how many pods counted.
fn recommended(seen: &Seen) -> BTreeSet<u32> {
    let Look {
        utilisation,
        current,
        ..
    } = seen.look;
    let fewest = if seen.whole { current } else { 1 };
    (fewest..=current)
        .flat_map(|counted| {
            [Rest::Unready, Rest::Missing].map(|rest| wanted(utilisation, current, counted, rest))
        })
        .collect()
}

/// The workload. Its requests, replicas and autoscaler are as before once it is dropped.
struct Main<'a> {
    lab: &'a Lab,
    namespaced: String,
}

impl Main<'_> {
    fn kubectl(&self, args: &[&str]) -> String {
        let args: Vec<&str> = [self.namespaced.as_str()]
            .into_iter()
            .chain(args.iter().copied())
            .collect();
        self.lab.kubectl(&args, "")
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.kubectl(args)).unwrap()
    }

    /// Its pods that are to stay.
    fn pods(&self) -> Vec<Value> {
        self.lab
            .pods(&self.lab.namespace, "app.kubernetes.io/name=main")
    }

    /// How long its pods are ready, the longest first.
    fn ages(&self) -> Vec<Duration> {
        let now = chrono::Utc::now();
        let ages = self.pods().into_iter().map(|pod| {
            let conditions = pod["status"]["conditions"].as_array().cloned();
            let ready = conditions
                .into_iter()
                .flatten()
                .find(|one| one["type"] == "Ready" && one["status"] == "True");
            let since = ready.and_then(|one| one["lastTransitionTime"].as_str()?.parse().ok());
            since.map_or(Duration::ZERO, |since: chrono::DateTime<chrono::Utc>| {
                (now - since).to_std().unwrap_or_default()
            })
        });
        let mut ages: Vec<Duration> = ages.collect();
        ages.sort_unstable_by_key(|age| Reverse(*age));
        ages
    }

    /// Waits until all its pods count for an autoscaler.
    fn is_counted(&self) {
        wait_until("pods that are old enough", LIMIT, || {
            self.ages().last().is_some_and(|age| *age >= COUNTED)
        });
    }

    /// Millicores that its pods use together.
    fn usage(&self) -> u32 {
        let path = format!(
            "/apis/metrics.k8s.io/v1beta1/namespaces/{}/pods?labelSelector=app.kubernetes.io%2Fname%3Dmain",
            self.lab.namespace
        );
        let metrics = self.json(&["get", "--raw", &path]);
        let containers = metrics["items"].as_array().unwrap().iter();
        let used = containers.map(|pod| pod["containers"][0]["usage"]["cpu"].as_str().unwrap());
        let nanocores = used.map(|cpu| cpu.trim_end_matches('n').parse::<u64>().unwrap());
        u32::try_from(nanocores.sum::<u64>() / 1_000_000).unwrap()
    }

    fn set_request(&self, cpu: &str) {
        let container = json!({ "name": "main", "resources": { "requests": { "cpu": cpu } } });
        let patch = json!({ "spec": { "template": { "spec": { "containers": [container] } } } });
        self.kubectl(&["patch", "deployment/main", "--patch", &patch.to_string()]);
        self.kubectl(&["rollout", "status", "deployment/main", "--timeout=90s"]);
    }

    /// What the autoscaler recorded; none before it has seen anything.
    fn look(&self) -> Option<Look> {
        let autoscaler = self.json(&["get", "horizontalpodautoscaler/main", "--output=json"]);
        let status = &autoscaler["status"];
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let metric = &status["currentMetrics"][0]["resource"]["current"];
        Some(Look {
            utilisation: number(&metric["averageUtilization"])?,
            current: number(&status["currentReplicas"])?,
            desired: number(&status["desiredReplicas"])?,
        })
    }
}

impl Drop for Main<'_> {
    fn drop(&mut self) {
        self.kubectl(&[
            "delete",
            "--ignore-not-found",
            "horizontalpodautoscaler/main",
        ]);
        self.kubectl(&["scale", "deployment/main", "--replicas=2"]);
        self.set_request("100m");
    }
}
