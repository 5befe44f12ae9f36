//! `firedrill cluster`: the embedded Kubernetes cluster.

use std::time::Instant;

use clap::Subcommand;
use drill_core::i18n::Lang;
use embedded_kubernetes::{Cluster, ClusterError, Finding, Health, Look, MOST_NODES, Step, look};
use lab_managed::programs::install_line;
use lab_managed::{LabError, layout};
use serde_json::json;

use crate::context::Context;
use crate::failure::{Exit, Failure, Outcome};
use crate::machine::GIB;
use crate::paint::Tone;
use crate::progress::Talk;
use crate::table::{Table, cell};
use crate::text::{cluster as text, doctor};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Up {
        #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_NODES)))]
        nodes: u8,
    },
    Down {
        #[arg(long)]
        purge: bool,
    },
    Status,
    Kubeconfig,
    Doctor,
}

pub(crate) async fn run(context: &Context, args: &Args) -> Outcome {
    let cluster = cluster(context)?;
    match args.verb {
        Verb::Up { nodes } => up(context, &cluster, nodes).await,
        Verb::Down { purge } => down(context, &cluster, purge).await,
        Verb::Status => status(context, &cluster),
        Verb::Kubeconfig => kubeconfig(context, &cluster),
        Verb::Doctor => examine(context, &cluster),
    }
}

fn cluster(context: &Context) -> Result<Cluster, Failure> {
    let paths = || -> Result<_, LabError> { Ok((layout::share()?, layout::cache()?)) };
    let (share, cache) = paths().map_err(|error| context.lab_failure(&error))?;
    Ok(Cluster::new(&context.home()?, &share, &cache))
}

async fn up(context: &Context, cluster: &Cluster, nodes: u8) -> Outcome {
    let lang = context.lang;
    let mut talk = Talk::new(context);
    let started = Instant::now();
    let up = cluster
        .up(nodes, &mut |step| tell(&mut talk, lang, &step))
        .await;
    talk.close();
    let up = up.map_err(|error| failure(context, &error))?;
    let seconds = started.elapsed().as_secs_f64();
    let result = json!({ "cluster": up, "seconds": seconds });
    context.show(&result, |_| {
        let count = up.nodes.len();
        let sentence = if up.was_up {
            text::was_up(lang, &up.version, count)
        } else {
            text::up(lang, &up.version, count, format!("{seconds:.1}"))
        };
        format!(
            "{sentence}\n\n{}\n  export KUBECONFIG={}\n\n{}",
            text::use_it(lang),
            up.kubeconfig.display(),
            context.next_commands(
                context.out,
                &[
                    ("cluster status", text::do_status(lang)),
                    ("cluster down", text::do_down(lang))
                ]
            )
        )
    })?;
    Ok(Exit::Pass)
}

fn tell(talk: &mut Talk, lang: Lang, step: &Step) {
    match step {
        Step::Building(progress) => {
            let mut amount = format!(" ({}", text::built_so_far(lang, progress.done, progress.of));
            if let Some(left) = progress.left() {
                let (minutes, seconds) = (left.as_secs() / 60, left.as_secs() % 60);
                amount.push_str(&format!(", {}", text::time_left(lang, minutes, seconds)));
            }
            amount.push(')');
            talk.wait(&text::building(lang), &amount);
        }
        Step::Preparing => talk.step(&text::preparing(lang)),
        Step::ControlPlane => talk.step(&text::control_plane(lang)),
        Step::Nodes => talk.step(&text::nodes(lang)),
        Step::NameService => talk.step(&text::name_service(lang)),
        Step::Ingress => talk.step(&text::ingress(lang)),
    }
}

async fn down(context: &Context, cluster: &Cluster, purge: bool) -> Outcome {
    let lang = context.lang;
    let mut talk = Talk::new(context);
    if cluster.is_up() {
        talk.step(&text::going_down(lang));
    }
    let removed = cluster.down(purge).await;
    talk.close();
    let removed = removed.map_err(|error| failure(context, &error))?;
    context.show(&json!({ "removed": removed }), |_| {
        if removed.is_empty() {
            return format!("{}\n", text::was_down(lang));
        }
        let sentence = if purge {
            text::purged(lang)
        } else {
            text::down(lang)
        };
        let list: String = removed.iter().map(|one| format!("  {one}\n")).collect();
        format!("{sentence}\n\n{}\n{list}", text::removed(lang))
    })?;
    Ok(Exit::Pass)
}

fn status(context: &Context, cluster: &Cluster) -> Outcome {
    let health = cluster.health().map_err(|error| failure(context, &error))?;
    let health = health.ok_or_else(|| not_up(context))?;
    context.show(&health, |health| draw(context, health))?;
    let well = health.api_ready
        && health.nodes.iter().all(|node| node.ready)
        && health.name_service.is_some()
        && health.ingress.answers
        && health.refused_policies.is_empty();
    Ok(if well { Exit::Pass } else { Exit::NotYet })
}

fn draw(context: &Context, health: &Health) -> String {
    let lang = context.lang;
    let state = |ready: bool| {
        if ready {
            cell(text::ready(lang)).tone(Tone::Good)
        } else {
            cell(text::not_ready(lang)).tone(Tone::Bad)
        }
    };
    let mut table = Table::default();
    table.row([
        cell(text::row_version(lang)),
        cell(&health.version),
        cell(""),
    ]);
    table.row([
        cell(text::row_api(lang)),
        state(health.api_ready),
        cell(&health.server),
    ]);
    for node in &health.nodes {
        table.row([
            cell(text::row_node(lang, &node.name)),
            state(node.ready),
            cell(&node.address),
        ]);
    }
    let names = health.name_service.as_ref();
    let answer = names.map_or_else(
        || text::no_answer(lang),
        |address| text::answers(lang, address),
    );
    table.row([
        cell(text::row_names(lang)),
        state(names.is_some()),
        cell(answer),
    ]);
    table.row([
        cell(text::row_ingress(lang)),
        state(health.ingress.answers),
        cell(&health.ingress.url),
    ]);
    table.row([
        cell(text::row_addresses(lang)),
        cell(&health.addresses),
        cell(""),
    ]);
    let tenths = health.memory * 10 / GIB;
    let memory = format!("{}.{} GiB", tenths / 10, tenths % 10);
    table.row([cell(text::row_memory(lang)), cell(memory), cell("")]);
    for refused in &health.refused_policies {
        table.row([
            cell(text::row_policy(lang)),
            cell(text::refused(lang)).tone(Tone::Bad),
            cell(refused),
        ]);
    }
    format!(
        "{}\n{}\n  export KUBECONFIG={}\n",
        table.render(context.out, 0),
        text::use_it(lang),
        health.kubeconfig.display()
    )
}

fn kubeconfig(context: &Context, cluster: &Cluster) -> Outcome {
    let path = cluster.dir().kubeconfig();
    if !path.exists() {
        return Err(not_up(context));
    }
    context.show(&json!({ "kubeconfig": path }), |_| {
        format!("{}\n", path.display())
    })?;
    Ok(Exit::Pass)
}

fn examine(context: &Context, cluster: &Cluster) -> Outcome {
    let lang = context.lang;
    let findings = look(cluster.dir());
    let problems = findings
        .iter()
        .filter(|(_, finding)| matches!(finding, Finding::Bad(_)))
        .count();
    let rows: Vec<_> = findings
        .iter()
        .map(|(what, finding)| {
            let (state, tone, detail) = match finding {
                Finding::Good(detail) => (doctor::ok(lang), Tone::Good, detail.clone()),
                Finding::Known(detail) => {
                    (doctor::warn(lang), Tone::Warn, known(lang, *what, detail))
                }
                Finding::Bad(detail) => (doctor::bad(lang), Tone::Bad, detail.clone()),
            };
            (name(lang, *what), state, tone, detail)
        })
        .collect();
    let json: Vec<_> = rows
        .iter()
        .map(|(name, state, _, detail)| json!({ "name": name, "state": state, "detail": detail }))
        .collect();
    context.show(&json!({ "well": problems == 0, "machine": json }), |_| {
        let mut table = Table::default();
        for (name, state, tone, detail) in &rows {
            table.row([cell(name), cell(state).tone(*tone), cell(detail)]);
        }
        let mut out = table.render(context.out, 0);
        if problems == 0 {
            out.push_str(&format!(
                "\n{}\n",
                context.out.tone(Tone::Good, &text::well(lang))
            ));
        }
        out
    })?;
    if problems == 0 {
        return Ok(Exit::Pass);
    }
    Err(Failure::environment(text::not_well(lang, problems)))
}

fn name(lang: Lang, what: Look) -> String {
    match what {
        Look::Root => text::look_root(lang),
        Look::Disk => text::look_disk(lang),
        Look::Programs => text::look_programs(lang),
        Look::Cgroups => text::look_cgroups(lang),
        Look::Addresses => text::look_addresses(lang),
        Look::Firewall => text::look_firewall(lang),
        Look::Resolver => text::look_resolver(lang),
    }
}

fn known(lang: Lang, what: Look, detail: &str) -> String {
    match what {
        Look::Firewall => text::firewall_drops(lang),
        Look::Resolver => text::no_resolver(lang),
        _ => detail.to_owned(),
    }
}

fn not_up(context: &Context) -> Failure {
    Failure::new(Exit::NotYet, text::none(context.lang)).next("firedrill cluster up")
}

/// What went wrong, why, and the next command.
fn failure(context: &Context, error: &ClusterError) -> Failure {
    let lang = context.lang;
    let plain = |sentence: String| Failure::environment(sentence);
    match error {
        ClusterError::Lab(LabError::NotReady { what, waited, last }) => {
            plain(text::not_ready_in_time(lang, what, waited.as_secs()))
                .because(last)
                .next("firedrill cluster status")
        }
        ClusterError::Lab(error) => context.lab_failure(error),
        ClusterError::NotRoot => plain(text::not_root(lang))
            .because(text::not_root_cause(lang))
            .next("sudo firedrill cluster up"),
        ClusterError::NoPrograms { programs, packages } => {
            let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
            plain(text::no_programs(lang, programs.join(", "))).next(install_line(&packages))
        }
        ClusterError::NoSpace {
            path,
            free_mib,
            needed_mib,
        } => plain(text::no_space(lang, path.display(), free_mib, needed_mib))
            .because(text::no_space_cause(lang))
            .next(format!("df -h {}", path.display())),
        ClusterError::NoRange => plain(text::no_range(lang))
            .because(text::no_range_cause(lang))
            .next("ip route"),
        ClusterError::RangeTaken { range, route } => plain(text::range_taken(lang, range, route))
            .because(text::range_taken_cause(lang))
            .next("firedrill cluster down --purge"),
        ClusterError::Build { reason, log, .. } => {
            plain(text::build_failed(lang, log.display())).because(reason)
        }
        ClusterError::NotUp => not_up(context),
        ClusterError::NoFeature { .. }
        | ClusterError::Tool { .. }
        | ClusterError::Certificate(_) => {
            plain(text::failed(lang, error)).next("firedrill cluster doctor")
        }
    }
}
