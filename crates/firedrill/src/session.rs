//! Bringing a lab up from the outside, as `up` and `play` do.

use std::path::Path;
use std::time::Instant;

use drill_core::definition::Runtime;
use drill_engine::control::Client;
use drill_engine::control::protocol::{Done, FailureKind, Request};
use lab_managed::launch::Wanted;
use lab_managed::{LabDir, LabState, launch, layout, programs};

use crate::commands::down::until_ended;
use crate::context::Context;
use crate::elsewhere::Elsewhere;
use crate::failure::{Exit, Failure};
use crate::progress::Talk;
use crate::text::{doctor, lab as text};

/// What the share folder must hold.
pub(crate) const SHARED: [&str; 3] = [
    "chaos-experiments/drills",
    "k8s/monitoring/rules",
    "crates/shop-frontend/ui/dist/index.html",
];
/// Programs that lie beside this one.
pub(crate) const SERVICES: [&str; 4] = ["shop-frontend", "shop-main", "shop-catalog", "shop-order"];

/// A lab that is up.
pub(crate) struct Up {
    /// Speaks to its supervisor.
    pub(crate) client: Client,
    /// Whether it was up before.
    pub(crate) was_up: bool,
    /// How long it took, in seconds.
    pub(crate) seconds: f32,
}

/// Brings the lab up, unless it is, and returns when it is ready. `standby` says whether its PostgreSQL has one from now
/// on; none leaves it as it is.
pub(crate) async fn bring_up(
    context: &Context,
    on: Option<Runtime>,
    wanted: Wanted,
    elsewhere: &Elsewhere,
    talk: &mut Talk,
) -> Result<Up, Failure> {
    let started = Instant::now();
    let dir = context.dir()?;
    let was_up = launch::is_running(&dir);
    if !was_up {
        // What is damaged is told before what is missing: nothing may be installed in vain.
        LabState::load(&dir).map_err(|error| context.lab_failure(&error))?;
        programs_are_here(context)?;
        installation_is_whole(context)?;
    }
    let made = LabState::load(&dir).map_err(|error| context.lab_failure(&error))?;
    if let (Some(on), Some(state)) = (on, &made)
        && state.runtime != on
    {
        return Err(
            Failure::usage(text::other_runtime(context.lang, dir.name(), state.runtime))
                .next(format!("firedrill --lab {}-{on} up --on {on}", dir.name())),
        );
    }
    if let (Some(redis), Some(state)) = (wanted.redis, &made)
        && state.redis != redis
    {
        return Err(
            Failure::usage(text::other_redis(context.lang, dir.name(), state.redis)).next(format!(
                "firedrill --lab {}-{redis} up --redis {redis}",
                dir.name()
            )),
        );
    }
    if let (true, Some(state)) = (was_up, &made) {
        let (lang, desired) = (context.lang, &state.desired);
        let parts = [
            (
                wanted.standby,
                desired.standby,
                ["up --no-standby", "up --standby"],
                text::standby_while_up(lang, dir.name()),
            ),
            (
                wanted.grafana,
                desired.grafana,
                ["up --without grafana", "up --with grafana"],
                text::grafana_while_up(lang, dir.name()),
            ),
        ];
        for (wanted, has, [without, with], refusal) in parts {
            if wanted.is_some_and(|wanted| wanted != has) {
                return Err(Failure::usage(refusal)
                    .next(context.command("down"))
                    .next(context.command(if has { without } else { with })));
            }
        }
    }
    elsewhere.settle(context, &dir, talk).await?;
    // A supervisor that failed a moment ago is gone by now.
    let mut was_up = was_up && launch::is_running(&dir);
    let client = Client::new(dir.name(), dir.socket());
    let ready: Result<Done, _> = loop {
        if !was_up {
            talk.step(&text::starting(context.lang, dir.name()));
        }
        let wanted = Wanted {
            runtime: on.unwrap_or(Runtime::Process),
            ..wanted
        };
        launch::launch(&dir, wanted)
            .await
            .map_err(|error| context.lab_failure(&error))?;
        let ready = client
            .request(&Request::Ready, &mut |progress| talk.progress(progress))
            .await;
        match &ready {
            // It failed for somebody else, maybe before what was wrong was mended.
            Err(failure) if was_up && failure.kind == FailureKind::Environment => {
                until_ended(context, &dir).await?;
                was_up = false;
            }
            _ => break ready,
        }
    };
    talk.close();
    match ready {
        Ok(Done {}) => Ok(Up {
            client,
            was_up,
            seconds: started.elapsed().as_secs_f32(),
        }),
        // The supervisor went away: its log says why.
        Err(failure) if matches!(failure.kind, FailureKind::Lost | FailureKind::NotRunning) => {
            Err(died(context, &dir))
        }
        Err(failure) => {
            let not_in_time = failure.kind == FailureKind::NotYet;
            let mut failure = context.engine_failure(failure);
            if not_in_time {
                // Whatever was waited for, a lab that does not come up is the machine's fault.
                failure.exit = Exit::Environment;
                failure.next = vec![context.command("logs"), context.command("doctor")];
            }
            Err(failure)
        }
    }
}

/// All that are missing at once, so that one command installs them.
fn programs_are_here(context: &Context) -> Result<(), Failure> {
    let missing = programs::missing();
    if missing.is_empty() {
        return Ok(());
    }
    let mut names: Vec<&str> = missing.iter().map(|one| one.program.as_str()).collect();
    names.dedup();
    let mut packages: Vec<&str> = missing.iter().map(|one| one.package.as_str()).collect();
    packages.sort_unstable();
    packages.dedup();
    Err(
        Failure::environment(text::missing_programs(context.lang, names.join(", ")))
            .because(doctor::other_distribution(context.lang, names.join(", ")))
            .next(programs::install_line(&packages))
            .next(context.command("doctor")),
    )
}

fn installation_is_whole(context: &Context) -> Result<(), Failure> {
    let share = layout::share().map_err(|error| context.lab_failure(&error))?;
    let bin = layout::bin_dir().map_err(|error| context.lab_failure(&error))?;
    let here = |path: &Path| path.exists();
    let missing = SHARED
        .iter()
        .map(|file| share.join(file))
        .chain(SERVICES.iter().map(|program| bin.join(program)))
        .find(|path| !here(path));
    match missing {
        Some(path) => Err(context.incomplete(&path)),
        None => Ok(()),
    }
}

fn died(context: &Context, dir: &LabDir) -> Failure {
    let log = std::fs::read_to_string(dir.log_file("supervisor")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    let last = lines[lines.len().saturating_sub(5)..].join("\n");
    let mut failure = Failure::environment(text::died(context.lang, dir.name()));
    if !last.is_empty() {
        failure = failure.because(last);
    }
    failure
        .next(context.command("logs supervisor"))
        .next(context.command("doctor"))
}
