//! A retry budget: repetitions are paid for by calls, so that a broken peer gets at most a share more load.

/// Repetitions that can be saved up, which also lets a quiet client repeat its first failures.
const MOST: f64 = 10.0;

/// Tokens: each call earns a share of one, each repetition costs one.
#[derive(Debug)]
pub(crate) struct Budget {
    share: f64,
    tokens: f64,
}

impl Budget {
    pub(crate) fn new(share: f64) -> Self {
        Self {
            share,
            tokens: if share > 0.0 { MOST } else { 0.0 },
        }
    }

    /// A call was made.
    pub(crate) fn earn(&mut self) {
        self.tokens = (self.tokens + self.share).min(MOST);
    }

    /// Whether a repetition may be made; it is then paid.
    pub(crate) fn spend(&mut self) -> bool {
        let enough = self.tokens >= 1.0 && self.share > 0.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_peer_gets_a_fifth_more_calls_and_not_three_times_as_many() {
        let mut budget = Budget::new(0.2);
        let mut retries = 0;
        for _ in 0..1000 {
            budget.earn();
            retries += u32::from(budget.spend());
            retries += u32::from(budget.spend());
        }
        assert!((200..=211).contains(&retries), "{retries}");
    }

    #[test]
    fn a_budget_of_nothing_allows_no_repetition() {
        let mut budget = Budget::new(0.0);
        budget.earn();
        assert!(!budget.spend());
    }
}
