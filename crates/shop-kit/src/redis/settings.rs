//! How to reach Redis.

use std::time::Duration;

use deadpool_redis::redis::{ConnectionInfo, IntoConnectionInfo as _};

use crate::settings::{Reader, Secret};

/// How to reach Redis. The crate's README has the table.
#[derive(Clone, Debug)]
pub struct RedisSettings {
    /// `REDIS_URL`
    pub url: Secret,
    /// `REDIS_CLUSTER`
    pub cluster: bool,
    /// `REDIS_POOL_MAX`
    pub pool_max: usize,
    /// `REDIS_TIMEOUT_MS`
    pub timeout: Duration,
}

impl RedisSettings {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        reader.owns("REDIS_");
        let url = reader.required::<Secret>("REDIS_URL");
        let cluster = reader.or("REDIS_CLUSTER", false);
        let pool_max = reader.within("REDIS_POOL_MAX", 16, 1..=1000);
        let timeout = reader.millis("REDIS_TIMEOUT_MS", 500);
        let settings = Self {
            url: url?,
            cluster,
            pool_max,
            timeout,
        };
        match settings.fault() {
            Some((key, message)) => reader.fault(key, message),
            None => return Some(settings),
        }
        None
    }

    /// The addresses that `REDIS_URL` names; none where it is no list of addresses.
    pub(super) fn addresses(&self) -> Option<Vec<ConnectionInfo>> {
        let urls = self.url.expose().split(',');
        urls.map(|url| url.trim().into_connection_info().ok())
            .collect()
    }

    /// What is wrong with them together.
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        let Some(addresses) = self.addresses() else {
            return Some(("REDIS_URL", "must look like redis://:password@host:port"));
        };
        if !self.cluster {
            return (addresses.len() > 1).then_some((
                "REDIS_URL",
                "names several nodes, which only a cluster has: REDIS_CLUSTER=true makes it one",
            ));
        }
        if addresses
            .iter()
            .any(|address| address.redis_settings().db() != 0)
        {
            return Some(("REDIS_URL", "names a database, and a cluster has only 0"));
        }
        if addresses.iter().any(|address| {
            matches!(
                address.addr(),
                deadpool_redis::redis::ConnectionAddr::Unix(_)
            )
        }) {
            return Some((
                "REDIS_URL",
                "names a socket, and nodes of a cluster are reached by host and port",
            ));
        }
        None
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::settings::load;

    fn read(url: &str, cluster: &str) -> Result<RedisSettings, String> {
        let variables = [("REDIS_URL", url), ("REDIS_CLUSTER", cluster)];
        let variables = variables.map(|(key, value)| (key.to_owned(), value.to_owned()));
        load(variables, RedisSettings::read).map_err(|error| error.to_string())
    }

    #[test]
    fn a_cluster_is_named_by_one_or_more_of_its_nodes() {
        for url in ["redis://:pass@a:1", "redis://:pass@a:1,redis://:pass@b:2"] {
            let settings = read(url, "true").unwrap();
            let count = settings.addresses().unwrap().len();
            assert_eq!(count, url.split(',').count());
        }
        assert!(!read("redis://:pass@a:1", "false").unwrap().cluster);
    }

    #[rstest]
    #[case::no_address("nonsense", "true", "REDIS_URL must look like")]
    #[case::a_second_that_is_none("redis://a:1,nonsense", "true", "REDIS_URL must look like")]
    #[case::several_and_no_cluster("redis://a:1,redis://b:2", "false", "REDIS_CLUSTER=true")]
    #[case::another_database("redis://a:1/3", "true", "a cluster has only 0")]
    #[case::a_socket("redis+unix:///tmp/a.sock", "true", "names a socket")]
    fn what_does_not_fit_together_is_refused_by_name(
        #[case] url: &str,
        #[case] cluster: &str,
        #[case] expected: &str,
    ) {
        let error = read(url, cluster).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
