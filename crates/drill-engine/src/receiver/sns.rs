//! What AWS itself alarms on: CloudWatch alarms come as notifications of an SNS topic.

use serde::Deserialize;

use super::inbox::{Attachment, Field, Message};

/// An [SNS message](https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html) to an HTTP endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Envelope {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(default)]
    topic_arn: String,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    message: String,
    #[serde(default, rename = "SubscribeURL")]
    subscribe_url: Option<String>,
}

/// What a CloudWatch alarm writes into `Message`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarm {
    alarm_name: String,
    #[serde(default)]
    alarm_description: Option<String>,
    new_state_value: String,
    #[serde(default)]
    new_state_reason: String,
    #[serde(default)]
    region: String,
}

/// As it is shown in the channel.
pub(super) fn message(envelope: Envelope) -> Message {
    let topic = envelope.topic_arn.rsplit(':').next().unwrap_or_default();
    let attachment = match serde_json::from_str::<Alarm>(&envelope.message) {
        Ok(alarm) => of_alarm(alarm),
        Err(_) => Attachment {
            title: envelope.subject.unwrap_or(envelope.kind),
            text: match envelope.subscribe_url {
                Some(url) => format!("{}\n{url}", envelope.message),
                None => envelope.message,
            },
            ..Attachment::default()
        },
    };
    Message {
        channel: "#incidents".into(),
        username: "Amazon CloudWatch".into(),
        attachments: vec![Attachment {
            footer: format!("SNS {topic}"),
            ..attachment
        }],
        ..Message::default()
    }
}

fn of_alarm(alarm: Alarm) -> Attachment {
    Attachment {
        color: match alarm.new_state_value.as_str() {
            "ALARM" => "danger",
            "OK" => "good",
            _ => "warning",
        }
        .into(),
        title: format!("[{}] {}", alarm.new_state_value, alarm.alarm_name),
        text: alarm.alarm_description.unwrap_or_default(),
        fields: vec![
            Field {
                title: "Reason".into(),
                value: alarm.new_state_reason,
            },
            Field {
                title: "Region".into(),
                value: alarm.region,
            },
        ],
        ..Attachment::default()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_says_its_name_state_and_reason() {
        let body = r#"{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:111122223333:shop-alarms",
            "Subject":"ALARM","Message":"{\"AlarmName\":\"rds-free-storage\",\"AlarmDescription\":\"Storage is low.\",\"NewStateValue\":\"ALARM\",\"NewStateReason\":\"1 datapoint < 2 GB\",\"Region\":\"US East\"}"}"#;
        let message = message(serde_json::from_str(body).unwrap());
        let alarm = &message.attachments[0];
        assert_eq!(alarm.title, "[ALARM] rds-free-storage");
        assert_eq!(alarm.color, "danger");
        assert_eq!(alarm.fields[0].value, "1 datapoint < 2 GB");
        assert_eq!(alarm.footer, "SNS shop-alarms");
    }

    #[test]
    fn a_subscription_shows_where_it_is_confirmed() {
        let body = r#"{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:us-east-1:1:t",
            "Message":"You have chosen to subscribe.","SubscribeURL":"https://sns.example/confirm"}"#;
        let message = message(serde_json::from_str(body).unwrap());
        assert_eq!(message.attachments[0].title, "SubscriptionConfirmation");
        assert!(
            message.attachments[0]
                .text
                .ends_with("https://sns.example/confirm")
        );
    }
}
