//! PostgreSQL's two servers, as a lab has them: real servers, killed in every way.

use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use lab_managed::compute::{FailedOver, StoreRole, StoreStatus, wait_until};
use lab_managed::launch::Wanted;
use lab_managed::postgres::{Replication, Server};
use lab_managed::{LabDir, LabError, LabState, ManagedPlane, connect, topology};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};

use crate::kit::{LIMIT, Outcome};

const EVERY: Duration = Duration::from_millis(10);

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // Root's PostgreSQL runs as another user, who has to reach its folder.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
        Ok(Self { folder })
    }

    fn dir(&self) -> anyhow::Result<LabDir> {
        Ok(LabDir::new(self.folder.path(), "default")?)
    }

    /// The lab's managed plane, as `up` brings it up.
    async fn up(&self, standby: Option<bool>) -> anyhow::Result<ManagedPlane> {
        let initial = topology::initial();
        let wanted = Wanted {
            standby,
            ..Wanted::default()
        };
        let plane = ManagedPlane::prepare(self.dir()?, wanted, initial, &|_| ()).await?;
        plane.start_stores(Ipv4Addr::LOCALHOST).await?;
        Ok(plane)
    }
}

fn stores(plane: &ManagedPlane) -> Vec<StoreStatus> {
    plane.status(Vec::new(), Vec::new).stores
}

fn replication(plane: &ManagedPlane) -> Option<Replication> {
    stores(plane)
        .into_iter()
        .find_map(|store| match store.role {
            Some(StoreRole::Standby { replication }) => Some(replication),
            _ => None,
        })
}

fn pid(plane: &ManagedPlane, server: Server) -> anyhow::Result<u32> {
    stores(plane)
        .into_iter()
        .find(|store| store.name == server.name())
        .and_then(|store| store.pid)
        .with_context(|| format!("{} does not run", server.name()))
}

async fn until(what: &str, holds: impl Fn() -> bool) -> Outcome {
    wait_until(what, LIMIT, EVERY, async || {
        if holds() {
            Ok(())
        } else {
            Err("it is not so".to_owned())
        }
    })
    .await?;
    Ok(())
}

async fn in_sync(plane: &ManagedPlane) -> Outcome {
    until("a standby in sync", || {
        replication(plane) == Some(Replication::InSync)
    })
    .await
}

async fn client(state: &LabState) -> anyhow::Result<Client> {
    let dsn = connect::postgres_dsn(state, "orders", "orders", state.port("postgres"));
    let (client, connection) = tokio_postgres::connect(&dsn, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Customers that write through the endpoint without a pause, and remember what was acknowledged.
struct Writers {
    stop: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Vec<Written>>>,
}

struct Written {
    number: i64,
    asked: Instant,
    acknowledged: Instant,
}

impl Writers {
    const COUNT: i64 = 4;

    async fn begin(plane: &ManagedPlane) -> anyhow::Result<Self> {
        let state = plane.state();
        client(&state)
            .await?
            .batch_execute("CREATE TABLE IF NOT EXISTS kept (number bigint PRIMARY KEY)")
            .await?;
        let first: i64 = client(&state)
            .await?
            .query_one("SELECT coalesce(max(number), 0) FROM kept", &[])
            .await?
            .get(0);
        let stop = Arc::new(AtomicBool::new(false));
        let tasks = (1..=Self::COUNT)
            .map(|own| tokio::spawn(write(state.clone(), stop.clone(), first + own)))
            .collect();
        Ok(Self { stop, tasks })
    }

    async fn end(self) -> anyhow::Result<Vec<Written>> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for task in self.tasks {
            all.extend(
                tokio::time::timeout(LIMIT, task)
                    .await
                    .context("a writer hangs")??,
            );
        }
        Ok(all)
    }
}

async fn write(state: LabState, stop: Arc<AtomicBool>, first: i64) -> Vec<Written> {
    let mut written = Vec::new();
    let mut next = first;
    while !stop.load(Ordering::Relaxed) {
        let Ok(client) = client(&state).await else {
            tokio::time::sleep(EVERY).await;
            continue;
        };
        while !stop.load(Ordering::Relaxed) {
            let (number, asked) = (next, Instant::now());
            // A number that was not acknowledged is not written again: it may be there.
            next += Writers::COUNT;
            let insert = "INSERT INTO kept VALUES ($1)";
            if client.execute(insert, &[&number]).await.is_err() {
                break;
            }
            written.push(Written {
                number,
                asked,
                acknowledged: Instant::now(),
            });
        }
    }
    written
}

/// Waits until something is acknowledged that was asked for from now on.
async fn writes_go_on(state: &LabState) -> Outcome {
    wait_until("a write", LIMIT, EVERY, async || {
        let client = client(state).await.map_err(|error| error.to_string())?;
        let insert = "INSERT INTO kept SELECT min(number) - 1 FROM (SELECT 0 AS number UNION ALL SELECT number FROM kept) AS all_of_them";
        client
            .execute(insert, &[])
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    })
    .await?;
    Ok(())
}

async fn all_there(state: &LabState, written: &[Written]) -> Outcome {
    ensure!(
        !written.is_empty(),
        "nothing was written, and the test shows nothing"
    );
    let numbers: Vec<i64> = written.iter().map(|one| one.number).collect();
    let lost: i64 = client(state)
        .await?
        .query_one(
            "SELECT count(*) FROM unnest($1::bigint[]) AS wanted (number) \
             WHERE NOT EXISTS (SELECT 1 FROM kept WHERE kept.number = wanted.number)",
            &[&numbers],
        )
        .await?
        .get(0);
    ensure!(
        lost == 0,
        "{lost} of {} acknowledged rows are lost",
        numbers.len()
    );
    Ok(())
}

fn kill(pid: u32, signal: nix::sys::signal::Signal) -> Outcome {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid.cast_signed()), signal)?;
    Ok(())
}

/// From a moment to the first write that was asked for after it and acknowledged.
fn first_after(written: &[Written], moment: Instant) -> Option<Duration> {
    let after = written.iter().filter(|one| one.asked > moment);
    after.map(|one| one.acknowledged - moment).min()
}

/// The longest that a write took.
fn longest(written: &[Written]) -> Duration {
    let took = written.iter().map(|one| one.acknowledged - one.asked);
    took.max().unwrap_or_default()
}

pub(crate) async fn no_acknowledged_write_is_lost_when_the_primary_is_killed_and_the_old_one_comes_back_as_standby()
-> Outcome {
    let home = Home::new()?;
    let plane = home.up(Some(true)).await?;
    in_sync(&plane).await?;
    let mut all = Vec::new();
    // There and back again: the second time the server that was replaced first takes over.
    for server in Server::ALL {
        let writers = Writers::begin(&plane).await?;
        writes_go_on(&plane.state()).await?;
        let killed = Instant::now();
        kill(pid(&plane, server)?, nix::sys::signal::Signal::SIGKILL)?;
        until("a promotion", || {
            plane.state().postgres_primary == server.other()
        })
        .await?;
        let recorded = LabState::require(&home.dir()?)?;
        ensure!(
            recorded.postgres_primary == server.other(),
            "it is not recorded"
        );
        writes_go_on(&plane.state()).await?;
        in_sync(&plane).await?;
        writes_go_on(&plane.state()).await?;
        let written = writers.end().await?;
        let first = first_after(&written, killed).context("no write came through")?;
        println!(
            "PostgreSQL: kill -9 of the primary to the first acknowledged write on the promoted standby in {} ms",
            first.as_millis()
        );
        all.extend(written);
        all_there(&plane.state(), &all).await?;
    }
    // A planned one loses nothing either.
    let writers = Writers::begin(&plane).await?;
    writes_go_on(&plane.state()).await?;
    let FailedOver {
        from,
        to,
        milliseconds,
    } = plane.fail_over().await?;
    println!("PostgreSQL: planned failover in {milliseconds} ms");
    ensure!((from, to) == (Server::First, Server::Second));
    writes_go_on(&plane.state()).await?;
    all.extend(writers.end().await?);
    all_there(&plane.state(), &all).await?;
    plane.shut_down().await;
    Ok(())
}

pub(crate) async fn a_lost_standby_is_dropped_and_not_promoted_until_it_has_caught_up() -> Outcome {
    let home = Home::new()?;
    let plane = home.up(Some(true)).await?;
    in_sync(&plane).await?;
    let writers = Writers::begin(&plane).await?;
    writes_go_on(&plane.state()).await?;

    // A folder that can't be entered keeps the standby from coming back, as a lost host does.
    let data = plane.dir().path(Server::Second.name());
    let away = plane.dir().path("away");
    std::fs::rename(&data, &away)?;
    kill(
        pid(&plane, Server::Second)?,
        nix::sys::signal::Signal::SIGKILL,
    )?;
    until("a dropped standby", || {
        replication(&plane) == Some(Replication::Lost)
    })
    .await?;
    writes_go_on(&plane.state()).await?;
    match plane.fail_over().await {
        Err(LabError::NotInSync { replication, .. }) => ensure!(replication == Replication::Lost),
        other => anyhow::bail!("a failover without a standby: {other:?}"),
    }

    // Neither is it promoted when the primary dies: that one comes back itself.
    let before = pid(&plane, Server::First)?;
    kill(before, nix::sys::signal::Signal::SIGKILL)?;
    until("the primary again", || {
        pid(&plane, Server::First).is_ok_and(|pid| pid != before)
    })
    .await?;
    writes_go_on(&plane.state()).await?;
    ensure!(plane.state().postgres_primary == Server::First);

    std::fs::rename(&away, &data)?;
    in_sync(&plane).await?;
    let written = writers.end().await?;
    println!(
        "PostgreSQL: a write took at most {} ms while the standby was lost and the primary came back",
        longest(&written).as_millis()
    );
    all_there(&plane.state(), &written).await?;
    plane.fail_over().await?;
    all_there(&plane.state(), &written).await?;
    plane.shut_down().await;
    Ok(())
}

pub(crate) async fn a_standby_that_hangs_is_dropped_too() -> Outcome {
    let home = Home::new()?;
    let plane = home.up(Some(true)).await?;
    in_sync(&plane).await?;
    let writers = Writers::begin(&plane).await?;
    writes_go_on(&plane.state()).await?;
    let hanging = processes_in(&plane.dir().path(Server::Second.name()))?;
    ensure!(!hanging.is_empty(), "the standby has no process");
    for pid in &hanging {
        kill(*pid, nix::sys::signal::Signal::SIGSTOP)?;
    }
    until("a dropped standby", || {
        replication(&plane) != Some(Replication::InSync)
    })
    .await?;
    writes_go_on(&plane.state()).await?;
    // It goes on, or was made anew by now.
    for pid in hanging {
        let _ = kill(pid, nix::sys::signal::Signal::SIGCONT);
    }
    in_sync(&plane).await?;
    let written = writers.end().await?;
    println!(
        "PostgreSQL: a write took at most {} ms while the standby hung",
        longest(&written).as_millis()
    );
    all_there(&plane.state(), &written).await?;
    plane.shut_down().await;
    Ok(())
}

/// The processes of a server.
fn processes_in(data: &std::path::Path) -> anyhow::Result<Vec<u32>> {
    let data = data.canonicalize()?;
    let all = std::fs::read_dir("/proc")?.flatten();
    Ok(all
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data)
        })
        .collect())
}

pub(crate) async fn a_promotion_that_was_broken_off_is_finished_and_the_old_primary_never_comes_back()
-> Outcome {
    let home = Home::new()?;
    let plane = home.up(Some(true)).await?;
    in_sync(&plane).await?;
    let writers = Writers::begin(&plane).await?;
    writes_go_on(&plane.state()).await?;
    let written = writers.end().await?;
    plane.shut_down().await;
    // What a crash leaves between the record and the promotion. The other crash, before the record, is `up` as ever.
    let mut state = LabState::require(&home.dir()?)?;
    state.postgres_primary = Server::Second;
    state.save(&home.dir()?)?;

    let plane = home.up(None).await?;
    ensure!(plane.state().postgres_primary == Server::Second);
    let file: String = superuser(&plane.state())
        .await?
        .query_one("SELECT pg_walfile_name(pg_current_wal_insert_lsn())", &[])
        .await?
        .get(0);
    // The old primary can't be taken for one that merely stopped: it is on the timeline before.
    ensure!(file.starts_with("00000002"), "it was not promoted: {file}");
    all_there(&plane.state(), &written).await?;
    in_sync(&plane).await?;
    let standbys: i64 = superuser(&plane.state())
        .await?
        .query_one(
            "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'postgres'",
            &[],
        )
        .await?
        .get(0);
    ensure!(standbys == 1, "the old primary does not follow");

    // The whole lab ends at once, and comes back with the primary that it had.
    for server in Server::ALL {
        kill(pid(&plane, server)?, nix::sys::signal::Signal::SIGKILL)?;
    }
    plane.shut_down().await;
    let plane = home.up(None).await?;
    ensure!(plane.state().postgres_primary == Server::Second);
    all_there(&plane.state(), &written).await?;
    in_sync(&plane).await?;
    plane.shut_down().await;
    Ok(())
}

async fn superuser(state: &LabState) -> anyhow::Result<Client> {
    let dsn = connect::postgres_dsn(state, "postgres", "postgres", state.port("postgres"));
    let (client, connection) = tokio_postgres::connect(&dsn, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

pub(crate) async fn a_lab_gets_a_standby_later_and_loses_it_again() -> Outcome {
    let home = Home::new()?;
    let plane = home.up(None).await?;
    let writers = Writers::begin(&plane).await?;
    writes_go_on(&plane.state()).await?;
    let written = writers.end().await?;
    ensure!(replication(&plane).is_none(), "it has a standby already");
    plane.shut_down().await;

    let plane = home.up(Some(true)).await?;
    in_sync(&plane).await?;
    // What an engineer changed belongs to the database and not to a server.
    superuser(&plane.state())
        .await?
        .batch_execute("ALTER SYSTEM SET log_min_duration_statement = '123ms'")
        .await?;
    plane.fail_over().await?;
    all_there(&plane.state(), &written).await?;
    let waits_for: String = superuser(&plane.state())
        .await?
        .query_one("SELECT setting FROM pg_file_settings WHERE name = 'log_min_duration_statement' AND applied", &[])
        .await?
        .get(0);
    ensure!(waits_for == "123ms", "the change was lost: {waits_for}");
    plane.shut_down().await;

    let plane = home.up(Some(false)).await?;
    ensure!(replication(&plane).is_none(), "the standby is still there");
    ensure!(
        pid(&plane, Server::Second).is_ok(),
        "the data's server does not run"
    );
    all_there(&plane.state(), &written).await?;
    writes_go_on(&plane.state()).await?;
    plane.shut_down().await;
    Ok(())
}

pub(crate) async fn a_lab_without_a_standby_has_nothing_to_fail_over_to() -> Outcome {
    let home = Home::new()?;
    let plane = home.up(None).await?;
    let refused = plane.fail_over().await;
    ensure!(
        matches!(refused, Err(LabError::NoStandby { .. })),
        "{refused:?}"
    );
    ensure!(stores(&plane).iter().all(|store| store.role.is_none()));
    ensure!(!plane.dir().path(Server::Second.name()).exists());
    plane.shut_down().await;
    Ok(())
}
