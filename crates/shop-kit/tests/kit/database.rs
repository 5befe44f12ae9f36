//! The pool against a real PostgreSQL.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use shop_kit::Service;
use shop_kit::db::{Database, DatabaseSettings, DbError};
use shop_kit::testing::TestDatabase;

fn open(settings: &DatabaseSettings) -> (Database, Service) {
    let service = Service::new("test", "1").unwrap();
    (Database::new(settings, &service).unwrap(), service)
}

async fn backend(database: &Database) -> i32 {
    database
        .run("pid", |connection| {
            Ok::<_, DbError>(sql::<Integer>("SELECT pg_backend_pid()").get_result(connection)?)
        })
        .await
        .unwrap()
}

fn metric(service: &Service, line: &str) -> f64 {
    let text = service.metrics.render().unwrap();
    let found = text
        .lines()
        .find_map(|l| l.strip_prefix(line))
        .unwrap_or_else(|| panic!("no {line} in {text}"));
    found.trim().parse().unwrap()
}

#[tokio::test]
async fn a_connection_is_used_again_until_it_is_too_old() {
    let test = TestDatabase::empty().unwrap();
    let lifetime = Duration::from_millis(400);
    let settings = DatabaseSettings {
        pool_max: 1,
        pool_max_lifetime: lifetime,
        ..test.settings()
    };
    let (database, _) = open(&settings);
    let start = Instant::now();
    let first = backend(&database).await;
    assert_eq!(backend(&database).await, first);
    // It ends within its lifetime and a fifth, at the next return to the pool.
    let mut seen = BTreeSet::from([first]);
    while seen.len() < 3 {
        assert!(start.elapsed() < Duration::from_secs(10), "only {seen:?}");
        seen.insert(backend(&database).await);
    }
    assert!(
        start.elapsed() >= lifetime.mul_f64(1.6),
        "two lifetimes lie between three connections"
    );
}

#[tokio::test]
async fn a_full_pool_refuses_in_time_and_counts_it() {
    let test = TestDatabase::empty().unwrap();
    let settings = DatabaseSettings {
        pool_max: 1,
        // Long enough for a busy machine to open the connection that is then held.
        pool_timeout: Duration::from_secs(1),
        ..test.settings()
    };
    let (database, service) = open(&settings);
    backend(&database).await;
    let (entered, inside) = tokio::sync::oneshot::channel();
    let (leave, left) = std::sync::mpsc::channel::<()>();
    let holder = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .run("hold", move |_| {
                    let _ = entered.send(());
                    let _ = left.recv();
                    Ok::<_, DbError>(())
                })
                .await
        }
    });
    inside.await.unwrap();
    let error = database.ping().await.unwrap_err();
    assert!(
        matches!(error, DbError::NoConnection { .. }) && error.is_outage(),
        "{error}"
    );
    assert_eq!(
        metric(
            &service,
            "db_pool_connections{state=\"busy\",service=\"test\"}"
        ),
        1.0
    );
    assert_eq!(
        metric(&service, "db_pool_timeouts_total{service=\"test\"}"),
        1.0
    );
    leave.send(()).unwrap();
    holder.await.unwrap().unwrap();
    database.ping().await.unwrap();
}

#[tokio::test]
async fn a_role_without_free_connections_is_named_as_the_reason() {
    let test = TestDatabase::empty().unwrap();
    let role = format!("{}_role", test.name());
    let mut admin = test.administrator().unwrap();
    admin
        .batch_execute(&format!("CREATE ROLE {role} LOGIN CONNECTION LIMIT 1"))
        .unwrap();
    let holder = PgConnection::establish(test.url_as(&role).expose()).unwrap();
    let settings = DatabaseSettings {
        pool_timeout: Duration::from_millis(500),
        ..DatabaseSettings::for_url(test.url_as(&role))
    };
    let (database, _) = open(&settings);
    let error = database.ping().await.unwrap_err();
    assert!(
        error.to_string().contains("too many connections for role"),
        "{error}"
    );
    drop(holder);
    let start = Instant::now();
    while database.ping().await.is_err() {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the pool must recover by itself"
        );
    }
    drop(database);
    admin
        .batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .unwrap();
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_by_the_database() {
    let test = TestDatabase::empty().unwrap();
    let settings = DatabaseSettings {
        statement_timeout: Duration::from_millis(100),
        ..test.settings()
    };
    let (database, _) = open(&settings);
    let error = database
        .run("sleep", |connection| {
            Ok::<_, DbError>(connection.batch_execute("SELECT pg_sleep(30)")?)
        })
        .await
        .unwrap_err();
    assert!(
        error.is_outage() && error.to_string().contains("statement timeout"),
        "{error}"
    );
    database.ping().await.unwrap();
}

#[tokio::test]
async fn lost_connections_are_replaced_after_one_failure_at_most() {
    let test = TestDatabase::empty().unwrap();
    let (database, _) = open(&DatabaseSettings {
        pool_max: 2,
        ..test.settings()
    });
    backend(&database).await;
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
        test.name()
    );
    test.administrator().unwrap().batch_execute(&end).unwrap();
    let mut failures = 0;
    while let Err(error) = database.ping().await {
        assert!(error.is_outage(), "{error}");
        failures += 1;
        assert!(failures <= 2, "{error}");
    }
}

#[tokio::test]
async fn work_that_panics_does_not_cost_a_connection() {
    let test = TestDatabase::empty().unwrap();
    let (database, _) = open(&DatabaseSettings {
        pool_max: 1,
        ..test.settings()
    });
    let result = database
        .run("panic", |_| -> Result<(), DbError> {
            panic!("as the test wants")
        })
        .await;
    assert!(matches!(result, Err(DbError::Aborted)), "{result:?}");
    database.ping().await.unwrap();
}

#[tokio::test]
async fn a_pool_starts_while_its_database_is_down() {
    let settings = DatabaseSettings {
        pool_timeout: Duration::from_millis(200),
        ..DatabaseSettings::for_url(shop_kit::settings::Secret::new(
            "postgres://nobody@127.0.0.1:1/none",
        ))
    };
    let start = Instant::now();
    let (database, _) = open(&settings);
    assert!(
        start.elapsed() < Duration::from_millis(100),
        "{:?}",
        start.elapsed()
    );
    let error = database.ping().await.unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
}
