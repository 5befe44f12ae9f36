//! Checks and faults in SQL, on a real PostgreSQL.

use std::sync::Arc;

use crate::kit::Lab;
use crate::postgres::Postgres;
use chrono::Utc;
use drill_core::check::{Probe, Verdict};
use drill_core::fault::Fault;
use drill_core::slo::Objective;
use drill_engine::probes::{Probes, Scope};
use drill_engine::run::change::{self, Undo};

async fn look(probes: &Probes, query: &str, equals: &str) -> Verdict {
    let probe = Probe::Sql {
        database: "postgres".into(),
        query: query.into(),
        equals: equals.into(),
    };
    let scope = Scope {
        objective: Objective::default(),
        since: Utc::now(),
    };
    probes.look(&probe, &scope).await.verdict
}

#[tokio::test]
async fn a_query_passes_fails_or_errs() {
    let postgres = Postgres::start().await;
    let lab = Lab::start_with(postgres.config()).await;
    let probes = Probes::new(lab.compute.clone(), Arc::new(lab.access.clone())).unwrap();
    for (query, equals, wanted) in [
        ("SELECT 7", "7", "passed"),
        ("SELECT 8", "7", "failed"),
        ("SELECT NULL", "", "passed"),
        ("SELECT 1 WHERE false", "1", "error"),
        ("SELECT generate_series(1, 2)", "1", "error"),
        ("SELECT 1, 2", "1", "error"),
        ("SELEKT", "1", "error"),
        ("SELECT pg_sleep(60)", "", "error"),
    ] {
        let found = match look(&probes, query, equals).await {
            Verdict::Passed => "passed",
            Verdict::Failed { .. } => "failed",
            Verdict::Error { .. } => "error",
        };
        assert_eq!(found, wanted, "{query}");
    }
}

#[tokio::test]
async fn a_fault_in_sql_is_made_and_taken_back_and_twice_is_safe() {
    let postgres = Postgres::start().await;
    let lab = Lab::start_with(postgres.config()).await;
    let probes = Probes::new(lab.compute.clone(), Arc::new(lab.access.clone())).unwrap();
    let limit = "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'shop'";
    postgres.run("CREATE ROLE shop").await;
    let fault = Fault::Sql {
        database: "postgres".into(),
        apply: "ALTER ROLE shop CONNECTION LIMIT 3".into(),
        undo: "ALTER ROLE shop CONNECTION LIMIT -1; ALTER ROLE shop RESET work_mem".into(),
    };
    let undo = Undo::of(&fault, &crate::kit::initial());
    change::make(&*lab.compute, &lab.access, &fault)
        .await
        .unwrap();
    assert_eq!(look(&probes, limit, "3").await, Verdict::Passed);
    for _ in 0..2 {
        let undos = [undo.clone()];
        change::take_back(&*lab.compute, &lab.access, &undos, None)
            .await
            .unwrap();
        assert_eq!(look(&probes, limit, "-1").await, Verdict::Passed);
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_our_error_and_tells_why() {
    let postgres = Postgres::start().await;
    let lab = Lab::start_with(postgres.config()).await;
    let probes = Probes::new(lab.compute.clone(), Arc::new(lab.access.clone())).unwrap();
    let probe = Probe::Sql {
        database: "nowhere".into(),
        query: "SELECT 1".into(),
        equals: "1".into(),
    };
    let scope = Scope {
        objective: Objective::default(),
        since: Utc::now(),
    };
    let Verdict::Error { reason } = probes.look(&probe, &scope).await.verdict else {
        panic!("it is an error");
    };
    assert!(reason.contains("\"nowhere\" does not exist"), "{reason}");
    drop(postgres);
    let Verdict::Error { .. } = probes.look(&probe, &scope).await.verdict else {
        panic!("it is an error");
    };
}
