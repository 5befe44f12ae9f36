#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::*;
use crate::policy::model::{NamedPort, Protocol};

fn pod(namespace: &str, app: &str, address: &str, node: &str) -> Pod {
    Pod {
        namespace: namespace.into(),
        labels: [("app".to_owned(), app.to_owned())].into(),
        address: address.parse().unwrap(),
        node: node.into(),
        ports: vec![NamedPort {
            name: "http".into(),
            number: 8080,
            protocol: Protocol::Tcp,
        }],
    }
}

fn policy(spec: Value) -> Policy {
    Policy {
        namespace: "shop".into(),
        name: "policy".into(),
        spec: serde_json::from_value(spec).map_err(|error| error.to_string()),
    }
}

fn world(policies: Vec<Policy>) -> World {
    let namespace = |name: &str| Namespace {
        name: name.into(),
        labels: [("name".to_owned(), name.to_owned())].into(),
    };
    World {
        pods: vec![
            pod("shop", "main", "10.0.64.2", "node-1"),
            pod("shop", "order", "10.0.64.3", "node-1"),
            pod("shop", "main", "10.0.65.2", "node-2"),
            pod("other", "main", "10.0.65.3", "node-2"),
        ],
        namespaces: vec![namespace("shop"), namespace("other")],
        policies,
    }
}

/// What decides over the packets `to` or `from` an address: the chain's name, or `None` when nothing does.
fn chain_of<'r>(rules: &'r str, word: &str, address: &str) -> Option<&'r str> {
    let jump = format!("{address} : jump {word}_");
    let start = rules.find(&jump)? + jump.len() - word.len() - 1;
    rules[start..].split([',', ' ']).next()
}

/// The rules over the packets `to` or `from` an address, without the last.
fn chain(rules: &str, word: &str, address: &str) -> Vec<String> {
    let name = chain_of(rules, word, address).unwrap();
    let start = rules.find(&format!("chain {name} {{")).unwrap();
    let body = rules[start..].split("\n  }").next().unwrap();
    let lines: Vec<String> = body
        .lines()
        .skip(1)
        .map(|line| line.trim().to_owned())
        .collect();
    assert_eq!(lines.last().unwrap(), "counter drop");
    lines[..lines.len() - 1].to_vec()
}

#[test]
fn a_pod_that_no_policy_selects_has_no_chain() {
    let rules = rules(&world(vec![]), "node-1");
    assert!(!rules.contains("vmap"), "{rules}");
    assert!(rules.contains("ct state established,related accept"));
}

#[test]
fn a_pod_that_is_not_known_yet_reaches_nobody_and_is_reached_by_nobody() {
    let of_node = rules(&world(vec![]), "node-1");
    let known = "{ 10.0.64.2, 10.0.64.3 }";
    assert!(
        of_node.contains(&format!("iifname \"veth*\" ip saddr != {known} drop")),
        "{of_node}"
    );
    assert!(
        of_node.contains(&format!("oifname \"veth*\" ip daddr != {known} drop")),
        "{of_node}"
    );
    let nobody = rules(&World::default(), "node-1");
    assert!(nobody.contains("iifname \"veth*\" drop"), "{nobody}");
    assert!(nobody.contains("oifname \"veth*\" drop"), "{nobody}");
}

#[test]
fn a_default_deny_closes_both_ways_for_the_pods_of_this_node_only() {
    let deny = policy(json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}));
    let rules = rules(&world(vec![deny]), "node-1");
    for address in ["10.0.64.2", "10.0.64.3"] {
        assert!(chain(&rules, "to", address).is_empty());
        assert!(chain(&rules, "from", address).is_empty());
    }
    assert!(!rules.contains("10.0.65"), "{rules}");
}

#[test]
fn replicas_share_their_rules_and_the_order_of_what_was_heard_changes_nothing() {
    let mut world = world(vec![policy(json!({
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "main"}}}], "ports": [{"port": "http"}]}],
    }))]);
    world.pods.push(pod("shop", "main", "10.0.64.4", "node-1"));
    let before = rules(&world, "node-1");
    let of = |word, address| chain_of(&before, word, address).unwrap();
    assert_eq!(of("to", "10.0.64.4"), of("to", "10.0.64.2"), "{before}");
    assert_ne!(of("to", "10.0.64.4"), of("from", "10.0.64.4"), "{before}");
    assert_eq!(before.matches("  chain ").count(), 3, "{before}");
    world.pods.reverse();
    assert_eq!(rules(&world, "node-1"), before);
}

#[test]
fn without_types_a_policy_is_about_what_comes_in() {
    let rules = rules(&world(vec![policy(json!({"podSelector": {}}))]), "node-1");
    assert!(chain_of(&rules, "to", "10.0.64.2").is_some(), "{rules}");
    assert_eq!(chain_of(&rules, "from", "10.0.64.2"), None, "{rules}");
}

#[test]
fn a_peer_of_the_same_namespace_is_all_its_pods_on_every_node_and_none_of_another() {
    let policy = policy(json!({
        "podSelector": {"matchLabels": {"app": "order"}},
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "main"}}}], "ports": [{"port": 8080}]}],
    }));
    let rules = rules(&world(vec![policy]), "node-1");
    assert_eq!(
        chain(&rules, "to", "10.0.64.3"),
        ["ip saddr { 10.0.64.2, 10.0.65.2 } tcp dport 8080 return"]
    );
    assert_eq!(chain_of(&rules, "to", "10.0.64.2"), None);
}

#[test]
fn a_peer_with_both_selectors_must_be_both() {
    let policy = policy(json!({
        "podSelector": {"matchLabels": {"app": "order"}},
        "ingress": [{"from": [{
            "podSelector": {"matchLabels": {"app": "main"}},
            "namespaceSelector": {"matchLabels": {"name": "other"}},
        }]}],
    }));
    let rules = rules(&world(vec![policy]), "node-1");
    assert_eq!(
        chain(&rules, "to", "10.0.64.3"),
        ["ip saddr { 10.0.65.3 } return"]
    );
}

#[test]
fn a_port_by_name_is_what_the_receiving_pod_calls_so() {
    let spec = json!({
        "podSelector": {"matchLabels": {"app": "order"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"ports": [{"port": "http"}, {"port": "absent"}]}],
        "egress": [{"to": [{"podSelector": {}}], "ports": [{"port": "http"}]}],
    });
    let rules = rules(&world(vec![policy(spec)]), "node-1");
    assert_eq!(chain(&rules, "to", "10.0.64.3"), ["tcp dport 8080 return"]);
    assert_eq!(
        chain(&rules, "from", "10.0.64.3"),
        [
            "ip daddr 10.0.64.2 tcp dport 8080 return",
            "ip daddr 10.0.64.3 tcp dport 8080 return",
            "ip daddr 10.0.65.2 tcp dport 8080 return",
        ]
    );
}

#[test]
fn blocks_have_exceptions_and_ports_have_ends() {
    let spec = json!({
        "podSelector": {"matchLabels": {"app": "order"}},
        "policyTypes": ["Egress"],
        "egress": [{
            "to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}],
            "ports": [{"port": 5000, "endPort": 5010, "protocol": "UDP"}, {"protocol": "TCP"}],
        }],
    });
    let rules = rules(&world(vec![policy(spec)]), "node-1");
    assert_eq!(
        chain(&rules, "from", "10.0.64.3"),
        [
            "ip daddr 10.0.0.0/8 ip daddr != { 10.1.0.0/16 } udp dport 5000-5010 return",
            "ip daddr 10.0.0.0/8 ip daddr != { 10.1.0.0/16 } meta l4proto tcp return",
        ]
    );
}

#[test]
fn a_rule_without_anything_allows_everything_and_a_peer_that_selects_nobody_nothing() {
    let spec = json!({
        "podSelector": {"matchLabels": {"app": "order"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{}],
        "egress": [{"to": [{"podSelector": {"matchLabels": {"app": "nobody"}}}]}],
    });
    let rules = rules(&world(vec![policy(spec)]), "node-1");
    assert_eq!(chain(&rules, "to", "10.0.64.3"), ["return"]);
    assert!(chain(&rules, "from", "10.0.64.3").is_empty());
}

#[test]
fn a_policy_with_a_field_that_is_not_known_closes_its_namespace() {
    let unknown = policy(json!({"podSelector": {}, "tomorrow": true}));
    assert!(unknown.spec.is_err());
    let rules = rules(&world(vec![unknown]), "node-1");
    assert!(chain(&rules, "to", "10.0.64.2").is_empty());
    assert!(chain(&rules, "from", "10.0.64.3").is_empty());
}
