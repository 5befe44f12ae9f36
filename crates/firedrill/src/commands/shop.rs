//! `firedrill shop`: what an engineer does with `kubectl`, where the services are processes.

use drill_engine::control::protocol::{Done, Request};
use drill_engine::suggest;
use lab_managed::topology;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::progress::Talk;
use crate::text::{common, lab as text, trouble};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Restart {
        #[arg(value_name = "WORKLOAD")]
        workload: String,
    },
    Scale {
        #[arg(value_name = "WORKLOAD")]
        workload: String,
        #[arg(value_name = "REPLICAS")]
        replicas: u32,
    },
    Set {
        #[arg(value_name = "WORKLOAD")]
        workload: String,
        #[arg(value_name = "KEY=VALUE", required = true)]
        settings: Vec<String>,
    },
    Unset {
        #[arg(value_name = "WORKLOAD")]
        workload: String,
        #[arg(value_name = "KEY", required = true)]
        keys: Vec<String>,
    },
}

/// One change: what is asked, what is said before, and what after.
struct Change {
    request: Request,
    before: String,
    after: String,
}

/// Makes the change and returns when it has taken effect.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let changes = changes(context, &args.verb)?;
    let client = context.client()?;
    for change in changes {
        let mut talk = Talk::new(context);
        talk.step(&change.before);
        let Done {} = client
            .request(&change.request, &mut |progress| talk.progress(progress))
            .await
            .map_err(|failure| context.engine_failure(failure))?;
        talk.close();
        if !context.json() {
            context.print(&format!("{}\n", change.after))?;
        }
    }
    if context.json() {
        let status = client
            .status()
            .await
            .map_err(|failure| context.engine_failure(failure))?;
        let name = args.verb.workload();
        let workload = status.workloads.iter().find(|known| known.name == name);
        context.print_json(&workload)?;
    }
    Ok(Exit::Pass)
}

impl Verb {
    fn workload(&self) -> &str {
        match self {
            Self::Restart { workload }
            | Self::Scale { workload, .. }
            | Self::Set { workload, .. }
            | Self::Unset { workload, .. } => workload,
        }
    }
}

fn changes(context: &Context, verb: &Verb) -> Result<Vec<Change>, Failure> {
    let lang = context.lang;
    match verb {
        Verb::Restart { workload } => Ok(vec![Change {
            request: Request::Restart {
                workload: known(context, workload)?,
            },
            before: text::restarting(lang, workload),
            after: text::restarted(lang, workload),
        }]),
        Verb::Scale { workload, replicas } => Ok(vec![Change {
            request: Request::Scale {
                workload: known(context, workload)?,
                replicas: *replicas,
            },
            before: text::scaling(lang, workload, replicas),
            after: text::scaled(lang, workload, replicas),
        }]),
        Verb::Set { workload, settings } => settings
            .iter()
            .map(|setting| {
                let (key, value) = pair(context, workload, setting)?;
                Ok(Change {
                    before: text::setting(lang, workload, &key, &value),
                    after: text::set(lang, workload, &key, &value),
                    request: Request::Set {
                        workload: known(context, workload)?,
                        key,
                        value,
                    },
                })
            })
            .collect(),
        Verb::Unset { workload, keys } => keys
            .iter()
            .map(|key| {
                Ok(Change {
                    before: text::unsetting(lang, workload, key),
                    after: text::unset(lang, workload, key),
                    request: Request::Unset {
                        workload: known(context, workload)?,
                        key: known_key(context, workload, key)?,
                    },
                })
            })
            .collect(),
    }
}

fn pair(context: &Context, workload: &str, setting: &str) -> Result<(String, String), Failure> {
    let Some((key, value)) = setting.split_once('=') else {
        return Err(
            Failure::usage(trouble::not_a_setting(context.lang, setting))
                .next(context.command(&format!("shop set {workload} LOG_LEVEL=debug"))),
        );
    };
    Ok((known_key(context, workload, key)?, value.to_owned()))
}

/// A workload's name, checked here so that a mistyped one is told before anything is changed.
fn known(context: &Context, name: &str) -> Result<String, Failure> {
    if topology::workload(name).is_some() {
        return Ok(name.to_owned());
    }
    let known = topology::workload_names();
    let sentence = suggest::unknown(|lang| trouble::no_workload(lang, name), name, &known);
    Err(context
        .unknown_name(&sentence)
        .next(context.command("status")))
}

/// A setting's name, as soon as its workload is known.
fn known_key(context: &Context, workload: &str, key: &str) -> Result<String, Failure> {
    let name = known(context, workload)?;
    let known: Vec<&str> = topology::workload(&name)
        .map(|workload| workload.settings().map(|(key, _)| key).collect())
        .unwrap_or_default();
    if known.contains(&key) {
        return Ok(key.to_owned());
    }
    let lower: Vec<String> = known.iter().map(|key| key.to_lowercase()).collect();
    let near = suggest::nearest(key, &lower).map(str::to_uppercase);
    let lang = context.lang;
    let failure = Failure::usage(trouble::no_setting(lang, workload, key));
    Err(match near {
        Some(near) => failure
            .because(common::did_you_mean(lang, &near))
            .next(context.command(&format!("shop set {workload} {near}=VALUE"))),
        None => failure
            .because(common::there_are(lang, known.join(", ")))
            .next(context.command(&format!("shop set {workload} --help"))),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::cli::Shared;
    use drill_core::i18n::Lang;

    fn context() -> Context {
        Context::new(&Shared::default(), Lang::En)
    }

    #[test]
    fn a_setting_is_split_at_its_first_equals_sign() {
        let setting = pair(&context(), "main", "LOG_LEVEL=info,main=debug").unwrap();
        assert_eq!(setting, ("LOG_LEVEL".into(), "info,main=debug".into()));
    }

    #[test]
    fn a_mistyped_workload_is_found_before_anything_is_changed() {
        let failure = known(&context(), "ordre").unwrap_err();
        assert!(
            failure.message.contains("Did you mean order?"),
            "{failure:?}"
        );
    }

    #[test]
    fn a_mistyped_setting_is_found_in_any_case() {
        let failure = known_key(&context(), "main", "http_timeout").unwrap_err();
        assert_eq!(
            failure.cause.as_deref(),
            Some("Did you mean HTTP_TIMEOUT_MS?")
        );
        assert_eq!(
            failure.next,
            ["firedrill shop set main HTTP_TIMEOUT_MS=VALUE"]
        );
    }
}
