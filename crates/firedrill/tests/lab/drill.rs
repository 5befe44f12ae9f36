//! The beginner's drill by hand, from the page to the report.

use crate::kit::Home;

#[test]
fn a_learner_lives_through_the_first_incident() {
    let home = Home::new();
    let page = home.run(&["play", "--seed", "7"]).with(0);
    assert!(
        page.out.contains("firedrill ack") || page.err.contains("firedrill ack"),
        "{}{}",
        page.out,
        page.err
    );

    home.run(&["check", "--no-wait"]).with(1);
    home.run(&["solve"]).with(1);
    home.run(&["ack"]).with(0);
    home.run(&["hint"]).with(0);
    home.run(&["note", "Customers can't see products."]).with(0);
    home.run(&["shop", "restart", "main"]).with(0);
    home.run(&["check", "--no-wait"]).with(1);
    home.run(&["shop", "scale", "catalog", "2"]).with(0);
    home.run(&["check"]).with(0);

    let report = home.run(&["report"]).with(0);
    assert!(report.out.contains("T5"), "{}", report.out);
    let korean = home.run(&["--lang", "ko", "report"]).with(0);
    assert!(
        korean.out.chars().any(|c| ('가'..='힣').contains(&c)),
        "{}",
        korean.out
    );
    let export = home.path().join("run.json");
    home.run(&["report", "--export", export.to_str().unwrap()])
        .with(0);
    let export: serde_json::Value =
        serde_json::from_slice(&std::fs::read(export).unwrap()).unwrap();
    assert!(export["score"]["total"].as_u64().is_some(), "{export:#}");

    home.run(&["solve"]).with(0);
    home.run(&["stop"]).with(0);
    home.run(&["audit"]).with(0);
}
