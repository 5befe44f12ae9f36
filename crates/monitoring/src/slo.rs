//! Service levels: `slo.yaml`.

use drill_core::i18n::Text;
use serde::{Deserialize, Serialize};

use crate::SourceError;

/// What `slo.yaml` is called.
pub(crate) const FILE: &str = "slo.yaml";

/// Everything that is promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevels {
    /// 1.
    pub format_version: u32,
    /// One per journey and per service.
    pub objectives: Vec<ServiceLevel>,
}

/// What one journey or service promises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevel {
    /// `checkout`: the label `slo` of what is recorded.
    pub id: String,
    /// For people.
    pub title: Text,
    /// The service whose requests count.
    pub service: String,
    /// Their route patterns: a regular expression for the whole label.
    pub routes: String,
    /// Their methods, as `routes`; all when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<String>,
    /// The least share that does not fail, 0 to 1.
    pub availability: f64,
    /// How fast they are.
    pub latency: Latency,
}

/// How fast requests are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Latency {
    /// What is fast, in seconds: a bound of the histogram.
    pub under: f64,
    /// The least share that is, 0 to 1.
    pub ratio: f64,
}

impl ServiceLevels {
    /// Reads `slo.yaml`.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub fn read(text: &str) -> Result<Self, SourceError> {
        let levels: Self =
            serde_saphyr::from_str(text).map_err(|error| SourceError::new(FILE, error))?;
        for level in &levels.objectives {
            let under = level.latency.under;
            if under.fract() == 0.0 {
                let reason = format!(
                    "{}: a bound of {under} s can't be matched: Prometheus 2 calls it \"{under}\", 3 \"{under}.0\"",
                    level.id
                );
                return Err(SourceError::new(FILE, reason));
            }
            for share in [level.availability, level.latency.ratio] {
                if !(0.5..1.0).contains(&share) {
                    let reason = format!(
                        "{}: {share} is no share below 1 that leaves an error budget",
                        level.id
                    );
                    return Err(SourceError::new(FILE, reason));
                }
            }
        }
        Ok(levels)
    }
}

impl ServiceLevel {
    /// The selector of its requests, without braces.
    #[must_use]
    pub fn selector(&self) -> String {
        let quoted = |regex: &str| regex.replace('\\', "\\\\");
        let mut selector = format!(
            "service=\"{}\",route=~\"{}\"",
            self.service,
            quoted(&self.routes)
        );
        if let Some(methods) = &self.methods {
            selector.push_str(&format!(",method=~\"{}\"", quoted(methods)));
        }
        selector
    }
}
