use std::net::Ipv4Addr;
use std::time::Duration;

use ::redis::aio::ConnectionLike;
use ::redis::cluster::ClusterClient;
use ::redis::cluster_async::ClusterConnection;
use anyhow::{Context as _, ensure};
use lab_managed::link::{Link, LinkMode, LinkState};
use lab_managed::ports;
use lab_managed::process::Supervised;
use lab_managed::redis::{self, NODES};
use lab_managed::state::RedisMode;
use lab_managed::topology::{self, link_purpose};

use crate::kit::{LIMIT, Lab, Outcome, kill_for_good};

/// Starts every server of the lab, and waits until they take commands.
pub(crate) async fn start(lab: &Lab) -> anyhow::Result<Vec<Supervised>> {
    redis::prepare(&lab.dir, &lab.state, Ipv4Addr::LOCALHOST)?;
    let mut servers = Vec::new();
    for server in redis::names(lab.state.redis) {
        servers.push(lab.start(redis::spec(&lab.dir, server)?));
    }
    let first = redis::names(lab.state.redis)[0];
    lab.explain(first, redis::wait_ready(&lab.state, LIMIT).await)?;
    lab.explain(first, redis::wait_serving(&lab.state, LIMIT).await)?;
    Ok(servers)
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

/// The links of the nodes, open and leading to them.
fn links(lab: &Lab) -> anyhow::Result<Vec<Link>> {
    let open = |node: &&str| {
        let name = redis::link(node);
        let port = lab.state.port(&link_purpose(&name));
        let link = Link::open(
            &name,
            (Ipv4Addr::LOCALHOST, port).into(),
            LinkState::default(),
        )?;
        link.set_endpoints(vec![(Ipv4Addr::LOCALHOST, lab.state.port(node)).into()]);
        Ok(link)
    };
    NODES.iter().map(open).collect()
}

/// A key of each node.
async fn keys(lab: &Lab) -> anyhow::Result<Vec<String>> {
    let mut keys = vec![String::new(); NODES.len()];
    for number in 0.. {
        let key = format!("cart:{number}");
        let slot: usize = cli(lab, &["CLUSTER", "KEYSLOT", &key]).await?.parse()?;
        keys[slot * NODES.len() / 16_384] = key;
        if keys.iter().all(|key| !key.is_empty()) {
            break;
        }
    }
    Ok(keys)
}

pub(crate) async fn a_killed_cluster_comes_back_with_its_data() -> Outcome {
    let mut lab = Lab::new()?;
    let servers = start(&lab).await?;
    let _links = links(&lab)?;
    let keys = keys(&lab).await?;
    for key in &keys {
        let answer = cli(&lab, &["SET", key, "full"]).await?;
        ensure!(answer.ends_with("OK"), "{answer}");
    }
    for server in servers {
        kill_for_good(server).await?;
    }

    let servers = start(&lab).await?;
    for key in &keys {
        let answer = cli(&lab, &["GET", key]).await?;
        ensure!(answer.ends_with("full"), "{answer}");
    }
    lab.state
        .secrets
        .insert("redis".to_owned(), "wrong".to_owned());
    let refused = redis::ready(&lab.state, NODES[0]).await;
    ensure!(
        refused
            .as_ref()
            .is_err_and(|reason| reason.contains("WRONGPASS")),
        "{refused:?}"
    );
    for server in servers {
        server.stop().await;
    }
    Ok(())
}

pub(crate) async fn a_single_server_keeps_its_data_too() -> Outcome {
    let mut lab = Lab::new()?;
    lab.state.redis = RedisMode::Single;
    for expected in ["OK", "full"] {
        let servers = start(&lab).await?;
        let command: &[&str] = match expected {
            "OK" => &["SET", "cart", "full"],
            _ => &["GET", "cart"],
        };
        ensure!(cli(&lab, command).await? == expected);
        for server in servers {
            kill_for_good(server).await?;
        }
    }
    Ok(())
}

pub(crate) async fn ports_of_a_cluster_may_move_between_two_starts() -> Outcome {
    let mut lab = Lab::new()?;
    for server in start(&lab).await? {
        kill_for_good(server).await?;
    }
    let before = lab.state.ports.clone();
    lab.state
        .ports
        .retain(|purpose, _| !purpose.contains("redis"));
    ports::assign(&lab.dir, &mut lab.state, &topology::port_purposes())?;
    ensure!(lab.state.ports != before, "no port moved");
    let servers = start(&lab).await?;
    let known = cli(&lab, &["CLUSTER", "INFO"]).await?;
    ensure!(known.contains("cluster_known_nodes:3"), "{known}");
    ensure!(known.contains("cluster_slots_ok:16384"), "{known}");
    for server in servers {
        server.stop().await;
    }
    Ok(())
}

/// What a client of a service is: it was told one address, and learns the others from the cluster.
async fn client(lab: &Lab) -> anyhow::Result<ClusterConnection> {
    let port = lab.state.port(&link_purpose(&redis::link(NODES[0])));
    let url = format!("redis://:{}@127.0.0.1:{port}", lab.state.recorded("redis"));
    let limit = Duration::from_millis(500);
    let client = ClusterClient::builder([url])
        .connection_timeout(limit)
        .response_timeout(limit)
        .retries(0)
        .build()?;
    Ok(client.get_async_connection().await?)
}

async fn set(client: &mut impl ConnectionLike, key: &str) -> ::redis::RedisResult<()> {
    ::redis::cmd("SET").arg(key).arg(1).exec_async(client).await
}

pub(crate) async fn a_cut_link_hurts_every_client_and_only_for_its_node() -> Outcome {
    let lab = Lab::new()?;
    let servers = start(&lab).await?;
    let links = links(&lab)?;
    let keys = keys(&lab).await?;

    // What clients are told are the links, from whichever node they ask.
    for node in NODES {
        let port = lab.state.port(node);
        let url = format!("redis://:{}@127.0.0.1:{port}", lab.state.recorded("redis"));
        let mut direct = ::redis::Client::open(url)?
            .get_multiplexed_async_connection()
            .await?;
        let told: Vec<(u16, u16, ::redis::Value)> = ::redis::cmd("CLUSTER")
            .arg("SLOTS")
            .query_async(&mut direct)
            .await?;
        let places = told.into_iter().map(|(_, _, node)| {
            let ::redis::Value::Array(node) = node else {
                anyhow::bail!("{node:?}");
            };
            let mut node = node.into_iter();
            let host: String = ::redis::from_redis_value(node.next().context("a host")?)?;
            let port: u16 = ::redis::from_redis_value(node.next().context("a port")?)?;
            Ok((host, port))
        });
        let mut places = places.collect::<anyhow::Result<Vec<_>>>()?;
        places.sort();
        let mut expected: Vec<_> = links
            .iter()
            .map(|link| ("127.0.0.1".to_owned(), link.port()))
            .collect();
        expected.sort();
        ensure!(places == expected, "{node} names {places:?}");
    }

    let mut clients = [client(&lab).await?, client(&lab).await?];
    for client in &mut clients {
        for key in &keys {
            set(client, key).await?;
        }
    }
    // Neither client was told of the second node: they learned it.
    links[1].set_state(LinkState {
        mode: LinkMode::Reset,
        ..LinkState::default()
    });
    for client in &mut clients {
        for _ in 0..5 {
            ensure!(set(client, &keys[1]).await.is_err(), "the link is cut");
            set(client, &keys[0]).await?;
            set(client, &keys[2]).await?;
        }
    }
    links[1].set_state(LinkState::default());
    for client in &mut clients {
        let again = async {
            while set(client, &keys[1]).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LIMIT, again).await?;
    }
    for server in servers {
        server.stop().await;
    }
    Ok(())
}
