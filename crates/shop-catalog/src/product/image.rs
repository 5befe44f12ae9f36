//! `GET` and `PUT /products/{id}/image`

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::web::{Bytes, Data, Json, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use diesel::dsl::now;
use diesel::prelude::*;
use futures::stream::unfold;
use shop_api::{ProblemType, Product, ProductId};
use shop_kit::ApiError;
use shop_kit::extract::Staff;
use uuid::Uuid;

use super::{Row, lock, show};
use crate::error::CatalogError;
use crate::picture::{self, Format};
use crate::schema::products;
use crate::state::State;

/// A larger picture is refused.
const LARGEST: usize = 5 * 1024 * 1024;

/// A browser asks again after this, and then mostly hears that nothing changed.
const CACHING: &str = "public, max-age=300";

/// The picture of a product
#[utoipa::path(
    get, path = "/products/{id}/image", tag = "products",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-none-match" = Option<String>, Header, description = "The ETag that the caller has."),
    ),
    responses(
        (status = 200, description = "The picture.", content(
            (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"),
        ), headers(
            ("etag" = String, description = "Names this picture."),
            ("cache-control" = String, description = "How long it may be kept."),
        )),
        (status = 304, description = "The caller has it already."),
    ),
)]
pub(crate) async fn get_image(
    state: Data<State>,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let row = state
        .database
        .run("find_image", move |connection| show::find(connection, id))
        .await?;
    let key = row.image_key.ok_or(CatalogError::NoPicture)?;
    // Each upload has a key of its own, so the key stands for the content.
    let tag = format!("\"{}\"", key.rsplit('/').next().unwrap_or(&key));
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*")
        });
    if known {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, CACHING))
            .finish());
    }
    let object = state.store.get(&key).await.map_err(CatalogError::from)?;
    let mut reply = HttpResponse::Ok();
    reply
        .content_type(
            object
                .content_type
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
        )
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, CACHING))
        // What staff uploaded is shown as a picture or not at all.
        .insert_header(("x-content-type-options", "nosniff"));
    let chunks = unfold(object.body, |mut body| async move {
        let chunk = body.next().await?;
        Some((chunk.map_err(ApiError::internal), body))
    });
    Ok(match object.length {
        Some(length) => reply.no_chunking(length).streaming(chunks),
        None => reply.streaming(chunks),
    })
}

/// Gives a product a picture
///
/// PNG, JPEG or WebP, told by its content.
#[utoipa::path(
    put, path = "/products/{id}/image", tag = "products",
    params(("id" = ProductId, Path, description = "The product.")),
    request_body(content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"),
    ), description = "The picture, at most 5 MB."),
    responses(
        (status = 200, description = "The product with its picture.", body = Product),
        (status = 400, description = "The body can't be read."),
        (status = 413, description = "The picture has more than 5 MB."),
        (status = 415, description = "The picture is no PNG, JPEG or WebP file."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn put_image(
    state: Data<State>,
    _: Staff,
    id: Path<ProductId>,
    body: Payload,
) -> Result<Json<Product>, ApiError> {
    let id = id.into_inner();
    let bytes = read(body).await?;
    let format = Format::of(&bytes).ok_or_else(|| {
        ApiError::new(ProblemType::UnsupportedMedia)
            .detail("The picture must be a PNG, JPEG or WebP file.")
    })?;
    // A picture for nothing would stay in the bucket for good.
    state
        .database
        .run("find_product", move |connection| show::find(connection, id))
        .await?;
    let (row, old) = store(&state, id, format, bytes.to_vec()).await?;
    if let Some(old) = old
        && let Err(error) = state.store.delete(&old).await
    {
        tracing::warn!(key = old, error = %error, "A replaced picture could not be removed.");
    }
    tracing::info!(product_id = %id, bytes = bytes.len(), "A product got a picture.");
    Ok(Json(row.product()?))
}

async fn read(body: Payload) -> Result<Bytes, ApiError> {
    let too_large = || {
        ApiError::new(ProblemType::PayloadTooLarge).detail("The picture must have at most 5 MB.")
    };
    match body.to_bytes_limited(LARGEST).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(ApiError::new(ProblemType::MalformedRequest)
            .detail(format!("The body can't be read: {error}."))),
        Err(_) => Err(too_large()),
    }
}

/// Stores a picture and points the product to it. Gives the product and the key of the picture before.
pub(crate) async fn store(
    state: &State,
    id: ProductId,
    format: Format,
    bytes: Vec<u8>,
) -> Result<(Row, Option<String>), CatalogError> {
    let key = picture::key(id, Uuid::now_v7(), format);
    state.store.put(&key, format.media_type(), bytes).await?;
    let stored = key.clone();
    let pointed = state.database.run("set_image", move |connection| {
        connection.transaction(|connection| {
            let before = lock(connection, id)?;
            let change = (
                products::image_key.eq(key),
                products::updated_at.eq(now),
                products::version.eq(products::version + 1),
            );
            let row = diesel::update(products::table.find(id.0))
                .set(change)
                .returning(Row::as_returning())
                .get_result(connection)?;
            Ok::<_, CatalogError>((row, before.image_key))
        })
    });
    match pointed.await {
        Ok(result) => Ok(result),
        Err(error) => {
            // Nobody points to it. When nobody can tell, it is better kept.
            if matches!(error, CatalogError::NoSuchProduct) {
                let _ = state.store.delete(&stored).await;
            }
            Err(error)
        }
    }
}
