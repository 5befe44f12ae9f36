//! What is passed on to `catalog`: `GET /api/products`, `/api/products/{id}`, `/api/products/{id}/image` and
//! `/api/categories`.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use shop_api::{Category, Page, Product, ProductId};
use shop_kit::ApiError;
use utoipa::IntoParams;

use crate::App;
use crate::forward::forward;

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
