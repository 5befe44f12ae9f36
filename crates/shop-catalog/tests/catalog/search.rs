//! Search in a shop with many products.

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::Text;
use reqwest::Method;
use rstest::rstest;
use shop_api::{Page, Product};

use crate::support::{Catalog, database};

/// Words of random letters in both languages; number 7 alone is a cactus.
const MANY: &str = "INSERT INTO products (id, sku, name, name_ko, description, description_ko, category, price_amount, \
     currency, stock, received) \
     SELECT gen_random_uuid(), 'SKU-' || n, CASE n WHEN 7 THEN 'Cactus' ELSE md5(n::text) END, \
     CASE n WHEN 7 THEN '작은 선인장' ELSE translate(md5(n::text), '0123456789abcdef', '가나다라마바사아자차카타파하거너') END, \
     'Number ' || n, '번호 ' || n, 'kitchen', 100, 'USD', 1, 1 FROM generate_series(1, 20000) AS n; ANALYZE products";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    text: String,
}

#[rstest]
#[case::english("cactus", "search_pairs(lower('cactus'))")]
#[case::korean("선인장", "search_pairs(lower('선인장'))")]
#[case::korean_of_two("인장", "search_pairs(lower('인장'))")]
#[case::one_syllable("작", "ARRAY[lower('작')]")]
#[tokio::test]
async fn a_search_among_many_products_uses_its_index(#[case] term: &str, #[case] grams: &str) {
    let database = database();
    let mut connection = database.connect().unwrap();
    connection.batch_execute(MANY).unwrap();
    let plan: Vec<Line> = diesel::sql_query(format!(
        "EXPLAIN SELECT * FROM products WHERE deleted_at IS NULL AND search LIKE lower('%{term}%') \
         AND search_grams(search) @> {grams} ORDER BY id LIMIT 21"
    ))
    .load(&mut connection)
    .unwrap();
    let plan = plan
        .into_iter()
        .map(|line| line.text)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(plan.contains("products_by_search"), "{plan}");

    let catalog = Catalog::start(&database).await;
    let request = catalog.request(Method::GET, "/products");
    let found: Page<Product> = catalog.send(request.query(&[("q", term)])).await.read(200);
    assert_eq!(found.items.len(), 1);
    assert_eq!(found.items[0].name, "Cactus");
}
