//! Prometheus metrics. Every metric has the label `service`; all other labels come from route patterns and enums.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus::core::Collector;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

/// Upper bounds in seconds, close together around the shop's objective of 0.5 s.
pub const DURATION_BUCKETS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0,
];

/// The metrics of a service. Copies share one registry.
#[derive(Clone)]
pub struct Metrics {
    inner: Arc<Inner>,
}

type Refresh = Box<dyn Fn() + Send + Sync>;

struct Inner {
    registry: Registry,
    refresh: Mutex<Vec<Refresh>>,
    pub(crate) requests: IntCounterVec,
    pub(crate) request_seconds: HistogramVec,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// An empty registry for `service`, with the metrics of its process and its requests.
    ///
    /// # Errors
    /// The name can't be a label's value.
    pub fn new(service: &str) -> Result<Self, prometheus::Error> {
        let labels = std::collections::HashMap::from([("service".to_owned(), service.to_owned())]);
        let registry = Registry::new_custom(None, Some(labels))?;
        #[cfg(target_os = "linux")]
        registry.register(Box::new(
            prometheus::process_collector::ProcessCollector::for_self(),
        ))?;
        let requests = IntCounterVec::new(
            Opts::new("http_requests_total", "Requests answered."),
            &["route", "method", "status"],
        )?;
        let request_seconds = HistogramVec::new(
            HistogramOpts::new(
                "http_request_duration_seconds",
                "Time from a request to the head of its reply.",
            )
            .buckets(DURATION_BUCKETS.to_vec()),
            &["route", "method"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(request_seconds.clone()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                registry,
                refresh: Mutex::default(),
                requests,
                request_seconds,
            }),
        })
    }

    /// A counter.
    ///
    /// # Errors
    /// Another metric has this name.
    pub fn counter(&self, name: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
        self.register(IntCounter::new(name, help)?)
    }

    /// A counter with labels.
    ///
    /// # Errors
    /// Another metric has this name.
    pub fn counters(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<IntCounterVec, prometheus::Error> {
        self.register(IntCounterVec::new(Opts::new(name, help), labels)?)
    }

    /// A gauge with labels.
    ///
    /// # Errors
    /// Another metric has this name.
    pub fn gauges(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<IntGaugeVec, prometheus::Error> {
        self.register(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    /// A histogram of seconds with labels.
    ///
    /// # Errors
    /// Another metric has this name.
    pub fn seconds(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<HistogramVec, prometheus::Error> {
        let options = HistogramOpts::new(name, help).buckets(DURATION_BUCKETS.to_vec());
        self.register(HistogramVec::new(options, labels)?)
    }

    /// Calls `refresh` before each scrape: for gauges that are read, not counted.
    pub fn on_scrape(&self, refresh: impl Fn() + Send + Sync + 'static) {
        self.inner
            .refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::new(refresh));
    }

    /// All metrics in Prometheus' text format.
    ///
    /// # Errors
    /// A metric can't be written.
    pub fn render(&self) -> Result<String, prometheus::Error> {
        for refresh in self
            .inner
            .refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            refresh();
        }
        let mut text = Vec::with_capacity(16 * 1024);
        TextEncoder::new().encode(&self.inner.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    pub(crate) fn request(&self, route: &str, method: &str, status: u16, seconds: f64) {
        let duration = self
            .inner
            .request_seconds
            .with_label_values(&[route, method]);
        if duration.get_sample_count() == 0 {
            // A rate sees nothing of the first failure of a series that did not exist before it.
            for failure in ["500", "503"] {
                self.inner
                    .requests
                    .with_label_values(&[route, method, failure]);
            }
        }
        self.inner
            .requests
            .with_label_values(&[route, method, status_label(status).as_str()])
            .inc();
        duration.observe(seconds);
    }

    /// Registers `metric`. A second service in the same process, as in tests, has a registry of its own.
    fn register<C: Collector + Clone + 'static>(&self, metric: C) -> Result<C, prometheus::Error> {
        self.inner.registry.register(Box::new(metric.clone()))?;
        Ok(metric)
    }
}

fn status_label(status: u16) -> String {
    status.to_string()
}
