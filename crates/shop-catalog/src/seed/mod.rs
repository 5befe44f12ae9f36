//! The command `seed`: fills an empty shop.

mod assortment;
mod draw;

use std::process::ExitCode;

use diesel::prelude::*;
use futures::stream::{StreamExt, TryStreamExt, iter};
use shop_api::ProductId;
use shop_kit::db::{Database, DatabaseSettings};
use shop_kit::program;
use shop_kit::s3::{ObjectStore, S3Settings};
use uuid::{Builder, Uuid};

use crate::error::CatalogError;
use crate::picture::Format;
use crate::product;
use crate::schema::products;
use crate::state::State;
use assortment::{ASSORTMENT, Article};

/// Pieces of each product at the beginning.
const STOCK: i32 = 10_000;

/// Pixels along each side of a picture.
const PIXELS: usize = 480;

/// Pictures that are drawn and stored at the same time.
const AT_ONCE: usize = 8;

/// The ids begin at this moment (2026-01-01, in milliseconds since 1970), so that they are the same in every shop.
const FIRST: u64 = 1_767_225_600_000;

pub(crate) fn run() -> ExitCode {
    program::run(
        "catalog",
        |reader| {
            let database = DatabaseSettings::read(reader);
            let store = S3Settings::read(reader);
            database.zip(store)
        },
        |service, (database, store)| async move {
            let database = Database::new(&database, &service)?;
            let store = ObjectStore::new(&store, &service).await?;
            let state = State::new(database, store, &service)?;
            let added = products(&state).await?;
            state.store.ensure_bucket().await?;
            let drawn = pictures(&state, PIXELS).await?;
            tracing::info!(products = added, pictures = drawn, "The shop is filled.");
            Ok(())
        },
    )
}

/// Puts every product in that is not there yet and says how many that were.
///
/// # Errors
/// The database did not do what it was asked.
pub async fn products(state: &State) -> Result<usize, CatalogError> {
    state
        .database
        .run("seed_products", |connection| {
            let rows: Vec<_> = articles()
                .map(|(id, category, article)| {
                    (
                        products::id.eq(id),
                        products::sku.eq(article.sku),
                        products::name.eq(article.name),
                        products::name_ko.eq(article.name_ko),
                        products::description.eq(article.description),
                        products::description_ko.eq(article.description_ko),
                        products::category.eq(category),
                        products::price_amount.eq(article.cents),
                        products::currency.eq("USD"),
                        products::stock.eq(STOCK),
                        products::received.eq(STOCK),
                    )
                })
                .collect();
            let added = diesel::insert_into(products::table)
                .values(rows)
                .on_conflict_do_nothing()
                .execute(connection)?;
            Ok(added)
        })
        .await
}

/// Draws and stores the picture of every seeded product that has none, `side` pixels wide and high, and says how many
/// that were.
///
/// # Errors
/// A store did not do what it was asked; the pictures before it stay.
pub async fn pictures(state: &State, side: usize) -> anyhow::Result<usize> {
    let missing: Vec<Uuid> = state
        .database
        .run("seed_pictures", |connection| {
            let missing = products::table
                .filter(
                    products::image_key
                        .is_null()
                        .and(products::deleted_at.is_null()),
                )
                .select(products::id);
            Ok::<_, CatalogError>(missing.load(connection)?)
        })
        .await?;
    let work =
        articles()
            .filter(|(id, ..)| missing.contains(id))
            .map(|(id, _, article)| async move {
                // Drawing is work for a processor: it would hold up all uploads on this thread.
                let png = tokio::task::spawn_blocking(move || draw::picture(&article.look, side))
                    .await??;
                product::store_image(state, ProductId(id), Format::Png, png).await?;
                anyhow::Ok(())
            });
    let done: Vec<()> = iter(work).buffer_unordered(AT_ONCE).try_collect().await?;
    Ok(done.len())
}

/// Every article with its id and category. The first page of the shop shows something of everything, so the
/// categories take turns.
fn articles() -> impl Iterator<Item = (Uuid, &'static str, Article)> {
    (0..10).flat_map(|round| {
        ASSORTMENT
            .iter()
            .zip(0_u64..)
            .filter_map(move |((category, articles), place)| {
                let number = u64::try_from(round).ok()? * 6 + place;
                let mut rest = [0; 10];
                rest[2..].copy_from_slice(&(number + 1).to_be_bytes());
                let id = Builder::from_unix_timestamp_millis(FIRST + number, &rest).into_uuid();
                Some((id, *category, *articles.get(round)?))
            })
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::category;

    #[test]
    fn sixty_products_have_ids_of_their_own_in_order() {
        let ids: Vec<Uuid> = articles().map(|(id, ..)| id).collect();
        assert_eq!(ids.len(), 60);
        assert!(ids.is_sorted() && ids.iter().collect::<BTreeSet<_>>().len() == 60);
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let skus: BTreeSet<_> = articles().map(|(.., article)| article.sku).collect();
        assert_eq!(skus.len(), 60);
    }

    #[test]
    fn every_product_speaks_both_languages() {
        let hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
        for (_, category, article) in articles() {
            assert!(category::exists(category));
            assert!(
                hangul(article.name_ko) && hangul(article.description_ko),
                "{}",
                article.sku
            );
            assert!(
                !hangul(article.name) && !hangul(article.description),
                "{}",
                article.sku
            );
            assert!(
                article.name.len() <= 120 && article.cents > 0,
                "{}",
                article.sku
            );
        }
    }

    #[test]
    fn every_picture_is_small_and_like_no_other() {
        let files: Vec<Vec<u8>> = articles()
            .map(|(.., article)| draw::picture(&article.look, 96).unwrap())
            .collect();
        for file in &files {
            assert_eq!(Format::of(file), Some(Format::Png));
            assert!(file.len() < 20_000, "{} bytes", file.len());
        }
        assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), 60);
    }
}
