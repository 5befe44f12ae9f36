//! `GET` and `PUT /products/{id}/image`

use std::io;
use std::time::Duration;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, ETAG, HeaderMap, IF_NONE_MATCH, TRANSFER_ENCODING,
};
use actix_web::web::{Bytes, Data, Json, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use diesel::dsl::now;
use diesel::prelude::*;
use futures::StreamExt as _;
use futures::stream::unfold;
use shop_api::{ProblemType, Product, ProductId};
use shop_kit::ApiError;
use shop_kit::context::{self, RequestContext};
use shop_kit::extract::Staff;
use shop_kit::s3::Pieces;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;

use super::{Row, draft, lock, lock_version, show, version_of};
use crate::cache::Scope;
use crate::error::CatalogError;
use crate::picture::{self, Format, Verdict};
use crate::schema::products;
use crate::state::State;

/// A picture must arrive in this time. The callers in front of this service wait longer, so that they hear why.
const PATIENCE: Duration = Duration::from_secs(8);

/// Pieces that wait to be stored. A slow store so slows the sender down.
const PIECES: usize = 4;

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
/// PNG, JPEG or WebP, told by its content. Only if the product still has the version that `If-Match` names.
#[utoipa::path(
    put, path = "/products/{id}/image", tag = "products",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-match" = String, Header, description = "The version of the product that gets the picture.", pattern = "^\"[0-9]{1,9}\"$", example = "\"3\""),
    ),
    request_body(content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"),
    ), description = "The picture, at most 5 MB."),
    responses(
        (status = 200, description = "The product with its picture.", body = Product),
        (status = 400, description = "The body can't be read, or its length was not announced."),
        (status = 412, description = "Somebody changed the product meanwhile."),
        (status = 413, description = "The picture has more than 5 MB."),
        (status = 415, description = "The picture is no PNG, JPEG or WebP file, or has more than 8000 pixels along a side."),
        (status = 428, description = "If-Match is missing."),
    ),
    security(("staff" = [])),
)]
pub(crate) async fn put_image(
    state: Data<State>,
    _: Staff,
    request: HttpRequest,
    id: Path<ProductId>,
    body: Payload,
) -> Result<Json<Product>, ApiError> {
    let id = id.into_inner();
    let expected = draft::expected_version(&request)?;
    let length = length(request.headers())?;
    let mut incoming = Incoming::new(body);
    let (head, format) = incoming.head().await?;
    // A picture for nothing would stay in the bucket for good.
    state
        .database
        .run("find_product", move |connection| {
            version_of(show::find(connection, id)?, expected)
        })
        .await?;
    let (sender, pieces) = mpsc::channel(PIECES);
    // A task of its own: when the client hangs up, this handler ends, but what was begun is ended there or undone.
    let context = context::current().unwrap_or_else(RequestContext::root);
    let work = store_stream(
        state.get_ref().clone(),
        id,
        expected,
        format,
        length,
        pieces,
    );
    let task = tokio::spawn(context::scope(context, work));
    incoming.pass_on(head, sender).await?;
    let row = task.await.map_err(ApiError::internal)??;
    tracing::info!(product_id = %id, bytes = length, "A product got a picture.");
    Ok(Json(row.product()?))
}

/// The announced length, which the server has found to be no more than a body may have. Without one the whole picture would have to be kept before the object store can be told.
fn length(headers: &HeaderMap) -> Result<u64, ApiError> {
    if !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING) {
        // There is no body.
        return Ok(0);
    }
    headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .ok_or_else(|| {
            ApiError::new(ProblemType::MalformedRequest)
                .detail("The length of the picture must be sent as Content-Length.")
        })
}

/// A picture on its way in.
struct Incoming {
    body: Payload,
    deadline: Instant,
}

impl Incoming {
    fn new(body: Payload) -> Self {
        Self {
            body,
            deadline: Instant::now() + PATIENCE,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        match tokio::time::timeout_at(self.deadline, self.body.next()).await {
            Ok(Some(Ok(piece))) => Ok(Some(piece)),
            Ok(Some(Err(error))) => Err(ApiError::new(ProblemType::MalformedRequest)
                .detail(format!("The body can't be read: {error}."))),
            Ok(None) => Ok(None),
            Err(_) => Err(ApiError::new(ProblemType::RequestTimeout)
                .detail("The picture did not arrive in time.")),
        }
    }

    /// As much of the picture as it takes to tell what it is.
    async fn head(&mut self) -> Result<(Bytes, Format), ApiError> {
        let mut head = Vec::new();
        loop {
            let piece = self.next().await?;
            let ended = piece.is_none();
            head.extend_from_slice(&piece.unwrap_or_default());
            match picture::judge(&head) {
                Verdict::Is(format) => return Ok((head.into(), format)),
                Verdict::Unclear if !ended && head.len() < picture::HEAD => {}
                Verdict::TooLarge => {
                    return Err(ApiError::new(ProblemType::UnsupportedMedia).detail(format!(
                        "The picture must have 1 to {} pixels along each side.",
                        picture::LARGEST_SIDE
                    )));
                }
                Verdict::Unclear | Verdict::Isnt => {
                    return Err(ApiError::new(ProblemType::UnsupportedMedia)
                        .detail("The picture must be a PNG, JPEG or WebP file."));
                }
            }
        }
    }

    /// Passes the picture on as it comes. When it breaks, its receiver hears of it and keeps nothing.
    async fn pass_on(
        mut self,
        head: Bytes,
        sender: mpsc::Sender<io::Result<Bytes>>,
    ) -> Result<(), ApiError> {
        let mut piece = head;
        loop {
            // Whoever does not take it any more says why itself.
            if sender.send(Ok(piece)).await.is_err() {
                return Ok(());
            }
            piece = match self.next().await {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(()),
                Err(error) => {
                    let _ = sender.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                    return Err(error);
                }
            };
        }
    }
}

/// Stores a picture that comes in pieces, and removes the one that it replaces.
async fn store_stream(
    state: State,
    id: ProductId,
    expected: u32,
    format: Format,
    length: u64,
    pieces: Pieces,
) -> Result<Row, CatalogError> {
    let key = picture::key(id, Uuid::now_v7(), format);
    let stored = state
        .store
        .put_stream(&key, format.media_type(), length, pieces, PATIENCE)
        .await;
    if let Err(error) = stored {
        // An answer that was lost says nothing about what was stored. Nobody waits for this.
        tokio::spawn(async move { state.store.delete(&key).await });
        return Err(error.into());
    }
    let (row, old) = point(&state, id, Some(expected), key).await?;
    if let Some(old) = old
        && let Err(error) = state.store.delete(&old).await
    {
        tracing::warn!(key = old, error = %error, "A replaced picture could not be removed.");
    }
    Ok(row)
}

/// Stores a picture and points the product to it.
pub(crate) async fn store(
    state: &State,
    id: ProductId,
    format: Format,
    bytes: Vec<u8>,
) -> Result<(), CatalogError> {
    let key = picture::key(id, Uuid::now_v7(), format);
    state.store.put(&key, format.media_type(), bytes).await?;
    point(state, id, None, key).await?;
    Ok(())
}

/// Points a product to a stored picture, if it has the version that is expected, where one is. Gives the product and the key
/// of the picture before.
async fn point(
    state: &State,
    id: ProductId,
    expected: Option<u32>,
    key: String,
) -> Result<(Row, Option<String>), CatalogError> {
    let stored = key.clone();
    let work = move |connection: &mut PgConnection| {
        connection.transaction(|connection| {
            let before = match expected {
                Some(expected) => lock_version(connection, id, expected)?,
                None => lock(connection, id)?,
            };
            let change = (
                products::image_key.eq(key),
                products::updated_at.eq(now),
                products::version.eq(products::version + 1),
            );
            let row = diesel::update(products::table.find(id.0))
                .set(change)
                .returning(Row::as_returning())
                .get_result(connection)?;
            Ok((row, before.image_key))
        })
    };
    let pointed = state.change("set_image", work, move |_| {
        [Scope::Product(id), Scope::Lists]
    });
    match pointed.await {
        Ok(result) => Ok(result),
        Err(error) => {
            // Nobody points to it. When nobody can tell, it is better kept.
            if matches!(
                error,
                CatalogError::NoSuchProduct | CatalogError::VersionMismatch { .. }
            ) {
                let _ = state.store.delete(&stored).await;
            }
            Err(error)
        }
    }
}
