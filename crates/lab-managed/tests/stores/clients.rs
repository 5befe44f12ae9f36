use std::os::unix::fs::PermissionsExt as _;

use anyhow::{Context as _, ensure};
use lab_managed::{alertmanager, connect};

use crate::kit::{LIMIT, Lab, Outcome};
use crate::{object_store, postgres, redis};

pub(crate) async fn a_learners_clients_find_the_stores() -> Outcome {
    let lab = Lab::new()?;
    let mut stores = vec![
        postgres::start(&lab).await?,
        object_store::start(&lab).await?,
    ];
    stores.extend(redis::start(&lab).await?);

    let psql = connect::psql(&lab.state, "orders")?;
    let query = "SELECT current_user || '@' || current_database()";
    let answer = run(psql, &["-X", "-A", "-t", "-c", query]).await?;
    ensure!(answer == "postgres@orders", "{answer}");
    let answer = redis::cli(&lab, &["PING"]).await?;
    ensure!(answer == "PONG", "{answer}");
    // A lab runs without the AWS command line, so the test does too.
    if let Ok(aws) = connect::aws(&lab.state) {
        let answer = run(aws, &["s3", "ls"]).await?;
        ensure!(answer.ends_with("images"), "{answer}");
    }
    for store in stores {
        store.stop().await;
    }
    Ok(())
}

/// What other users of the machine can read: files by their mode, and the arguments of every process.
pub(crate) async fn no_secret_can_be_read_by_another_user() -> Outcome {
    let lab = Lab::new()?;
    alertmanager::prepare(&lab.dir, &lab.state)?;
    let mut stores = vec![
        postgres::start(&lab).await?,
        object_store::start(&lab).await?,
        lab.start(alertmanager::spec(&lab.dir, &lab.state)?),
    ];
    stores.extend(redis::start(&lab).await?);
    lab.explain(
        "alertmanager",
        alertmanager::wait_ready(&lab.state, LIMIT).await,
    )?;
    let told = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        lab.state
            .secrets
            .values()
            .any(|secret| text.contains(secret.as_str()))
    };

    let mut guarded = 0;
    let mut folders = vec![lab.dir.root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if told(&std::fs::read(&path)?) {
                let mode = path.metadata()?.permissions().mode() & 0o777;
                ensure!(mode == 0o600, "{} has mode {mode:o}", path.display());
                guarded += 1;
            }
        }
    }
    ensure!(
        guarded == 5,
        "{guarded} files hold secrets: lab.json, alertmanager.yml and three of redis.conf should"
    );
    for store in &stores {
        let pid = store.status().pid.context("it does not run")?;
        let arguments = std::fs::read(format!("/proc/{pid}/cmdline"))?;
        ensure!(
            !told(&arguments),
            "{}: {}",
            store.name(),
            String::from_utf8_lossy(&arguments)
        );
    }
    for store in stores {
        store.stop().await;
    }
    Ok(())
}

async fn run(invocation: connect::Invocation, args: &[&str]) -> anyhow::Result<String> {
    let mut command = tokio::process::Command::new(&invocation.program);
    command
        .args(&invocation.args)
        .args(args)
        .envs(&invocation.env);
    for name in invocation.unset {
        command.env_remove(name);
    }
    let output = command.output().await?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
