//! The versions of the database.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;
use shop_catalog::MIGRATIONS;
use shop_kit::db::migrate;
use shop_kit::testing::TestDatabase;

fn tables(connection: &mut PgConnection) -> i64 {
    let count = "(SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_diesel%')";
    diesel::select(sql::<BigInt>(count))
        .get_result(connection)
        .unwrap()
}

#[test]
fn every_migration_can_be_taken_back_and_run_again() {
    let database = TestDatabase::empty().unwrap();
    let mut connection = database.connect().unwrap();
    connection.run_pending_migrations(MIGRATIONS).unwrap();
    assert_eq!(tables(&mut connection), 3);
    connection.revert_all_migrations(MIGRATIONS).unwrap();
    assert_eq!(tables(&mut connection), 0);
    connection.run_pending_migrations(MIGRATIONS).unwrap();
    assert_eq!(tables(&mut connection), 3);
}

#[test]
fn several_runs_at_once_migrate_once() {
    let database = TestDatabase::empty().unwrap();
    let settings = database.settings();
    let runs: Vec<usize> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| migrate(&settings, MIGRATIONS).unwrap().len()))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(runs.iter().sum::<usize>(), 4, "{runs:?}");
}

#[test]
fn an_older_version_can_read_what_was_returned() {
    let database = TestDatabase::migrated(MIGRATIONS).unwrap();
    let mut connection = database.connect().unwrap();
    connection
        .batch_execute(
            "INSERT INTO reservations (id, key, status, expires_at) \
             VALUES (gen_random_uuid(), gen_random_uuid(), 'returned', now())",
        )
        .unwrap();
    connection.revert_last_migration(MIGRATIONS).unwrap();
    let status: String = diesel::select(sql::<Text>("(SELECT status FROM reservations)"))
        .get_result(&mut connection)
        .unwrap();
    assert_eq!(status, "released");
}
