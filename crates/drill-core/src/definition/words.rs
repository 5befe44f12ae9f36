//! The closed vocabularies of a definition.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares an enumeration whose values are words in files and on the command line.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in files and commands.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    other => Err(UnknownWord { word: other.to_owned(), known: &[$($word),+] }),
                }
            }
        }
    };
}

/// A word that is none of those expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is none of {}", known.join(", "))]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// Those expected.
    pub known: &'static [&'static str],
}

words! {
    /// Whom a drill is for.
    Level {
        /// Restores service with help, tells layers apart.
        Responder = "responder",
        /// Diagnoses alone, repairs the cause, prevents it.
        Operator = "operator",
        /// Leads, measures, improves.
        Commander = "commander",
    }
}

words! {
    /// Where a cause lives.
    Layer {
        /// What AWS runs: networks, identities, managed stores, capacity.
        Aws = "aws",
        /// What runs the services: replicas, rollouts, probes, scheduling, Services.
        Kubernetes = "kubernetes",
        /// The services, their settings, their data and who shares it.
        Application = "application",
    }
}

words! {
    /// How the compute plane runs.
    Runtime {
        /// As supervised processes of this machine.
        Process = "process",
        /// As pods of a cluster.
        Kubernetes = "kubernetes",
    }
}

words! {
    /// How far a drill reaches on Kubernetes.
    #[derive(Default)]
    Scope {
        /// Only the lab's own namespace.
        #[default]
        Namespace = "namespace",
        /// The whole cluster.
        Cluster = "cluster",
    }
}
