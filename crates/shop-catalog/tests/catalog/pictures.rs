//! Pictures.

use futures::future::join_all;
use reqwest::Method;
use rstest::rstest;
use shop_api::Product;
use shop_catalog::seed;
use shop_kit::Service;
use shop_kit::s3::ObjectStore;
use shop_kit::testing::TestObjectStore;

use crate::support::{Answer, Catalog, database};

const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10not really, but it begins like one";
const JPEG: &[u8] = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x10not really, but it begins like one";

/// Gives the product, as it was seen last, a picture.
async fn put(catalog: &Catalog, product: &Product, picture: Vec<u8>) -> Answer {
    // What its sender calls it does not count.
    let request = catalog
        .staff(Method::PUT, &product.image_path)
        .header("if-match", format!("\"{}\"", product.version))
        .header("content-type", "text/plain");
    catalog.send(request.body(picture)).await
}

async fn with_bucket(
    database: &shop_kit::testing::TestDatabase,
    store: &TestObjectStore,
) -> Catalog {
    let catalog = Catalog::with_store(database, &store.settings()).await;
    let service = Service::new("test", "1").unwrap();
    let bucket = ObjectStore::new(&store.settings(), &service).await.unwrap();
    bucket.ensure_bucket().await.unwrap();
    catalog
}

/// Pictures in the bucket.
fn pictures(store: &TestObjectStore) -> usize {
    let folders = std::fs::read_dir(store.bucket().join("products"));
    let folders = folders.into_iter().flatten().flatten();
    folders
        .map(|folder| std::fs::read_dir(folder.path()).unwrap().count())
        .sum()
}

#[tokio::test]
async fn an_uploaded_picture_is_served_until_the_next_one_replaces_it() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    assert_eq!(catalog.get(&mug.image_path).await.problem(), "not-found");

    let mug: Product = put(&catalog, &mug, PNG.to_vec()).await.read(200);
    assert_eq!(mug.version, 2);
    let first = catalog.get(&mug.image_path).await;
    assert_eq!((first.status, first.bytes.as_slice()), (200, PNG));
    assert_eq!(first.headers["content-type"], "image/png");
    assert_eq!(
        first.headers["content-length"],
        PNG.len().to_string().as_str()
    );
    assert_eq!(first.headers["x-content-type-options"], "nosniff");

    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = catalog
        .request(Method::GET, &mug.image_path)
        .header("if-none-match", &tag);
    let again = catalog.send(again).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));

    put(&catalog, &mug, JPEG.to_vec())
        .await
        .read::<Product>(200);
    let second = catalog
        .send(
            catalog
                .request(Method::GET, &mug.image_path)
                .header("if-none-match", &tag),
        )
        .await;
    assert_eq!((second.status, second.bytes.as_slice()), (200, JPEG));
    assert_eq!(second.headers["content-type"], "image/jpeg");
    assert_eq!(pictures(&store), 1, "the replaced picture is removed");
}

#[rstest]
#[case::text(b"hello".to_vec(), 415, "unsupported-media")]
#[case::script(b"<svg onload='alert(1)'>".to_vec(), 415, "unsupported-media")]
#[case::nothing(Vec::new(), 415, "unsupported-media")]
#[case::a_giant(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0".to_vec(), 415, "unsupported-media")]
#[case::huge([PNG, &vec![0; 5 * 1024 * 1024]].concat(), 413, "payload-too-large")]
#[tokio::test]
async fn what_is_no_picture_is_refused(
    #[case] file: Vec<u8>,
    #[case] status: u16,
    #[case] problem: &str,
) {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    let answer = put(&catalog, &mug, file).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (status, problem)
    );
    assert_eq!(pictures(&store), 0);
}

#[tokio::test]
async fn a_picture_is_for_the_version_that_its_sender_saw() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    let unseen = catalog.staff(Method::PUT, &mug.image_path);
    let answer = catalog.send(unseen.body(PNG)).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (428, "precondition-required")
    );
    let seen: Product = put(&catalog, &mug, JPEG.to_vec()).await.read(200);
    let late = put(&catalog, &mug, PNG.to_vec()).await;
    assert_eq!(
        (late.status, late.problem().as_str()),
        (412, "version-mismatch")
    );
    assert_eq!(catalog.get(&mug.image_path).await.bytes, JPEG);

    // Several see the same version: one picture is taken, and what the others stored is removed.
    let all = join_all((0..4).map(|_| put(&catalog, &seen, PNG.to_vec()))).await;
    let mut statuses: Vec<u16> = all.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
    assert_eq!(catalog.get(&mug.image_path).await.bytes, PNG);
    assert_eq!(pictures(&store), 1);
}

#[tokio::test]
async fn nothing_is_stored_for_a_product_that_is_not_there() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    let gone = Product {
        image_path: "/products/00000000-0000-7000-8000-000000000000/image".to_owned(),
        ..mug
    };
    assert_eq!(
        put(&catalog, &gone, PNG.to_vec()).await.problem(),
        "not-found"
    );
    assert_eq!(pictures(&store), 0);
}

#[tokio::test]
async fn without_the_object_store_products_are_still_sold() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 1).await;
    let answer = put(&catalog, &mug, PNG.to_vec()).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (503, "dependency-unavailable")
    );
    assert_eq!(answer.headers["retry-after"], "1");
    assert!(
        !String::from_utf8_lossy(&answer.bytes).contains("127.0.0.1"),
        "no internals in the reply"
    );
    assert_eq!(catalog.stock(mug.id).await, 1);
}

#[tokio::test]
async fn a_new_shop_has_a_picture_of_everything() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    seed::products(&catalog.state).await.unwrap();
    assert_eq!(seed::pictures(&catalog.state, 48).await.unwrap(), 60);
    assert_eq!(
        seed::pictures(&catalog.state, 48).await.unwrap(),
        0,
        "a second run finds nothing to do"
    );
    assert_eq!(pictures(&store), 60);
    let products: shop_api::Page<Product> = catalog.get("/products?limit=1").await.read(200);
    let picture = catalog.get(&products.items[0].image_path).await;
    assert_eq!(picture.headers["content-type"], "image/png");
    assert!(picture.bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_large_picture_comes_through_whole() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    let mut picture = PNG.to_vec();
    picture.extend((picture.len()..5 * 1024 * 1024).map(|number| (number % 251) as u8));
    let answer = put(&catalog, &mug, picture.clone()).await;
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.bytes)
    );
    assert!(catalog.get(&mug.image_path).await.bytes == picture);
}

#[tokio::test]
async fn a_picture_of_unknown_length_is_refused() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(PNG)]);
    let request = catalog
        .staff(Method::PUT, &mug.image_path)
        .header("if-match", "\"1\"")
        .body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(catalog.send(request).await.problem(), "malformed-request");
    assert_eq!(pictures(&store), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_the_picture_before() {
    let (database, store) = (database(), TestObjectStore::start().await.unwrap());
    let catalog = with_bucket(&database, &store).await;
    let mug = catalog.product("MUG-1", 1).await;
    put(&catalog, &mug, JPEG.to_vec()).await;
    // Half of what was announced, and then the client is gone.
    let (sender, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let body = futures::stream::unfold(pieces, async |mut pieces| {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    let request = catalog
        .staff(Method::PUT, &mug.image_path)
        .header("if-match", "\"2\"")
        .header("content-length", "100000")
        .body(reqwest::Body::wrap_stream(body));
    let upload = tokio::spawn(request.send());
    sender.send(Ok(PNG.to_vec())).await.unwrap();
    sender.send(Ok(vec![0; 40_000])).await.unwrap();
    sender
        .send(Err(std::io::ErrorKind::ConnectionReset.into()))
        .await
        .unwrap();
    assert!(upload.await.unwrap().is_err());
    let shown = catalog.get(&mug.image_path).await;
    assert_eq!((shown.status, shown.bytes.as_slice()), (200, JPEG));
    let alone = async {
        while pictures(&store) != 1 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), alone)
        .await
        .unwrap();
}
