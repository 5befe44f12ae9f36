use anyhow::ensure;
use lab_managed::process::Supervised;
use lab_managed::redis;

use crate::kit::{LIMIT, Lab, Outcome, kill_for_good};

pub(crate) async fn start(lab: &Lab) -> anyhow::Result<Supervised> {
    redis::prepare(&lab.dir, &lab.state)?;
    let server = lab.start(redis::spec(&lab.dir, &lab.state)?);
    lab.explain("redis", redis::wait_ready(&lab.state, LIMIT).await)?;
    Ok(server)
}

/// Runs `redis-cli` as a learner would.
pub(crate) async fn cli(lab: &Lab, command: &[&str]) -> anyhow::Result<String> {
    let invocation = lab_managed::connect::redis_cli(&lab.state)?;
    let output = tokio::process::Command::new(invocation.program)
        .args(invocation.args)
        .args(command)
        .envs(invocation.env)
        .output()
        .await?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

pub(crate) async fn a_killed_redis_comes_back_with_its_data() -> Outcome {
    let mut lab = Lab::new()?;
    let server = start(&lab).await?;
    ensure!(cli(&lab, &["SET", "cart", "full"]).await? == "OK");
    kill_for_good(server).await?;

    let server = start(&lab).await?;
    ensure!(cli(&lab, &["GET", "cart"]).await? == "full");
    lab.state
        .secrets
        .insert("redis".to_owned(), "wrong".to_owned());
    let refused = redis::ready(&lab.state).await;
    ensure!(
        refused
            .as_ref()
            .is_err_and(|reason| reason.contains("WRONGPASS")),
        "{refused:?}"
    );
    server.stop().await;
    Ok(())
}
