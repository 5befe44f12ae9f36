//! Comparing an object with what it was, and making it so again.

use serde_json::Value;

/// What the API server and the controllers keep in an object's metadata.
const KEPT: [&str; 7] = [
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];
/// The Deployment controller's count of revisions.
const REVISION: &str = "deployment.kubernetes.io/revision";
/// What `kubectl rollout restart` changes. A restart alone is nothing that would have to be taken back.
const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";
/// Annotations that are not the object's configuration, and where they are.
const FORGOTTEN: [(&str, &str); 2] = [
    ("/metadata/annotations", REVISION),
    ("/spec/template/metadata/annotations", RESTARTED),
];

/// Whether an object was made by a controller, or is part of every namespace.
pub(super) fn is_made(object: &Value) -> bool {
    let metadata = &object["metadata"];
    metadata["ownerReferences"].is_array()
        || metadata["name"] == "kube-root-ca.crt"
        || object["type"] == "kubernetes.io/service-account-token"
}

/// An object without what is not its configuration.
pub(super) fn tidy(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.remove("status");
    }
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.retain(|name, _| !KEPT.contains(&name.as_str()));
    }
    for (map, name) in FORGOTTEN {
        forget(&mut object, map, name);
    }
    object
}

/// Removes an entry, and the map that holds nothing else.
fn forget(object: &mut Value, map: &str, name: &str) {
    let Some(entries) = object.pointer_mut(map).and_then(Value::as_object_mut) else {
        return;
    };
    entries.remove(name);
    let (parent, last) = map.rsplit_once('/').unwrap_or_default();
    if entries.is_empty()
        && let Some(parent) = object.pointer_mut(parent).and_then(Value::as_object_mut)
    {
        parent.remove(last);
    }
}

/// Whether an object is configured as it was.
pub(super) fn same(now: &Value, before: &Value) -> bool {
    tidy(now) == tidy(before)
}

/// What makes of `now` what was before. What tidying forgets stays as it is now: without the last restart a Deployment
/// would roll once more.
pub(super) fn replacement(now: &Value, before: &Value) -> Value {
    let mut object = tidy(before);
    object["metadata"]["resourceVersion"] = now["metadata"]["resourceVersion"].clone();
    for (map, name) in FORGOTTEN {
        if let Some(value) = now.pointer(map).and_then(|entries| entries.get(name)) {
            *entry(&mut object, map, name) = value.clone();
        }
    }
    object
}

/// An entry of a map, which is made where it is missing.
fn entry<'a>(object: &'a mut Value, map: &str, name: &str) -> &'a mut Value {
    let steps = map.split('/').skip(1).chain([name]);
    steps.fold(object, |value, step| &mut value[step])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn deployment() -> Value {
        json!({
            "metadata": { "name": "order", "uid": "1", "resourceVersion": "5", "annotations": { REVISION: "1" } },
            "spec": { "replicas": 2, "template": { "metadata": { "labels": {} } } },
            "status": { "replicas": 2 },
        })
    }

    #[test]
    fn what_controllers_write_is_no_difference() {
        let mut now = deployment();
        now["metadata"]["resourceVersion"] = "9".into();
        now["metadata"]["annotations"][REVISION] = "2".into();
        now["status"]["replicas"] = 3.into();
        now["spec"]["template"]["metadata"]["annotations"] = json!({ RESTARTED: "today" });
        assert!(same(&now, &deployment()));
        now["spec"]["replicas"] = 3.into();
        assert!(!same(&now, &deployment()));
    }

    #[test]
    fn an_object_is_replaced_at_its_own_version() {
        let mut now = deployment();
        now["metadata"]["resourceVersion"] = "9".into();
        now["metadata"]["annotations"][REVISION] = "2".into();
        now["spec"]["replicas"] = 0.into();
        now["spec"]["template"]["metadata"]["annotations"] = json!({ RESTARTED: "today" });
        let made = replacement(&now, &deployment());
        let template = &made["spec"]["template"]["metadata"];
        assert_eq!(template["annotations"][RESTARTED], "today");
        assert_eq!(made["metadata"]["resourceVersion"], "9");
        assert_eq!(made["metadata"]["annotations"][REVISION], "2");
        assert_eq!(made["spec"]["replicas"], 2);
        assert!(made["metadata"]["uid"].is_null());
    }

    #[test]
    fn what_a_controller_made_is_not_configured() {
        let owned = json!({ "metadata": { "name": "a", "ownerReferences": [{}] } });
        assert!(is_made(&owned));
        assert!(!is_made(&deployment()));
    }
}
