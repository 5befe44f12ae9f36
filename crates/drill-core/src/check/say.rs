//! What a learner reads about checks.

crate::messages! {
    /// Why a check of the cause fails, without telling the cause.
    pub fn cause_remains() {
        en: "The cause is still there, in whole or in part.",
        ko: "원인이 아직 남아 있습니다. 일부만 해결된 것일 수도 있습니다.",
    }
}
