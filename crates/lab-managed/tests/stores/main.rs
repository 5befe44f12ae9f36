//! The stores of a lab against the real programs. Each test has a lab of its own.
//!
//! The stores are started through the trampoline `__exec`, and the object store is `__s3` of the same program. Here
//! that program is this test, so it has a `main` of its own.

mod clients;
mod kit;
mod monitoring;
mod object_store;
mod postgres;
mod redis;
mod standby;

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use lab_managed::process::exec;
use lab_managed::s3;
use libtest_mimic::{Arguments, Trial};

use kit::Outcome;

const SHARE: &str = "FIREDRILL_SHARE";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((first, rest)) if first == exec::COMMAND => match exec::run(rest) {
            Ok(never) => match never {},
            Err(error) => failed(&error),
        },
        Some((first, rest)) if first == s3::COMMAND => match kit::block_on(s3::run(rest)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        },
        _ if std::env::var_os(SHARE).is_none() => with_share(&args),
        _ => libtest_mimic::run(&Arguments::from_args(), tests()).exit_code(),
    }
}

/// This program again, with the folder of what firedrill ships with: whole labs read alert rules there.
fn with_share(args: &[String]) -> ExitCode {
    let run = || {
        // Cargo runs tests in the folder of their crate. A path that is compiled in would be another checkout's where two
        // share their builds.
        let share = Path::new("../..").canonicalize()?;
        let mut again = Command::new(std::env::current_exe()?);
        Err::<(), _>(again.args(args).env(SHARE, share).exec())
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(3)
}

fn tests() -> Vec<Trial> {
    macro_rules! trials {
        ($($module:ident::$test:ident),+ $(,)?) => {
            vec![$(trial(concat!(stringify!($module), "::", stringify!($test)), || kit::block_on($module::$test()))),+]
        };
    }
    trials![
        postgres::a_server_killed_with_its_backends_busy_comes_back_with_its_data,
        postgres::preparing_one_lab_leaves_the_server_of_another_alone,
        postgres::roles_that_exist_are_left_as_they_are,
        postgres::an_unfinished_folder_is_made_anew,
        standby::no_acknowledged_write_is_lost_when_the_primary_is_killed_and_the_old_one_comes_back_as_standby,
        standby::a_lost_standby_is_dropped_and_not_promoted_until_it_has_caught_up,
        standby::a_standby_that_hangs_is_dropped_too,
        standby::a_promotion_that_was_broken_off_is_finished_and_the_old_primary_never_comes_back,
        standby::a_lab_gets_a_standby_later_and_loses_it_again,
        standby::a_lab_without_a_standby_has_nothing_to_fail_over_to,
        redis::a_killed_cluster_comes_back_with_its_data,
        redis::a_single_server_keeps_its_data_too,
        redis::ports_of_a_cluster_may_move_between_two_starts,
        redis::a_cut_link_hurts_every_client_and_only_for_its_node,
        object_store::what_a_real_client_stores_survives_a_kill,
        object_store::a_wrong_key_is_refused,
        object_store::a_refused_upload_leaves_the_object_as_it_was,
        object_store::conditions_are_honoured,
        object_store::a_large_object_is_stored_in_parts,
        object_store::a_bucket_is_not_deleted_with_its_objects,
        monitoring::an_alert_reaches_the_webhook_and_its_end_too,
        clients::a_learners_clients_find_the_stores,
        clients::no_secret_can_be_read_by_another_user,
    ]
}

fn trial(name: &'static str, test: fn() -> Outcome) -> Trial {
    Trial::test(name, move || {
        test().map_err(|error| format!("{error:#}").into())
    })
}
