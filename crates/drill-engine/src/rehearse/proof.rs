//! What a rehearsal tells.

use std::path::PathBuf;
use std::time::Instant;

use drill_core::i18n::Text;
use tokio::sync::mpsc;

/// Something that was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// On which of the rehearsal's labs.
    pub lab: String,
    /// What was proven.
    pub text: Text,
}

/// Something that had to be true and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// On which of the rehearsal's labs.
    pub lab: String,
    /// What was to be proven.
    pub proof: Text,
    /// Why it is not true.
    pub reason: Text,
    /// The lab's folder, which is kept.
    pub folder: PathBuf,
    at: Instant,
}

impl Broken {
    pub(super) fn new(lab: &str, proof: Text, reason: Text, folder: PathBuf) -> Box<Self> {
        Box::new(Self {
            lab: lab.to_owned(),
            proof,
            reason,
            folder,
            at: Instant::now(),
        })
    }

    /// When it was found: the first one is the reason, later ones may follow from it.
    pub(super) fn at(&self) -> Instant {
        self.at
    }
}

/// Tells the proofs of one lab.
#[derive(Clone)]
pub(super) struct Teller {
    lab: String,
    sender: mpsc::UnboundedSender<Proof>,
}

impl Teller {
    pub(super) fn new(lab: &str, sender: mpsc::UnboundedSender<Proof>) -> Self {
        Self {
            lab: lab.to_owned(),
            sender,
        }
    }

    pub(super) fn lab(&self) -> &str {
        &self.lab
    }

    /// Something was proven.
    pub(super) fn proven(&self, text: Text) {
        // Nobody need listen.
        let _ = self.sender.send(Proof {
            lab: self.lab.clone(),
            text,
        });
    }
}
