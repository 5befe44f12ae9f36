//! Which labels a selector selects (`metav1.LabelSelector`).

use std::collections::BTreeMap;

use serde::Deserialize;

/// Labels of a pod or a namespace.
pub(super) type Labels = BTreeMap<String, String>;

/// A selector. An empty one selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Selector {
    match_labels: Labels,
    match_expressions: Vec<Expression>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expression {
    key: String,
    operator: Operator,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Selector {
    pub(super) fn selects(&self, labels: &Labels) -> bool {
        self.match_labels
            .iter()
            .all(|(key, value)| labels.get(key) == Some(value))
            && self
                .match_expressions
                .iter()
                .all(|expression| expression.holds(labels))
    }
}

impl Expression {
    fn holds(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let is_listed = value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::In => is_listed,
            // True also where the key is absent, as the API has it.
            Operator::NotIn => !is_listed,
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case::everything(json!({}), true)]
    #[case::label(json!({"matchLabels": {"app": "main"}}), true)]
    #[case::other_label(json!({"matchLabels": {"app": "order"}}), false)]
    #[case::one_of_two(json!({"matchLabels": {"app": "main", "tier": "back"}}), false)]
    #[case::in_list(json!({"matchExpressions": [{"key": "app", "operator": "In", "values": ["order", "main"]}]}), true)]
    #[case::not_in_list(json!({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["main"]}]}), false)]
    #[case::not_in_where_absent(json!({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["back"]}]}), true)]
    #[case::exists(json!({"matchExpressions": [{"key": "app", "operator": "Exists"}]}), true)]
    #[case::does_not_exist(json!({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}), false)]
    fn a_selector_selects_as_the_api_says(
        #[case] selector: serde_json::Value,
        #[case] selected: bool,
    ) {
        let selector: Selector = serde_json::from_value(selector).unwrap();
        let labels = Labels::from([("app".to_owned(), "main".to_owned())]);
        assert_eq!(selector.selects(&labels), selected);
    }
}
