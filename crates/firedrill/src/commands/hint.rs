//! `firedrill hint`: the next hint, at its price.

use drill_engine::control::protocol::HintView;

use crate::context::Context;
use crate::failure::{Exit, Outcome};
use crate::paint::Tone;
use crate::render::markdown::markdown;
use crate::text::drill as text;

/// Opens the next hint.
pub(crate) async fn run(context: &Context) -> Outcome {
    let hint = context
        .client()?
        .hint()
        .await
        .map_err(|failure| context.engine_failure(failure))?;
    context.show(&hint, |hint| draw(context, hint))?;
    Ok(Exit::Pass)
}

fn draw(context: &Context, hint: &HintView) -> String {
    let (lang, paint) = (context.lang, context.out);
    let heading = text::hint_heading(lang, hint.tier, hint.tiers, hint.cost);
    let after = match hint.next_cost {
        Some(cost) => text::hint_next(lang, cost),
        None => text::hint_last(lang),
    };
    format!(
        "{}\n{}\n{}\n",
        paint.tone(Tone::Strong, &heading),
        markdown(hint.text.in_lang(lang), paint),
        paint.tone(Tone::Dim, &after)
    )
}
