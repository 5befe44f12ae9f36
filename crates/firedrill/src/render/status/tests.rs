use super::*;
use std::collections::BTreeMap;

use lab_managed::compute::{Addresses, LinkStatus};
use unicode_width::UnicodeWidthStr as _;

fn example() -> Status {
    Status {
        lab: "default".into(),
        phase: Phase::Degraded,
        workloads: vec![
            WorkloadStatus {
                name: "catalog".into(),
                desired: 0,
                ready: 0,
                replicas: Vec::new(),
                settings: BTreeMap::new(),
            },
            WorkloadStatus {
                name: "order".into(),
                desired: 2,
                ready: 1,
                replicas: vec![ReplicaStatus {
                    name: "order-1".into(),
                    pid: Some(4711),
                    ready: true,
                    restarts: 3,
                    last_exit: Some("signal 9".into()),
                    started_at: Some(DateTime::UNIX_EPOCH),
                    address: Some(([127, 0, 0, 1], 20_017).into()),
                }],
                settings: BTreeMap::from([("DB_POOL_MAX".into(), "4".into())]),
            },
        ],
        stores: vec![StoreStatus {
            name: "postgres".into(),
            pid: None,
            ready: false,
            restarts: 0,
            last_exit: None,
            port: Some(20_001),
            role: None,
        }],
        links: vec![LinkStatus {
            name: "main->catalog".into(),
            port: 20_002,
            endpoints: 0,
            connections: 5,
        }],
        addresses: Addresses {
            shop: "http://127.0.0.1:20003".into(),
            ..Addresses::default()
        },
        memory: Memory {
            total: 420 * 1024 * 1024,
            by_process: BTreeMap::from([("postgres".into(), 38 * 1024 * 1024 + 200_000)]),
        },
        traffic: None,
    }
}

fn draw(lang: Lang) -> String {
    draw_status(lang, &example())
}

fn draw_status(lang: Lang, status: &Status) -> String {
    let state = LabState::new("default", lab_managed::Desired::default());
    let drawing = Drawing {
        lang,
        paint: Paint::PLAIN,
        now: DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(5),
    };
    drawing.lab(
        status,
        &Logins::of(&state),
        "firedrill connect postgres orders",
    )
}

#[test]
fn the_status_shows_what_an_engineer_looks_for() {
    let text = draw(Lang::En);
    for line in [
        "Lab default: degraded",
        "  catalog    0/0",
        "  order      1/2",
        "    order-1         ready  4711  20017  5m   3         signal 9",
        "  Changed settings of order: DB_POOL_MAX=4",
        "  postgres  not running  -    20001  0",
        "  main->catalog  20002  0          5",
        "  postgres   38.1 MiB",
        "  total     420.0 MiB",
        "  none",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
}

#[test]
fn korean_columns_line_up() {
    let text = draw(Lang::Ko);
    let column = |line: &str, word: &str| {
        text.lines()
            .find(|known| known.contains(line))
            .and_then(|known| known.split_once(word))
            .map(|(before, _)| before.width())
    };
    let header = column("마지막 종료", "PID");
    assert!(header.is_some(), "{text}");
    assert_eq!(header, column("order-1", "4711"), "{text}");
}

#[test]
fn two_servers_of_a_store_show_who_serves_and_how_far_the_other_is() {
    let mut status = example();
    let standby = |replication| Some(StoreRole::Standby { replication });
    let mut second = status.stores[0].clone();
    status.stores[0].role = Some(StoreRole::Primary);
    second.name = "postgres-2".into();
    for (replication, en, ko) in [
        (
            Replication::InSync,
            "standby, in sync",
            "대기 서버, 동기화됨",
        ),
        (
            Replication::CatchingUp,
            "standby, catching up",
            "대기 서버, 따라잡는 중",
        ),
        (Replication::Lost, "standby, lost", "대기 서버, 끊김"),
    ] {
        second.role = standby(replication);
        status.stores.truncate(1);
        status.stores.push(second.clone());
        for (lang, primary, standby) in [(Lang::En, "primary", en), (Lang::Ko, "주 서버", ko)] {
            let text = draw_status(lang, &status);
            let line = |name: &str| {
                text.lines()
                    .find(|line| line.trim_start().starts_with(name))
            };
            assert!(
                line("postgres ").is_some_and(|line| line.contains(primary)),
                "{text}"
            );
            assert!(
                line("postgres-2").is_some_and(|line| line.contains(standby)),
                "{text}"
            );
        }
    }
}
