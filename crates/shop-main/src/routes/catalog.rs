//! What is passed on to `catalog`: `GET /api/products`, `/api/products/{id}`, `/api/products/{id}/image` and
//! `/api/categories`.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use shop_api::ProductId;
use shop_kit::ApiError;

use crate::App;
use crate::forward::forward;

/// Products, by page, words and category.
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

/// One product.
pub(super) async fn product(
    app: Data<App>,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, &format!("/products/{id}")).await
}

/// A product's picture.
pub(super) async fn image(
    app: Data<App>,
    request: HttpRequest,
    id: Path<ProductId>,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, &format!("/products/{id}/image")).await
}

/// The categories.
pub(super) async fn categories(
    app: Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    forward(&app.catalog, &request, "/categories").await
}
