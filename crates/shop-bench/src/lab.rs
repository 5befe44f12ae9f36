//! The lab that is measured: its addresses, and what its services are started with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;
use shop_kit::testing::TestRedisCluster;

/// Clients of a `pgbench` at once.
const CLIENTS: &str = "8";
/// How long a `pgbench` runs, in seconds.
const SECONDS: &str = "4";

/// Where everything is.
#[derive(Debug)]
pub(crate) struct Lab {
    pub(crate) dir: PathBuf,
    pub(crate) bin: PathBuf,
    pub(crate) postgres_bin: PathBuf,
    /// What `status` said.
    pub(crate) status: Value,
    /// A lab's Redis is reached through links only, because its nodes announce them. This one has none in between.
    pub(crate) redis: TestRedisCluster,
}

impl Lab {
    /// The environment of a service, with the stores themselves in place of the links that lead to them: a link is a part of
    /// the lab, not of the shop.
    pub(crate) fn environment(&self, service: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let file = self.dir.join("config").join(format!("{service}.env"));
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut environment: BTreeMap<String, String> = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        // A lab renews its connections every few seconds, for the sake of drills; the shop does after half a minute.
        environment.remove("DB_POOL_MAX_LIFETIME_MS");
        if let Some(dsn) = environment.get_mut("DATABASE_URL") {
            let link = port(&self.status["links"], &format!("{service}->postgres"))?;
            let store = port(&self.status["stores"], "postgres")?;
            *dsn = dsn.replace(&link, &store);
        }
        if environment.contains_key("REDIS_URL") {
            let nodes = self.redis.addresses().map(|node| format!("redis://{node}"));
            let urls = nodes.collect::<Vec<_>>().join(",");
            environment.insert("REDIS_URL".to_owned(), urls);
            environment.insert("REDIS_CLUSTER".to_owned(), "true".to_owned());
        }
        Ok(environment)
    }

    /// Transactions per second of a script of `pgbench` on the database of a service, as fast as it goes.
    pub(crate) fn pgbench(
        &self,
        service: &str,
        script: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<f64> {
        let environment = self.environment(service)?;
        let dsn = environment
            .get("DATABASE_URL")
            .with_context(|| format!("{service} has no database"))?;
        let file = self.dir.join("bench.sql");
        std::fs::write(&file, script)?;
        let program = self.postgres_bin.join("pgbench");
        let mut command = Command::new(&program);
        command.args(["-n", "-M", "prepared", "-j", "1"]);
        command.args(["-c", CLIENTS, "-T", SECONDS]);
        for (name, value) in variables {
            command.arg("-D").arg(format!("{name}={value}"));
        }
        let output = command
            .arg("-f")
            .arg(&file)
            .arg(dsn)
            .output()
            .with_context(|| program.display().to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.filter(|_| output.status.success())
            .with_context(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// Host and port of a link or a store.
fn port(list: &Value, name: &str) -> anyhow::Result<String> {
    let port = list
        .as_array()
        .into_iter()
        .flatten()
        .find(|entry| entry["name"] == name)
        .and_then(|entry| entry["port"].as_u64())
        .with_context(|| format!("the lab has no {name}"))?;
    Ok(format!("127.0.0.1:{port}"))
}

/// Name and process of every replica.
pub(crate) fn replicas(status: &Value) -> Vec<(String, u32)> {
    status["workloads"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|workload| workload["replicas"].as_array().into_iter().flatten())
        .filter_map(|replica| {
            Some((
                replica["name"].as_str()?.to_owned(),
                u32::try_from(replica["pid"].as_u64()?).ok()?,
            ))
        })
        .collect()
}
