//! What customers are promised: `slo.yaml`, of which the rules of every lab are made.

use lab_managed::layout;
use monitoring::ServiceLevels;

use crate::context::Context;
use crate::failure::Failure;
use crate::text::lab as text;

/// Reads it.
///
/// # Errors
/// When it is not there or not what it should be.
pub(crate) fn read(context: &Context) -> Result<ServiceLevels, Failure> {
    let folder = layout::share()
        .map_err(|error| context.lab_failure(&error))?
        .join("k8s");
    let path = folder.join("monitoring/slo.yaml");
    let yaml =
        std::fs::read_to_string(&path).map_err(|error| context.file_failure(&path, error))?;
    ServiceLevels::read(&yaml).map_err(|error| {
        Failure::environment(text::no_monitoring(context.lang, error))
            .because(text::no_monitoring_cause(context.lang, folder.display()))
    })
}
