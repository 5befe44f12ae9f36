use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use lab_managed::compute::wait_until;
use lab_managed::process::Supervised;
use lab_managed::{connect, postgres};
use tokio_postgres::NoTls;

use crate::kit::{LIMIT, Lab, Outcome, kill_for_good};

pub(crate) async fn start(lab: &Lab) -> anyhow::Result<Supervised> {
    postgres::prepare(&lab.dir, &lab.state).await?;
    let server = lab.start(postgres::spec(&lab.dir, &lab.state)?);
    lab.explain("postgres", postgres::wait_ready(&lab.state, LIMIT).await)?;
    lab.explain("postgres", postgres::ensure(&lab.state).await)?;
    Ok(server)
}

async fn client(lab: &Lab, role: &str, database: &str) -> anyhow::Result<tokio_postgres::Client> {
    let dsn = connect::postgres_dsn(&lab.state, role, database, lab.state.port("postgres"));
    let (client, connection) = tokio_postgres::connect(&dsn, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

pub(crate) async fn a_server_killed_with_its_backends_busy_comes_back_with_its_data() -> Outcome {
    let lab = Lab::new()?;
    let begun = Instant::now();
    let server = start(&lab).await?;
    println!(
        "PostgreSQL: from nothing to its databases in {} ms",
        begun.elapsed().as_millis()
    );

    let orders = client(&lab, "orders", "orders").await?;
    orders
        .batch_execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)")
        .await?;
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value: String = orders
            .query_one(&format!("SHOW {setting}"), &[])
            .await?
            .get(0);
        ensure!(value == "on", "{setting} is {value}");
    }

    // One backend computes without end: it does not notice that its postmaster is gone.
    let busy = client(&lab, "orders", "orders").await?;
    let backend: i32 = busy.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
    tokio::spawn(async move {
        busy.batch_execute("SELECT count(*) FROM generate_series(1, 1000000000000)")
            .await
    });
    let active = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = 'active'";
    wait_until(
        "the busy backend",
        LIMIT,
        Duration::from_millis(20),
        async || {
            let row = orders
                .query_opt(active, &[&backend])
                .await
                .map_err(|error| error.to_string())?;
            row.map(drop).ok_or_else(|| "it is idle".to_owned())
        },
    )
    .await?;
    kill_for_good(server).await?;
    let process = Path::new("/proc").join(backend.to_string());
    ensure!(
        process.exists(),
        "the busy backend ended by itself, and the test shows nothing"
    );

    let begun = Instant::now();
    let server = start(&lab).await?;
    println!(
        "PostgreSQL: back after kill -9 with a busy backend in {} ms",
        begun.elapsed().as_millis()
    );
    let orders = client(&lab, "orders", "orders").await?;
    let kept: i32 = orders.query_one("SELECT n FROM kept", &[]).await?.get(0);
    ensure!(kept == 42, "the row says {kept}");
    server.stop().await;
    Ok(())
}

pub(crate) async fn preparing_one_lab_leaves_the_server_of_another_alone() -> Outcome {
    let (stopped, running) = (Lab::new()?, Lab::new()?);
    let server = start(&stopped).await?;
    let other = start(&running).await?;
    server.stop().await;
    postgres::prepare(&stopped.dir, &stopped.state).await?;
    postgres::ready(&running.state)
        .await
        .map_err(anyhow::Error::msg)?;
    let restarts = other.status().restarts;
    ensure!(restarts == 0, "it was restarted {restarts} times");
    other.stop().await;
    Ok(())
}

pub(crate) async fn roles_that_exist_are_left_as_they_are() -> Outcome {
    let lab = Lab::new()?;
    let server = start(&lab).await?;
    let superuser = client(&lab, "postgres", "orders").await?;
    superuser
        .batch_execute("ALTER ROLE orders CONNECTION LIMIT 3")
        .await?;
    postgres::ensure(&lab.state).await?;
    let limit: i32 = superuser
        .query_one(
            "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'orders'",
            &[],
        )
        .await?
        .get(0);
    ensure!(limit == 3, "the limit is {limit}");

    for (role, database, refusal) in [
        ("catalog", "orders", "permission denied"),
        ("orders", "catalog", "permission denied"),
    ] {
        let Err(error) = client(&lab, role, database).await else {
            bail!("{role} was let into {database}")
        };
        let error = error.downcast::<tokio_postgres::Error>()?;
        let answer = error
            .as_db_error()
            .context("no answer of the server")?
            .message()
            .to_owned();
        ensure!(answer.contains(refusal), "{answer}");
    }
    let mut imposter = Lab::new()?;
    imposter.state.ports.clone_from(&lab.state.ports);
    ensure!(
        client(&imposter, "orders", "orders").await.is_err(),
        "a wrong password was let in"
    );
    server.stop().await;
    Ok(())
}

pub(crate) async fn an_unfinished_folder_is_made_anew() -> Outcome {
    let lab = Lab::new()?;
    let unfinished = lab.dir.path("postgres.new");
    std::fs::create_dir(&unfinished)?;
    std::fs::write(unfinished.join("PG_VERSION"), "15\n")?;
    start(&lab).await?.stop().await;
    ensure!(!unfinished.exists());
    Ok(())
}
