//! `logs` without a lab that runs: the files are enough.

use crate::place::Place;

#[test]
fn logs_are_merged_by_time_and_narrowed_by_process_and_text() {
    let place = Place::new();
    place.make_lab();
    let json = |second: u32, message: &str| {
        format!(
            "{{\"timestamp\":\"2026-11-24T11:43:{second:02}Z\",\"level\":\"INFO\",\"message\":\"{message}\"}}\n"
        )
    };
    place.file("logs/order-1.log", &(json(1, "one") + &json(3, "Three")));
    place.file("logs/order-2.log", &json(2, "two"));
    place.file("logs/redis.log", "7:M 24 Nov 2026 11:43:04.000 * four\n");
    let words = |args: &[&str]| -> Vec<String> {
        place
            .run(args)
            .out
            .lines()
            .map(|line| {
                line.split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(words(&["logs"]), ["order-1", "order-2", "order-1", "redis"]);
    assert_eq!(words(&["logs", "order"]), ["order-1", "order-2", "order-1"]);
    assert_eq!(words(&["logs", "-n", "1"]), ["redis"]);
    let one = place.run(&["logs", "order-1", "--grep", "three"]);
    assert_eq!(one.out, json(3, "Three"));
    let none = place.run(&["logs", "--since", "1s", "--grep", "one"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    let unknown = place.run(&["logs", "ordre"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("Did you mean order"),
        "{}",
        unknown.err
    );
    assert_eq!(place.run(&["logs", "--since", "soon"]).code, 2);
}

#[test]
fn logs_are_narrowed_by_level_and_by_a_request_through_every_service() {
    let place = Place::new();
    place.make_lab();
    let line = |second: u32, level: &str, trace: &str, request: &str| {
        format!(
            "{{\"timestamp\":\"2026-11-24T11:43:{second:02}Z\",\"level\":\"{level}\",\"message\":\"{second}\",\
             \"request_id\":\"{request}\",\"trace_id\":\"{trace}\"}}\n"
        )
    };
    place.file(
        "logs/main-1.log",
        &(line(1, "info", "t1", "r1") + &line(2, "error", "t2", "r2")),
    );
    place.file("logs/order-1.log", &line(3, "warn", "t2", "r2"));
    let fatal = "2026-11-24 11:43:04.000 UTC [7] orders@orders FATAL:  too many connections\n";
    let detail = "2026-11-24 11:43:04.000 UTC [7] orders@orders DETAIL:  none is left\n";
    let log = "2026-11-24 11:43:05.000 UTC [7] LOG:  ready\n";
    place.file("logs/postgres.log", &[fatal, detail, log].concat());
    let processes = |args: &[&str]| {
        let said = place.run(args);
        assert_eq!(said.code, 0, "{}", said.err);
        let first = |line: &str| line.split(' ').next().map(str::to_owned);
        said.out.lines().filter_map(first).collect::<Vec<_>>()
    };
    let grave = ["main-1", "order-1", "postgres", "postgres"];
    assert_eq!(processes(&["logs", "--level", "warn"]), grave);
    assert_eq!(processes(&["logs", "--trace", "t2"]), ["main-1", "order-1"]);
    assert_eq!(
        processes(&["logs", "--trace", "r2", "--level", "error"]),
        ["main-1"]
    );
    assert_eq!(place.run(&["logs", "--level", "loud"]).code, 2);
}
