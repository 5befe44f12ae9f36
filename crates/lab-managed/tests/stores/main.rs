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

use std::process::ExitCode;

use lab_managed::process::exec;
use lab_managed::s3;
use libtest_mimic::{Arguments, Trial};

use kit::Outcome;

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
        _ => libtest_mimic::run(&Arguments::from_args(), tests()).exit_code(),
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
        redis::a_killed_redis_comes_back_with_its_data,
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
