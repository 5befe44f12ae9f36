//! `firedrill failover`: PostgreSQL's standby becomes the primary, as at RDS' reboot with failover.

use std::time::Duration;

use drill_engine::control::protocol::Request;
use lab_managed::compute::FailedOver;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::progress::Talk;
use crate::text::lab as text;

/// Returns when the new primary takes writes.
pub(crate) async fn run(context: &Context) -> Outcome {
    let client = context.client()?;
    let mut talk = Talk::new(context);
    talk.step(&text::failing_over(context.lang));
    let answer: Result<FailedOver, _> = client
        .request(&Request::FailOver, &mut |progress| talk.progress(progress))
        .await;
    talk.close();
    let done = answer.map_err(|failure| context.engine_failure(failure))?;
    context.show(&done, |done| {
        let seconds = Duration::from_millis(done.milliseconds).as_secs_f32();
        let sentence = text::failed_over(
            context.lang,
            done.to.name(),
            done.from.name(),
            format!("{seconds:.1}"),
        );
        format!("{sentence}\n")
    })?;
    Ok(Exit::Pass)
}
