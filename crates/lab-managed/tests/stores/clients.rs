use anyhow::ensure;
use lab_managed::connect;

use crate::kit::{Lab, Outcome};
use crate::{object_store, postgres, redis};

pub(crate) async fn a_learners_clients_find_the_stores() -> Outcome {
    let lab = Lab::new()?;
    let stores = [
        postgres::start(&lab).await?,
        redis::start(&lab).await?,
        object_store::start(&lab).await?,
    ];

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
