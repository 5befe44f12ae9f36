//! Rollouts of every service while customers come.

use crate::kit::Lab;

/// Requests per second.
const RATE: u32 = 50;

#[test]
fn a_rolling_update_of_every_service_loses_no_request() {
    let lab = Lab::from_environment();
    let namespaced = format!("--namespace={}", lab.namespace);
    let customers = lab.customers(RATE);
    customers.wait_for_requests(u64::from(RATE) * 2);
    for service in ["frontend", "main", "catalog", "order"] {
        let deployment = format!("deployment/{service}");
        let before = customers.seen();
        lab.kubectl(&["rollout", "restart", &namespaced, &deployment], "");
        lab.kubectl(
            &[
                "rollout",
                "status",
                &namespaced,
                &deployment,
                "--timeout=90s",
            ],
            "",
        );
        // The last old pod drains, and what was under way is counted.
        customers.wait_for_requests(u64::from(RATE) * 5);
        let seen = customers.seen();
        println!(
            "{service}: {} requests, {} failed",
            seen.ok + seen.failed - before.ok - before.failed,
            seen.failed - before.failed
        );
    }
    let seen = customers.seen();
    assert_eq!(seen.failed, 0, "of {} requests", seen.ok);
}
