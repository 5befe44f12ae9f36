//! Products: found, paged, changed by staff alone.

use std::collections::BTreeSet;

use futures::future::join_all;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shop_api::{Category, Page, Product};
use shop_catalog::seed;
use uuid::Uuid;

use crate::support::{Catalog, assert_law, database, draft};

async fn page(catalog: &Catalog, query: &str) -> Page<Product> {
    catalog.get(&format!("/products?{query}")).await.read(200)
}

/// Follows `next` to the end.
async fn all(catalog: &Catalog, query: &str) -> Vec<Product> {
    let mut products = Vec::new();
    let mut next = String::new();
    loop {
        let page = page(catalog, &format!("{query}{next}")).await;
        products.extend(page.items);
        match page.next {
            Some(cursor) => next = format!("&after={cursor}"),
            None => return products,
        }
        assert!(products.len() <= 1000, "the pages never end");
    }
}

#[rstest]
#[case::one_by_one(1)]
#[case::uneven(7)]
#[case::exactly_at_the_end(20)]
#[case::all_at_once(100)]
#[tokio::test]
async fn pages_hold_every_product_once(#[case] limit: u32) {
    let database = database();
    let catalog = Catalog::start(&database).await;
    assert_eq!(seed::products(&catalog.state).await.unwrap(), 60);
    let products = all(&catalog, &format!("limit={limit}")).await;
    assert_eq!(products.len(), 60);
    assert_eq!(
        products
            .iter()
            .map(|product| product.id)
            .collect::<BTreeSet<_>>()
            .len(),
        60
    );
}

#[tokio::test]
async fn a_product_that_comes_while_somebody_pages_hides_no_other() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    seed::products(&catalog.state).await.unwrap();
    let first = page(&catalog, "limit=30").await;
    let new = catalog.product("NEW-1", 1).await;
    let rest = page(
        &catalog,
        &format!("limit=100&after={}", first.next.unwrap()),
    )
    .await
    .items;
    assert_eq!(rest.len(), 31);
    assert_eq!(rest.last().unwrap().id, new.id, "new products come last");
}

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    assert_eq!(seed::products(&catalog.state).await.unwrap(), 60);
    let mug = page(&catalog, "limit=1").await.items.remove(0);
    catalog.reserve(Uuid::now_v7(), &[(mug.id, 5)], 60).await;
    assert_eq!(seed::products(&catalog.state).await.unwrap(), 0);
    assert_eq!(catalog.stock(mug.id).await, 9_995);
    assert_law(&database);
}

#[tokio::test]
async fn categories_count_what_is_on_sale() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    seed::products(&catalog.state).await.unwrap();
    let kitchen = page(&catalog, "category=kitchen&limit=100").await.items;
    let removed = catalog
        .send(catalog.removal(&format!("/products/{}", kitchen[0].id), 1))
        .await;
    assert_eq!(removed.status, 204);
    let categories: Vec<Category> = catalog.get("/categories").await.read(200);
    assert_eq!(categories.len(), 6);
    for category in categories {
        let listed = all(&catalog, &format!("category={}", category.slug)).await;
        assert_eq!(listed.len() as u64, category.count);
        assert_eq!(
            category.count,
            if category.slug == "kitchen" { 9 } else { 10 }
        );
    }
    assert!(page(&catalog, "category=cars").await.items.is_empty());
}

#[rstest]
#[case::english("mug", 2)]
#[case::any_case("STONEWARE", 2)]
#[case::korean("선인장", 2)]
#[case::article_number("AUD-007", 1)]
#[case::description("bicycle", 1)]
#[case::nothing("zeppelin", 0)]
#[case::no_wildcards("%", 0)]
#[case::no_single_wildcards("m_g", 0)]
#[tokio::test]
async fn a_search_finds_words_in_both_languages(#[case] term: &str, #[case] hits: usize) {
    let database = database();
    let catalog = Catalog::start(&database).await;
    seed::products(&catalog.state).await.unwrap();
    let request = catalog
        .request(Method::GET, "/products")
        .query(&[("q", term), ("limit", "100")]);
    let found: Page<Product> = catalog.send(request).await.read(200);
    assert_eq!(
        found.items.len(),
        hits,
        "{:?}",
        found.items.iter().map(|p| &p.name).collect::<Vec<_>>()
    );
}

#[rstest]
#[case::too_few("limit=0", "limit")]
#[case::too_many("limit=101", "limit")]
#[case::no_cursor("after=1", "after")]
#[tokio::test]
async fn a_wrong_query_names_its_field(#[case] query: &str, #[case] field: &str) {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let answer = catalog.get(&format!("/products?{query}")).await;
    assert_eq!(
        (answer.status, answer.fields()),
        (400, vec![field.to_owned()])
    );
}

#[tokio::test]
async fn only_staff_may_write() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 1).await;
    let path = format!("/products/{}", mug.id);
    for (method, path) in [
        (Method::POST, "/products".to_owned()),
        (Method::PUT, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::PUT, format!("{path}/image")),
    ] {
        let answer = catalog.internal(method, &path, &draft("MUG-2", 1)).await;
        assert_eq!(answer.status, 401, "{path}");
    }
}

#[tokio::test]
async fn an_article_number_belongs_to_one_product() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 1).await;
    let other = catalog.product("MUG-2", 1).await;
    assert_eq!(
        catalog.create(&draft("MUG-1", 1)).await.problem(),
        "sku-taken"
    );
    let request = catalog.staff(Method::PUT, &format!("/products/{}", other.id));
    let answer = catalog
        .send(request.header("if-match", "\"1\"").json(&draft("MUG-1", 1)))
        .await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "sku-taken")
    );
    assert_eq!(
        catalog
            .get(&format!("/products/{}", mug.id))
            .await
            .read::<Product>(200),
        mug
    );
}

#[tokio::test]
async fn of_two_changes_at_once_one_must_look_again() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 1).await;
    let path = format!("/products/{}", mug.id);
    let shown = catalog.get(&path).await;
    assert_eq!(shown.headers["etag"], "\"1\"");
    let change = |name: &'static str| {
        let body = json!({"name": name, "price": {"amount": 2000, "currency": "USD"}});
        let mut draft = draft("MUG-1", 1);
        draft
            .as_object_mut()
            .unwrap()
            .extend(body.as_object().unwrap().clone());
        catalog.send(
            catalog
                .staff(Method::PUT, &path)
                .header("if-match", "\"1\"")
                .json(&draft),
        )
    };
    let mut answers = join_all([change("First"), change("Second")]).await;
    answers.sort_by_key(|answer| answer.status);
    let changed: Product = answers[0].read(200);
    assert_eq!((changed.version, changed.price.amount), (2, 2000));
    assert_eq!(
        (answers[1].status, answers[1].problem().as_str()),
        (412, "version-mismatch")
    );
    let blind = catalog
        .send(catalog.staff(Method::PUT, &path).json(&draft("MUG-1", 1)))
        .await;
    assert_eq!(
        (blind.status, blind.problem().as_str()),
        (428, "precondition-required")
    );
}

#[tokio::test]
async fn a_changed_text_leaves_the_stock_and_a_changed_stock_keeps_the_law() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    catalog.reserve(Uuid::now_v7(), &[(mug.id, 4)], 60).await;
    let path = format!("/products/{}", mug.id);
    let put = |version: u32, stock: Option<u32>| {
        let mut draft = draft("MUG-1", 0);
        draft["stock"] = stock.map_or(Value::Null, Value::from);
        catalog.send(
            catalog
                .staff(Method::PUT, &path)
                .header("if-match", format!("\"{version}\""))
                .json(&draft),
        )
    };
    assert_eq!(put(1, None).await.read::<Product>(200).stock, 6);
    assert_law(&database);
    assert_eq!(put(2, Some(100)).await.read::<Product>(200).stock, 100);
    assert_law(&database);
    assert_eq!(put(3, Some(0)).await.read::<Product>(200).stock, 0);
    assert_law(&database);
}

#[tokio::test]
async fn a_removed_product_is_gone_for_everybody() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let path = format!("/products/{}", mug.id);
    let unnamed = catalog.send(catalog.staff(Method::DELETE, &path)).await;
    assert_eq!(unnamed.status, 428);
    let remove = async |version| catalog.send(catalog.removal(&path, version)).await.status;
    assert_eq!(remove(2).await, 412, "somebody changed another version");
    assert_eq!(catalog.get(&path).await.status, 200);
    assert_eq!(remove(1).await, 204);
    assert_eq!(catalog.get(&path).await.status, 404);
    assert_eq!(remove(2).await, 404);
    assert!(page(&catalog, "limit=10").await.items.is_empty());
    let put = catalog
        .staff(Method::PUT, &path)
        .header("if-match", "\"2\"")
        .json(&draft("MUG-1", 1));
    assert_eq!(catalog.send(put).await.status, 404);
}

#[rstest]
#[case::unknown("/products/00000000-0000-7000-8000-000000000000")]
#[case::no_id("/products/mug")]
#[case::nowhere("/nothing")]
#[tokio::test]
async fn what_is_not_there_is_a_problem(#[case] path: &str) {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let answer = catalog.get(path).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (404, "not-found")
    );
}
