//! Listens. Actix' own server would do, if it had a place for the stream of a connection.

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_http::body::MessageBody;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol, Request};
use actix_server::{Server, ServerBuilder};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::dev::{AppConfig, ServiceResponse};
use tokio::net::{TcpSocket, TcpStream};

use super::ServerSettings;
use super::connections::Connection;
use super::stream::{SLOW_CLIENT, Stream};

/// An idle connection is closed after this; our own clients give theirs up earlier.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Connections that wait to be accepted.
const BACKLOG: u32 = 512;

/// A server of what `app` makes for each worker, and where it listens. It serves once somebody waits for it.
pub(super) fn listen<F, I, S, B>(
    settings: &ServerSettings,
    app: F,
) -> io::Result<(SocketAddr, Server)>
where
    F: Fn() -> I + Clone + Send + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
        > + 'static,
    S::InitError: Debug,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let socket = if settings.listen.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A service that is started again finds connections of the one before in TIME_WAIT.
    socket.set_reuseaddr(true)?;
    socket.bind(settings.listen)?;
    let listener = socket.listen(BACKLOG)?.into_std()?;
    let address = listener.local_addr()?;
    let builder = ServerBuilder::new()
        .workers(settings.workers)
        .shutdown_timeout(settings.grace.as_secs().max(1))
        .disable_signals();
    let ending = builder.graceful_shutdown_signal();
    let max_age = settings.connection_max_age;
    let server = builder.listen("http", listener, move || {
        let ending = ending.clone();
        let requests = app().into_factory().map_err(|error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ending = ending.clone();
                async move { ending.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(SLOW_CLIENT)
            .client_disconnect_timeout(Duration::from_secs(1))
            // Nobody waits for the answer of a client that went away: its place in the load limit is for others.
            .h1_allow_half_closed(false)
            .local_addr(address)
            .on_connect_ext(|stream: &Stream, requests| stream.connection.tell(requests))
            .finish(map_config(requests, |()| AppConfig::default()));
        fn_service(move |tcp: TcpStream| async move {
            let peer = tcp.peer_addr().ok();
            let stream = Stream::new(tcp, Connection::new(max_age));
            Ok::<_, DispatchError>((stream, Protocol::Http1, peer))
        })
        .and_then(http)
    })?;
    Ok((address, server.run()))
}
