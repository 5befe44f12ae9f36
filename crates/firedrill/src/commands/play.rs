//! `firedrill play`: from nothing to the page, in one command.

use drill_core::definition::{Drill, Runtime};
use drill_engine::control::Client;
use drill_engine::control::protocol::{Progress, Request, RunPhase, RunView};
use lab_managed::LabState;
use lab_managed::compute::Addresses;
use lab_managed::launch::Wanted;
use serde_json::json;

use crate::context::Context;
use crate::drills;
use crate::elsewhere::Elsewhere;
use crate::failure::{Exit, Failure, Outcome};
use crate::progress::Talk;
use crate::render::{page, run};
use crate::session;
use crate::table::{Table, cell};
use crate::text::drill as text;

/// The drill for somebody who has never played.
pub(crate) const FIRST: &str = "catalog-gone";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "DRILL")]
    drill: Option<String>,
    #[arg(long)]
    watch: bool,
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[arg(long, value_name = "RUNTIME")]
    on: Option<Runtime>,
}

/// Plays a drill until it has paged, or to its end with `--watch`.
pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let drill = args.drill.as_deref().unwrap_or(FIRST);
    // Before the lab is brought up: a mistyped name must not cost half a minute.
    let found = drills::find(context, drill)?.drill;
    let on = runtime(context, &found, args.on)?;
    let wanted = Wanted {
        standby: found.standby.then_some(true),
        ..Wanted::default()
    };
    let mut talk = Talk::new(context);
    let client = session::bring_up(context, Some(on), wanted, &Elsewhere::default(), &mut talk)
        .await?
        .client;
    let view = match going_on(context, &client, drill, args).await? {
        Some(view) => view,
        None => begin(context, &client, drill, args.seed, &mut talk).await?,
    };
    talk.close();
    let status = client
        .status()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    if !args.watch {
        return paged(context, &view, &status.addresses);
    }
    if !context.json() {
        context.print(&front_page(context, &view, &status.addresses))?;
    }
    watch(context, &client, &mut talk).await
}

/// How the lab is to run: as was asked, else as it does, else as the drill can be played.
fn runtime(context: &Context, drill: &Drill, asked: Option<Runtime>) -> Result<Runtime, Failure> {
    let made = LabState::load(&context.dir()?)
        .map_err(|error| context.lab_failure(&error))?
        .map(|state| state.runtime);
    let on = asked
        .or(made)
        .unwrap_or_else(|| drills::usual_runtime(drill));
    if drill.runtimes.contains(&on) {
        return Ok(on);
    }
    let usual = drills::usual_runtime(drill);
    let lab = match made {
        Some(_) => format!("--lab {}-{usual} ", context.lab),
        None => String::new(),
    };
    Err(Failure::usage(text::not_on_this_runtime(
        context.lang,
        &drill.id,
        on,
        usual,
    ))
    .next(format!("firedrill {lab}play {}", drill.id)))
}

/// With `--watch`, a run of the same drill that goes on already is followed instead of refused.
async fn going_on(
    context: &Context,
    client: &Client,
    drill: &str,
    args: &Args,
) -> Result<Option<RunView>, Failure> {
    if !args.watch {
        return Ok(None);
    }
    let run = client
        .run()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    Ok(run.filter(|run| run.phase.is_active() && run.drill == drill))
}

async fn begin(
    context: &Context,
    client: &Client,
    drill: &str,
    seed: Option<u64>,
    talk: &mut Talk,
) -> Result<RunView, Failure> {
    let request = Request::Play {
        drill: drill.to_owned(),
        seed,
        lang: context.lang,
    };
    client
        .request(&request, &mut |progress| {
            // The page is the result, and goes to standard output.
            if !matches!(progress, Progress::Paged { .. }) {
                talk.progress(progress);
            }
        })
        .await
        .map_err(|failure| context.engine_failure(failure))
}

fn paged(context: &Context, view: &RunView, addresses: &Addresses) -> Outcome {
    if context.json() {
        context.print_json(&json!({ "run": view, "addresses": addresses }))?;
        return Ok(Exit::Pass);
    }
    context.print(&format!(
        "{}\n{}",
        front_page(context, view, addresses),
        context.next_commands(context.out, &run::paged(context.lang))
    ))?;
    Ok(Exit::Pass)
}

fn front_page(context: &Context, view: &RunView, addresses_: &Addresses) -> String {
    let page = view
        .page
        .as_ref()
        .map(|view| page::page(view, context.lang, context.out))
        .unwrap_or_default();
    format!("\n{page}\n{}", addresses(context, addresses_))
}

/// The shop and Prometheus: what an engineer opens first.
pub(crate) fn addresses(context: &Context, addresses: &Addresses) -> String {
    let mut table = Table::default();
    table.row([
        cell(text::address_shop(context.lang)),
        cell(&addresses.shop),
    ]);
    table.row([
        cell(text::address_prometheus(context.lang)),
        cell(&addresses.prometheus),
    ]);
    if let Some(grafana) = &addresses.grafana {
        table.row([cell("Grafana"), cell(grafana)]);
    }
    if let Some(kubeconfig) = &addresses.kubeconfig {
        table.row([
            cell("kubectl"),
            cell(format!("export KUBECONFIG={kubeconfig}")),
        ]);
    }
    table.render(context.out, 0)
}

async fn watch(context: &Context, client: &Client, talk: &mut Talk) -> Outcome {
    talk.step(&text::watching(context.lang));
    let view: RunView = client
        .request(&Request::Watch, &mut |progress| talk.progress(progress))
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    talk.close();
    context.show(&view, |view| {
        format!(
            "{}\n\n{}",
            run::headline(view, chrono::Utc::now(), context.lang),
            context.next_commands(context.out, &run::next(view, context.lang))
        )
    })?;
    Ok(match view.phase {
        RunPhase::Resolved => Exit::Pass,
        _ => Exit::NotYet,
    })
}
