//! A lab on a cluster that is somebody's: what was asked for, what is looked at before, and the question.

use std::io::{IsTerminal as _, Write as _};
use std::net::Ipv4Addr;
use std::time::Duration;

use drill_core::definition::Runtime;
use embedded_kubernetes::Cluster;
use lab_kubernetes::context::{Obstacle, Place, Seen, look};
use lab_managed::{LabDir, LabState, launch, layout};

use crate::commands::down::until_ended;
use crate::context::Context;
use crate::failure::{Exit, Failure};
use crate::progress::Talk;
use crate::text::elsewhere as text;

/// How long a supervisor that failed may still be there.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Which cluster a lab is made on, beside the one of this machine.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Elsewhere {
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    #[arg(long, value_name = "REGISTRY")]
    registry: Option<String>,
    #[arg(long, value_name = "IPV4")]
    host_address: Option<Ipv4Addr>,
    #[arg(long, value_name = "NAME")]
    storage_class: Option<String>,
    #[arg(long)]
    yes: bool,
}

impl Elsewhere {
    fn is_asked_for(&self) -> bool {
        self.context.is_some()
            || self.registry.is_some()
            || self.host_address.is_some()
            || self.storage_class.is_some()
    }

    /// The runtime, which a context implies.
    pub(crate) fn runtime(
        &self,
        context: &Context,
        on: Option<Runtime>,
    ) -> Result<Option<Runtime>, Failure> {
        match on {
            Some(Runtime::Process) if self.is_asked_for() => {
                Err(Failure::usage(text::only_kubernetes(context.lang))
                    .next(context.command("up --on kubernetes --help")))
            }
            None if self.is_asked_for() => Ok(Some(Runtime::Kubernetes)),
            other => Ok(other),
        }
    }

    /// Looks at the lab's cluster where that is not the one of this machine, asks whether to go on where something is new,
    /// and records what was asked for. A lab that runs is left alone.
    pub(crate) async fn settle(
        &self,
        context: &Context,
        dir: &LabDir,
        talk: &mut Talk,
    ) -> Result<(), Failure> {
        let recorded = Place::load(dir).map_err(|error| context.lab_failure(&error))?;
        let Some(place) = self.place(context, dir, recorded.as_ref())? else {
            return Ok(());
        };
        let is_new = recorded.as_ref() != Some(&place);
        if is_new {
            // A supervisor that could not bring the lab up goes on for a moment, so that whoever waits for it hears why.
            let _ = tokio::time::timeout(LAST_WORDS, until_ended(context, dir)).await;
        }
        if launch::is_running(dir) {
            return if is_new {
                Err(Failure::usage(text::running(context.lang, dir.name()))
                    .next(context.command("down")))
            } else {
                Ok(())
            };
        }
        let failed = |error| context.lab_failure(&error);
        let share = layout::share().map_err(failed)?;
        let cache = layout::cache().map_err(failed)?;
        let built = Cluster::new(dir.home(), &share, &cache).kubectl();
        let seen = look(&place, dir, built.as_deref())
            .await
            .map_err(|obstacle| self.obstacle(context, &place, &obstacle))?;
        talk.close();
        self.say(context, dir, &place, &seen);
        if is_new {
            self.ask(context, &place).await?;
            place.save(dir).map_err(failed)?;
        }
        Ok(())
    }

    /// What was asked for, over what is recorded; none for a lab that is not elsewhere.
    fn place(
        &self,
        context: &Context,
        dir: &LabDir,
        recorded: Option<&Place>,
    ) -> Result<Option<Place>, Failure> {
        let made = LabState::load(dir).map_err(|error| context.lab_failure(&error))?;
        let elsewhere = |place: String| {
            let line = format!("firedrill --lab {}-2 up --on kubernetes", dir.name());
            Failure::usage(text::made_for(context.lang, dir.name(), place)).next(line)
        };
        if let Some(recorded) = recorded {
            let mut place = recorded.clone();
            if let Some(asked) = self
                .context
                .as_deref()
                .filter(|asked| *asked != place.context)
            {
                if made.is_some_and(|state| state.seeded) {
                    return Err(elsewhere(text::place(context.lang, &place.context)));
                }
                // It never came up, so nothing is there to stay with.
                place.context = asked.to_owned();
            }
            if let Some(registry) = &self.registry {
                place.registry = registry.trim_end_matches('/').to_owned();
            }
            place.host = self.host_address.unwrap_or(place.host);
            if self.storage_class.is_some() {
                place.storage_class.clone_from(&self.storage_class);
            }
            return Ok(Some(place));
        }
        if !self.is_asked_for() {
            return Ok(None);
        }
        if made.is_some() {
            return Err(elsewhere(text::embedded(context.lang)));
        }
        let (Some(name), Some(registry), Some(host)) =
            (&self.context, &self.registry, self.host_address)
        else {
            return Err(self.incomplete(context));
        };
        Ok(Some(Place::new(
            name,
            registry,
            host,
            self.storage_class.as_deref(),
        )))
    }

    fn incomplete(&self, context: &Context) -> Failure {
        let options = [
            ("--context", self.context.is_some()),
            ("--registry", self.registry.is_some()),
            ("--host-address", self.host_address.is_some()),
        ];
        let missing: Vec<&str> = options
            .iter()
            .filter(|(_, given)| !given)
            .map(|(name, _)| *name)
            .collect();
        Failure::usage(text::incomplete(context.lang, missing.join(", ")))
            .because(text::incomplete_cause(context.lang))
            .next(context.command(
                "up --on kubernetes --context NAME --registry REGISTRY --host-address ADDRESS",
            ))
    }

    fn say(&self, context: &Context, dir: &LabDir, place: &Place, seen: &Seen) {
        let lang = context.lang;
        let namespace = lab_kubernetes::namespace(dir.name());
        let probe = lab_kubernetes::context::probe_namespace(dir.name());
        context.say(&text::about(
            lang,
            dir.name(),
            &place.context,
            &seen.server,
            &seen.version,
        ));
        context.say(&text::doing(
            lang,
            namespace,
            probe,
            &place.registry,
            place.host,
        ));
        if !seen.has_tolerance {
            context.say(&text::no_tolerance(lang, &seen.version));
        }
    }

    async fn ask(&self, context: &Context, place: &Place) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let lang = context.lang;
        if context.json() || !std::io::stdin().is_terminal() {
            return Err(Failure::usage(text::no_answer(lang, &place.context))
                .next(context.command(&format!("{} --yes", again(place)))));
        }
        eprint!("{}", text::ask(lang));
        let _ = std::io::stderr().flush();
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await.map_err(|error| context.unexpected(error))?;
        let answer = answer.map_err(|error| context.unexpected(error))?;
        if ["y", "yes", "예"].contains(&answer.trim().to_lowercase().as_str()) {
            return Ok(());
        }
        Err(Failure::new(Exit::Usage, text::refused(lang)))
    }

    fn obstacle(&self, context: &Context, place: &Place, obstacle: &Obstacle) -> Failure {
        let lang = context.lang;
        let name = &place.context;
        let list = |all: &[String]| match all {
            [] => text::none(lang),
            all => all.join(", "),
        };
        let kubectl = |rest: &str| format!("kubectl --context {name} {rest}");
        match obstacle {
            Obstacle::NoContext { known, files } => {
                let files: Vec<String> = files
                    .iter()
                    .map(|file| file.display().to_string())
                    .collect();
                let cause = match known.as_slice() {
                    [] => text::no_contexts(lang),
                    known => text::contexts(lang, known.join(", ")),
                };
                Failure::usage(text::no_context(lang, name, files.join(", ")))
                    .because(cause)
                    .next("kubectl config get-contexts")
            }
            Obstacle::Unreachable { server, reason } => {
                Failure::environment(text::unreachable(lang, server, reason))
                    .because(text::unreachable_cause(lang))
                    .next(kubectl("get --raw '/readyz?verbose'"))
            }
            Obstacle::NoEntry { server, reason } => {
                Failure::environment(text::no_entry(lang, server, reason))
                    .because(text::no_entry_cause(lang))
                    .next(kubectl("auth whoami"))
            }
            Obstacle::Skew {
                version,
                minor,
                found,
            } => Failure::environment(text::skew(lang, version, minor))
                .because(text::skew_cause(lang, list(found)))
                .next(format!(
                    "curl -LO https://dl.k8s.io/release/{}/bin/linux/{}/kubectl",
                    version.split(['-', '+']).next().unwrap_or(version),
                    architecture()
                )),
            Obstacle::NoNode { closed } => Failure::environment(text::no_node(lang, list(closed)))
                .because(text::no_node_cause(lang))
                .next(kubectl("describe nodes")),
            Obstacle::Forbidden { rights } => {
                Failure::environment(text::forbidden(lang, name, rights.join(", ")))
                    .because(text::forbidden_cause(lang))
                    .next(kubectl("auth can-i --list"))
            }
            Obstacle::Taken { namespace } => Failure::usage(text::taken(lang, namespace))
                .because(text::taken_cause(lang))
                .next(format!(
                    "firedrill --lab {}-2 {}",
                    context.lab,
                    again(place)
                ))
                .next(kubectl(&format!("get namespace {namespace} --output=yaml"))),
            Obstacle::NoStorageClass { asked, known } => {
                let message = match asked {
                    None => text::no_class(lang, list(known)),
                    Some(asked) => text::no_such_class(lang, asked, list(known)),
                };
                Failure::usage(message)
                    .because(text::class_cause(lang))
                    .next(kubectl("get storageclass"))
                    .next(context.command(&format!(
                        "up --on kubernetes --context {name} --registry {} --host-address {} --storage-class NAME",
                        place.registry, place.host
                    )))
            }
            Obstacle::Lab(error) => context.lab_failure(error),
        }
    }
}

/// The command that asks for a place.
fn again(place: &Place) -> String {
    let class = place.storage_class.as_ref();
    let class = class.map_or_else(String::new, |class| format!(" --storage-class {class}"));
    format!(
        "up --on kubernetes --context {} --registry {} --host-address {}{class}",
        place.context, place.registry, place.host
    )
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "amd64",
    }
}
