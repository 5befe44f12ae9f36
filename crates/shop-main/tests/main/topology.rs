//! The services as `main` sees them.

use anyhow::Result;
use serde_json::json;

use crate::support::Shop;

#[actix_web::test]
async fn the_topology_names_every_service_with_its_build_and_its_dependencies() -> Result<()> {
    let mut shop = Shop::open().await?;
    shop.add_main_past_the_gates()?;
    let (status, topology) = shop.customer()?.get("/api/topology").await?;
    assert_eq!(status, 200);
    for (index, name) in ["main", "catalog", "order"].into_iter().enumerate() {
        let service = &topology["services"][index];
        assert_eq!(service["name"], name);
        assert_eq!(service["version"]["service"], name, "{service}");
        assert_eq!(service["readiness"]["status"], "ok", "{service}");
        assert_eq!(service["error"], json!(null));
    }
    for (index, dependency) in [(0, "redis"), (2, "postgres"), (2, "shared-storage")] {
        assert_eq!(
            topology["services"][index]["readiness"]["dependencies"][dependency],
            json!({ "ok": true, "detail": null })
        );
    }
    Ok(())
}

#[actix_web::test]
async fn a_service_that_is_away_is_told_and_hides_nothing_else() -> Result<()> {
    let mut shop = Shop::open().await?;
    shop.add_main_past_the_gates()?;
    shop.stop_order();
    shop.stop_redis();
    let (status, topology) = shop.customer()?.get("/api/topology").await?;
    assert_eq!(status, 200);
    let (main, catalog, order) = (
        &topology["services"][0],
        &topology["services"][1],
        &topology["services"][2],
    );
    assert_eq!(main["readiness"]["status"], "unavailable");
    assert_eq!(
        main["readiness"]["dependencies"]["redis"],
        json!({ "ok": false, "detail": null })
    );
    assert_eq!(catalog["readiness"]["status"], "ok");
    assert_eq!(
        (&order["version"], &order["readiness"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(order["error"], "no connection");
    Ok(())
}
