//! GET requests.

use drill_core::check::Verdict;
use drill_core::i18n::Text;
use futures::future::join_all;

use super::failed;
use crate::texts::checks as say;

/// Asks every place; all must answer with the status. No answer is a failure and no error of ours: whether
/// the place answers is what the check asks.
pub(super) async fn look(
    client: &reqwest::Client,
    places: &[String],
    path: &str,
    status: u16,
) -> Verdict {
    let asked = places.iter().map(|place| async move {
        let reply = client.get(format!("{place}{path}")).send().await;
        reply
            .map(|reply| reply.status().as_u16())
            .map_err(|error| error.to_string())
    });
    for answer in join_all(asked).await {
        match answer {
            Ok(found) if found == status => {}
            Ok(found) => {
                return failed(Text::from_fn(|lang| {
                    say::http_differs(lang, path, found, status)
                }));
            }
            Err(reason) => {
                return failed(Text::from_fn(|lang| say::http_silent(lang, path, &reason)));
            }
        }
    }
    Verdict::Passed
}
