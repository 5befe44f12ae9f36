//! How long windows are.

/// For whom rules are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// For a shop with customers: windows of minutes to days.
    Production,
    /// For a lab, where an incident lasts minutes and everything is scraped and evaluated every second: sixty times as
    /// fast. No rate is taken over less than ten seconds, or a lab's few requests would tell nothing.
    Drill,
}

impl Profile {
    /// How often rules are evaluated.
    pub(crate) const fn interval(self) -> &'static str {
        match self {
            Self::Production => "30s",
            Self::Drill => "1s",
        }
    }

    /// How often error budgets are: a window of ten seconds needs no more, and they are most of what Prometheus does.
    pub(crate) const fn budget_interval(self) -> &'static str {
        match self {
            Self::Production => "30s",
            Self::Drill => "2s",
        }
    }

    /// How often those over long windows are.
    pub(crate) const fn slow_interval(self) -> &'static str {
        match self {
            Self::Production => "1m",
            Self::Drill => "15s",
        }
    }

    /// An expression with its windows: `$rate` is that of a rate, `$long` one that shows a repetition.
    pub(crate) fn with_windows(self, expression: &str) -> String {
        let (rate, long) = match self {
            Self::Production => ("5m", "20m"),
            Self::Drill => ("10s", "90s"),
        };
        expression.replace("$rate", rate).replace("$long", long)
    }
}

/// A window of error budgets, named as it is in production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) name: &'static str,
    drill: &'static str,
}

impl Window {
    /// The first is that of the rates which the others add up.
    pub(crate) const ALL: [Self; 7] = [
        Self::new("5m", "10s"),
        Self::new("30m", "30s"),
        Self::new("1h", "1m"),
        Self::new("2h", "2m"),
        Self::new("6h", "6m"),
        Self::new("1d", "24m"),
        Self::new("3d", "72m"),
    ];

    const fn new(name: &'static str, drill: &'static str) -> Self {
        Self { name, drill }
    }

    pub(crate) const fn length(self, profile: Profile) -> &'static str {
        match profile {
            Profile::Production => self.name,
            Profile::Drill => self.drill,
        }
    }
}
