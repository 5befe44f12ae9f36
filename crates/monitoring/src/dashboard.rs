//! Dashboards: from what they ask and why to what Grafana reads.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::SourceError;

/// Columns of a Grafana dashboard.
const COLUMNS: u32 = 24;
const PANEL_HEIGHT: u32 = 8;
const STAT_HEIGHT: u32 = 4;
/// The oldest Grafana that knows everything in it.
const SCHEMA_VERSION: u32 = 39;

/// A dashboard.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dashboard {
    /// `shop-incident`: its address in Grafana and its file's name.
    pub uid: String,
    /// For people.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// From the most to the least urgent question.
    pub rows: Vec<Row>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Row {
    /// For people.
    pub title: String,
    /// Side by side, as far as there is room.
    pub panels: Vec<Panel>,
}

/// One picture.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Panel {
    /// For people.
    pub title: String,
    /// What it shows, and what is normal.
    pub description: String,
    /// How it is drawn.
    #[serde(default)]
    pub kind: Kind,
    /// Grafana's name of the unit.
    pub unit: String,
    /// Columns of 24.
    #[serde(default = "third")]
    pub width: u32,
    /// Where the axis ends.
    #[serde(default)]
    pub max: Option<f64>,
    /// Whether series are added up.
    #[serde(default)]
    pub stack: bool,
    /// Colours by value, ascending.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// Whether it may be empty while all is well.
    #[serde(default)]
    pub quiet: bool,
    /// What it asks Prometheus.
    pub queries: Vec<Query>,
}

/// How a panel is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Curves.
    #[default]
    Timeseries,
    /// One number per series.
    Stat,
    /// Rows.
    Table,
}

/// From a value on, a colour.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Threshold {
    from: f64,
    color: String,
}

/// One question to Prometheus.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Query {
    /// PromQL, with `$rate` for the window of a rate.
    pub expr: String,
    /// What a series is called, with labels in double braces.
    #[serde(default)]
    pub legend: String,
}

const fn third() -> u32 {
    COLUMNS / 3
}

impl Dashboard {
    /// Reads a source.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub fn read(file: &str, text: &str) -> Result<Self, SourceError> {
        serde_saphyr::from_str(text).map_err(|error| SourceError::new(file, error))
    }

    /// Every panel of every row.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.rows.iter().flat_map(|row| &row.panels)
    }

    /// As Grafana reads it.
    #[must_use]
    pub(crate) fn grafana(&self) -> Value {
        let (mut panels, mut y) = (Vec::new(), 0);
        for row in &self.rows {
            panels.push(json!({
                "id": panels.len() + 1, "type": "row", "title": row.title, "collapsed": false, "panels": [],
                "gridPos": { "x": 0, "y": y, "w": COLUMNS, "h": 1 },
            }));
            y += 1;
            let (mut x, mut height) = (0, 0);
            for panel in &row.panels {
                if x + panel.width > COLUMNS {
                    (x, y, height) = (0, y + height, 0);
                }
                panels.push(panel.grafana(panels.len() + 1, x, y));
                x += panel.width;
                height = height.max(panel.height());
            }
            y += height;
        }
        json!({
            "uid": self.uid, "title": self.title, "description": self.description,
            "tags": ["shop"], "editable": true, "graphTooltip": 1, "schemaVersion": SCHEMA_VERSION, "version": 1,
            "refresh": "5s", "time": { "from": "now-15m", "to": "now" }, "timezone": "browser",
            "links": [{
                "type": "dashboards", "tags": ["shop"], "title": "Shop", "asDropdown": true,
                "includeVars": true, "keepTime": true,
            }],
            "annotations": { "list": [{
                "name": "Alerts", "enable": true, "iconColor": "red", "datasource": source(),
                "expr": "ALERTS{alertstate=\"firing\",alertname!=\"Watchdog\"}",
                "titleFormat": "{{alertname}}", "step": "5s",
            }] },
            "templating": { "list": [{
                "name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus",
                "current": {}, "hide": 0, "refresh": 1,
            }] },
            "panels": panels,
        })
    }
}

fn source() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

impl Panel {
    const fn height(&self) -> u32 {
        match self.kind {
            Kind::Stat => STAT_HEIGHT,
            Kind::Timeseries | Kind::Table => PANEL_HEIGHT,
        }
    }

    fn grafana(&self, id: usize, x: u32, y: u32) -> Value {
        let targets: Vec<Value> = self
            .queries
            .iter()
            .zip('A'..)
            .map(|(query, id)| query.grafana(id, self.kind))
            .collect();
        let mut steps = vec![json!({ "color": "green", "value": null })];
        steps.extend(
            self.thresholds
                .iter()
                .map(|threshold| json!({ "color": threshold.color, "value": threshold.from })),
        );
        let mut defaults = json!({
            "unit": self.unit, "min": 0,
            "thresholds": { "mode": "absolute", "steps": steps },
        });
        if let Some(max) = self.max {
            defaults["max"] = max.into();
        }
        if self.kind == Kind::Timeseries {
            defaults["custom"] = json!({
                "lineWidth": 1, "fillOpacity": if self.stack { 40 } else { 8 }, "showPoints": "never",
                "stacking": { "mode": if self.stack { "normal" } else { "none" } },
                "thresholdsStyle": { "mode": if self.thresholds.is_empty() { "off" } else { "line" } },
            });
        }
        json!({
            "id": id, "type": self.kind.name(), "title": self.title, "description": self.description,
            "datasource": source(), "targets": targets,
            "gridPos": { "x": x, "y": y, "w": self.width, "h": self.height() },
            "fieldConfig": { "defaults": defaults, "overrides": [] },
            "options": self.kind.options(),
        })
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Timeseries => "timeseries",
            Self::Stat => "stat",
            Self::Table => "table",
        }
    }

    fn options(self) -> Value {
        match self {
            Self::Timeseries => json!({
                "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true },
                "tooltip": { "mode": "multi", "sort": "desc" },
            }),
            Self::Stat => json!({
                "colorMode": "background", "graphMode": "area", "textMode": "auto",
                "reduceOptions": { "calcs": ["lastNotNull"], "values": false },
            }),
            Self::Table => json!({ "showHeader": true, "cellHeight": "sm" }),
        }
    }
}

impl Query {
    fn grafana(&self, id: char, kind: Kind) -> Value {
        let table = kind == Kind::Table;
        json!({
            "refId": id.to_string(), "datasource": source(),
            "expr": self.expr.replace("$rate", "$__rate_interval"), "legendFormat": self.legend,
            "range": !table, "instant": table, "format": if table { "table" } else { "time_series" },
        })
    }
}
