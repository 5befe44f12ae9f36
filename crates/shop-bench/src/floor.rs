//! The floor of what is answered from the cache.

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::Context as _;
use deadpool_redis::redis::cmd;
use deadpool_redis::{Config, Pool, Runtime};

/// Serves one key of Redis as JSON, with nothing around it, until it is killed. Prints its address.
pub(crate) async fn serve(redis: &str, key: String) -> anyhow::Result<()> {
    let pool = Config::from_url(redis)
        .builder()?
        .max_size(16)
        .runtime(Runtime::Tokio1)
        .build()?;
    let state = Data::new((pool, key));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/", web::get().to(get))
    })
    .workers(2)
    .bind(("127.0.0.1", 0))?;
    let address = server.addrs().first().copied().context("no address")?;
    println!("{address}");
    server.run().await?;
    Ok(())
}

async fn get(state: Data<(Pool, String)>) -> Result<HttpResponse, actix_web::Error> {
    let broken = actix_web::error::ErrorInternalServerError::<String>;
    let mut connection = state
        .0
        .get()
        .await
        .map_err(|error| broken(error.to_string()))?;
    let value: Vec<u8> = cmd("GET")
        .arg(&state.1)
        .query_async(&mut connection)
        .await
        .map_err(|error| broken(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(Bytes::from(value)))
}
