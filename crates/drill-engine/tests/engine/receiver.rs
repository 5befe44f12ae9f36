//! What the lab's monitoring says to the supervisor, and asks it, over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use drill_engine::receiver::{AlertStatus, Alerts, Inbox, Receiver};
use lab_managed::LabDir;
use tokio_util::sync::CancellationToken;

use crate::kit::compute::FakeCompute;

/// As Alertmanager 0.25 sends it, shortened.
const ALERT: &str = r#"{"receiver":"pager","status":"firing","alerts":[{"status":"firing",
    "labels":{"alertname":"ShopErrorRate","severity":"page"},
    "annotations":{"summary":"5xx","summary_ko":"오류","impact":"customers"},
    "startsAt":"2026-11-24T10:00:00.5Z","endsAt":"0001-01-01T00:00:00Z",
    "generatorURL":"http://localhost","fingerprint":"a1"}],"groupLabels":{},"commonLabels":{},
    "commonAnnotations":{},"externalURL":"http://localhost","version":"4","groupKey":"{}","truncatedAlerts":0}"#;

/// As its Slack receiver sends it, shortened.
const SLACK: &str = r##"{"channel":"#incidents","username":"Alertmanager","attachments":[{"title":"[FIRING] ShopErrorRate",
    "title_link":"","text":"*half of all requests fail*","fallback":"[FIRING]","callback_id":"","footer":"",
    "color":"danger","mrkdwn_in":["fallback","pretext","text"]}]}"##;

struct Desk {
    address: SocketAddr,
    alerts: Alerts,
    inbox: Inbox,
    _home: tempfile::TempDir,
}

impl Desk {
    async fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = LabDir::new(home.path(), "default").unwrap();
        dir.create().unwrap();
        let (alerts, inbox) = (Alerts::default(), Inbox::of(&dir));
        let compute = Arc::new(FakeCompute::default());
        let wanted = ("catalog".to_owned(), 2);
        compute.desired.lock().unwrap().replicas.extend([wanted]);
        let receiver = Receiver::bind(0, "secret", alerts.clone(), inbox.clone(), compute)
            .await
            .unwrap();
        let address = receiver.address().unwrap();
        tokio::spawn(receiver.run(CancellationToken::new()));
        Self {
            address,
            alerts,
            inbox,
            _home: home,
        }
    }

    async fn post(&self, path: &str, body: &'static str) -> (u16, String) {
        let url = format!("http://{}{path}", self.address);
        let response = reqwest::Client::new().post(url).body(body).send().await;
        let response = response.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

#[tokio::test]
async fn an_alert_reaches_its_subscriber_and_only_by_the_right_token() {
    let desk = Desk::open().await;
    let mut pages = desk.alerts.subscribe();
    assert_eq!(desk.post("/alerts/guess", ALERT).await.0, 404);
    assert_eq!(desk.post("/alerts/secret", "{").await.0, 400);
    assert_eq!(desk.post("/alerts/secret", ALERT).await.0, 200);
    let alert = pages.recv().await.unwrap();
    assert_eq!(alert.name(), "ShopErrorRate");
    assert_eq!(alert.severity(), "page");
    assert_eq!(alert.annotation("summary").ko, "오류");
    assert_eq!(alert.annotation("impact").ko, "customers");
    assert_eq!(alert.status, AlertStatus::Firing);
    assert!(pages.try_recv().is_err(), "the guess was listened to");
}

#[tokio::test]
async fn the_inbox_answers_as_slack_does_and_keeps_what_it_got() {
    let desk = Desk::open().await;
    let said = |status, text: &str| (status, text.to_owned());
    assert_eq!(
        desk.post("/slack/guess", SLACK).await,
        said(404, "not_found")
    );
    assert_eq!(
        desk.post("/slack/secret", "{").await,
        said(400, "invalid_payload")
    );
    assert_eq!(desk.post("/slack/secret", "{}").await, said(400, "no_text"));
    assert_eq!(desk.post("/slack/secret", SLACK).await, said(200, "ok"));
    let kept = desk.inbox.messages().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].from, "slack");
    assert_eq!(kept[0].message.channel, "#incidents");
    assert_eq!(kept[0].message.attachments[0].color, "danger");
}

#[tokio::test]
async fn prometheus_learns_how_many_replicas_there_are() {
    let desk = Desk::open().await;
    let url = format!("http://{}/metrics", desk.address);
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(
        text.contains("# TYPE shop_replicas_ready gauge\n"),
        "{text}"
    );
    for line in [
        "shop_replicas_desired{service=\"catalog\"} 2",
        "shop_replicas_ready{service=\"catalog\"} 2",
        "shop_replica_restarts_total{service=\"catalog\",replica=\"catalog-1\"} 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
}
