//! Starting a lab's supervisor from the outside.

use std::time::Duration;

use drill_core::definition::Runtime;

use crate::lock::SupervisorLock;
use crate::process::guard;
use crate::state::RedisMode;
use crate::{LabDir, LabError, LabState};

/// How long a supervisor may take to open its control socket.
const LIMIT: Duration = Duration::from_secs(10);

/// What a supervisor is started for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How the services of a new lab run.
    pub runtime: Runtime,
    /// What Redis of a new lab is; none takes the default.
    pub redis: Option<RedisMode>,
    /// Whether PostgreSQL has a standby from now on; none leaves it as it is.
    pub standby: Option<bool>,
    /// Whether Grafana runs from now on; none leaves it as it is.
    pub grafana: Option<bool>,
}

/// The words for what is there or not.
const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];
/// The word for what is left as it is.
const AS_IS: &str = "-";

impl From<Runtime> for Wanted {
    fn from(runtime: Runtime) -> Self {
        Self {
            runtime,
            redis: None,
            standby: None,
            grafana: None,
        }
    }
}

impl Default for Wanted {
    fn default() -> Self {
        Runtime::Process.into()
    }
}

impl Wanted {
    /// As arguments of the supervisor.
    fn arguments(self) -> [String; 4] {
        let redis = self.redis.map(|redis| redis.to_string());
        let yes_no = |wanted: Option<bool>| {
            let found = YES_NO.into_iter().find(|(_, yes)| Some(*yes) == wanted);
            found.map_or(AS_IS, |(word, _)| word).to_owned()
        };
        [
            self.runtime.to_string(),
            redis.unwrap_or_else(|| AS_IS.to_owned()),
            yes_no(self.standby),
            yes_no(self.grafana),
        ]
    }

    /// What the supervisor reads from them.
    ///
    /// # Errors
    /// With what is no such argument.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let unknown = || format!("unknown arguments: {}", arguments.join(" "));
        let [runtime, redis, standby, grafana] = arguments else {
            return Err(unknown());
        };
        let yes_no = |word: &String| match word.as_str() {
            AS_IS => Ok(None),
            word => {
                let known = YES_NO.into_iter().find(|(known, _)| *known == word);
                known.map(|(_, yes)| Some(yes)).ok_or_else(unknown)
            }
        };
        let redis = match redis.as_str() {
            AS_IS => None,
            word => Some(word.parse().map_err(|_| unknown())?),
        };
        Ok(Self {
            runtime: runtime.parse().map_err(|_| unknown())?,
            redis,
            standby: yes_no(standby)?,
            grafana: yes_no(grafana)?,
        })
    }
}

/// Whether a supervisor runs for this lab.
pub fn is_running(dir: &LabDir) -> bool {
    SupervisorLock::is_held(dir)
}

/// Starts guard and supervisor in the background when none runs, and returns once the supervisor's
/// control socket answers. The lab itself then comes up as `wanted`: ask the supervisor
/// how far it is.
///
/// # Errors
/// When the supervisor can't be started or ends at once: then with the end of its log.
pub async fn launch(dir: &LabDir, wanted: Wanted) -> Result<(), LabError> {
    dir.create()?;
    // A corrupt lab.json is better told here than in a log.
    LabState::load(dir)?;
    let mut guard = if is_running(dir) {
        None
    } else {
        let supervisor = [
            guard::SUPERVISOR.to_owned(),
            dir.root().display().to_string(),
        ];
        let arguments: Vec<String> = supervisor.into_iter().chain(wanted.arguments()).collect();
        Some(guard::spawn(
            &arguments,
            dir.root(),
            &dir.log_file("supervisor"),
        )?)
    };
    let started = tokio::time::Instant::now();
    loop {
        let ended = guard
            .as_mut()
            .and_then(|guard| guard.try_wait().ok().flatten());
        // Asked for after the guard, so that another `up` of the same moment, which was first, counts.
        let Err(refusal) = tokio::net::UnixStream::connect(dir.socket()).await else {
            return Ok(());
        };
        if let Some(status) = ended {
            let reason = format!(
                "it ended at once ({status})\n{}",
                dir.log_tail("supervisor")
            );
            return Err(LabError::Process {
                program: "supervisor".into(),
                reason,
            });
        }
        if started.elapsed() > LIMIT {
            let last = format!("{refusal}\n{}", dir.log_tail("supervisor"));
            return Err(LabError::NotReady {
                what: "supervisor".into(),
                waited: LIMIT,
                last,
            });
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_reads_back_from_the_arguments() {
        for standby in [None, Some(true), Some(false)] {
            for redis in [None, Some(RedisMode::Single), Some(RedisMode::Cluster)] {
                let wanted = Wanted {
                    runtime: Runtime::Kubernetes,
                    redis,
                    standby,
                    grafana: standby.map(|standby| !standby),
                };
                assert_eq!(Wanted::parse(&wanted.arguments()).unwrap(), wanted);
            }
        }
    }

    #[test]
    fn an_argument_that_means_nothing_is_refused() {
        let arguments = ["process", "-", "replica", "-"].map(str::to_owned);
        assert!(Wanted::parse(&arguments).is_err());
        assert!(Wanted::parse(&arguments[..1]).is_err());
    }
}
