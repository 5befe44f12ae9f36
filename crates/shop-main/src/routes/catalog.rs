//! What is passed on to `catalog`: reads of `/api/products`, `/api/products/{id}`, `/api/products/{id}/image` and
//! `/api/categories`, and what staff change.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use shop_api::{Category, Page, Product, ProductDraft, ProductId};
use shop_kit::ApiError;
use shop_kit::server::BODY_BYTES;
use utoipa::IntoParams;

use crate::App;
use crate::forward::{forward, forward_change};

/// A product as JSON is never longer: as long as any JSON body of the shop.
const DRAFT_BYTES: u64 = 64 * 1024;

/// What the catalog reads from the address. It is passed on as it is, so nothing reads these fields here.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes")]
struct Filter {
    /// Words to look for, anywhere in names, texts and article numbers.
    #[param(value_type = String, required = false, max_length = 100, pattern = r"^[^\x00]*$")]
    q: Option<String>,
    /// The slug of a category.
    #[param(value_type = String, required = false, pattern = r"^[^\x00]*$")]
    category: Option<String>,
    /// `next` of the page before.
    #[param(value_type = String, required = false, format = Uuid)]
    after: Option<String>,
    /// Entries of a page; 20 when left out.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Products, by page, words and category
#[utoipa::path(get, path = "/api/products", tag = "catalog", params(Filter), responses(
    (status = 200, description = "One page.", body = Page<Product>),
))]
pub(super) async fn products(
    app: Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let query = request.query_string();
    let path = if query.is_empty() {
        "/products".to_owned()
    } else {
        format!("/products?{query}")
    };
    forward(&app.catalog, &request, &path).await
}

/// One product
#[utoipa::path(
    get, path = "/api/products/{id}", tag = "catalog",
    params(("id" = ProductId, Path, description = "The product.")),
    responses(
        (status = 200, description = "The product.", body = Product, headers(("etag" = String, description = "Its version."))),
    ),
)]
pub(super) async fn product(
    app: Data<App>,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, &format!("/products/{id}")).await
}

/// A product's picture
#[utoipa::path(
    get, path = "/api/products/{id}/image", tag = "catalog",
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
pub(super) async fn image(
    app: Data<App>,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, &format!("/products/{id}/image")).await
}

/// The categories
#[utoipa::path(get, path = "/api/categories", tag = "catalog", responses(
    (status = 200, description = "All categories with the number of their products.", body = Vec<Category>),
))]
pub(super) async fn categories(
    app: Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, "/categories").await
}

/// Puts a new product on sale
#[utoipa::path(
    post, path = "/api/products", operation_id = "create_product", tag = "catalog",
    request_body = ProductDraft,
    responses(
        (status = 201, description = "It is on sale.", body = Product, headers(
            ("etag" = String, description = "Its version."),
            ("location" = String, description = "Its address."),
        )),
        (status = 409, description = "Another product has this article number."),
    ),
    security(("staff" = [])),
)]
pub(super) async fn create(
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    forward_change(&app.uploads, &request, body, DRAFT_BYTES).await
}

/// Changes a product
///
/// Only if it still has the version that `If-Match` names.
#[utoipa::path(
    put, path = "/api/products/{id}", operation_id = "replace_product", tag = "catalog",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-match" = String, Header, description = "The version that is to be changed.", pattern = "^\"[0-9]{1,9}\"$", example = "\"3\""),
    ),
    request_body = ProductDraft,
    responses(
        (status = 200, description = "It was changed.", body = Product, headers(("etag" = String, description = "Its new version."))),
        (status = 409, description = "Another product has this article number."),
        (status = 412, description = "Somebody changed it meanwhile."),
        (status = 428, description = "If-Match is missing."),
    ),
    security(("staff" = [])),
)]
pub(super) async fn replace(
    app: Data<App>,
    request: HttpRequest,
    _: Path<ProductId>,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    forward_change(&app.uploads, &request, body, DRAFT_BYTES).await
}

/// Takes a product off sale
///
/// Only if it still has the version that `If-Match` names.
#[utoipa::path(
    delete, path = "/api/products/{id}", operation_id = "remove_product", tag = "catalog",
    params(
        ("id" = ProductId, Path, description = "The product."),
        ("if-match" = String, Header, description = "The version that is to be removed.", pattern = "^\"[0-9]{1,9}\"$", example = "\"3\""),
    ),
    responses(
        (status = 204, description = "It is off sale."),
        (status = 412, description = "Somebody changed it meanwhile."),
        (status = 428, description = "If-Match is missing."),
    ),
    security(("staff" = [])),
)]
pub(super) async fn remove(
    app: Data<App>,
    request: HttpRequest,
    _: Path<ProductId>,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    forward_change(&app.catalog.0, &request, body, DRAFT_BYTES).await
}

/// Gives a product a picture
///
/// PNG, JPEG or WebP, told by its content. Only if the product still has the version that `If-Match` names.
#[utoipa::path(
    put, path = "/api/products/{id}/image", operation_id = "put_image", tag = "catalog",
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
pub(super) async fn put_image(
    app: Data<App>,
    request: HttpRequest,
    _: Path<ProductId>,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    forward_change(&app.uploads, &request, body, BODY_BYTES).await
}
