//! Ways to pods that can't be reached from here: each a port of this machine whose connections go through the API server,
//! as with `kubectl port-forward`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The ways that are open, by pod.
pub(crate) struct Forwards {
    pods: Api<Pod>,
    port: u16,
    open: Mutex<BTreeMap<String, (SocketAddr, DropGuard)>>,
}

impl Forwards {
    /// Ways to one port of the pods of a namespace.
    pub(crate) fn new(pods: Api<Pod>, port: u16) -> Self {
        Self {
            pods,
            port,
            open: Mutex::default(),
        }
    }

    /// Where these pods are reached. The ways to others are closed, with their connections.
    pub(crate) fn to(&self, pods: &[String]) -> Vec<SocketAddr> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|pod, _| pods.contains(pod));
        for pod in pods {
            if open.contains_key(pod) {
                continue;
            }
            match self.open(pod) {
                Ok(way) => {
                    open.insert(pod.clone(), way);
                }
                Err(error) => tracing::warn!(%pod, %error, "No way to the pod could be opened."),
            }
        }
        open.values().map(|(address, _)| *address).collect()
    }

    fn open(&self, pod: &str) -> std::io::Result<(SocketAddr, DropGuard)> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = TcpListener::from_std(listener)?;
        let stop = CancellationToken::new();
        let (pods, pod, port) = (self.pods.clone(), pod.to_owned(), self.port);
        let stopped = stop.clone();
        tokio::spawn(async move {
            loop {
                let connection = tokio::select! {
                    () = stopped.cancelled() => return,
                    accepted = listener.accept() => accepted,
                };
                let Ok((connection, _)) = connection else {
                    continue;
                };
                let (pods, pod, stopped) = (pods.clone(), pod.clone(), stopped.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = stopped.cancelled() => {}
                        () = forward(&pods, &pod, port, connection) => {}
                    }
                });
            }
        });
        Ok((address, stop.drop_guard()))
    }
}

async fn forward(pods: &Api<Pod>, pod: &str, port: u16, mut connection: TcpStream) {
    let mut forwarder = match pods.portforward(pod, &[port]).await {
        Ok(forwarder) => forwarder,
        Err(error) => {
            tracing::debug!(%pod, %error, "The API server forwards nothing to the pod.");
            // As a pod that is gone: the link's client shall try again, and not read an orderly end.
            let _ = connection.set_zero_linger();
            return;
        }
    };
    let _ = connection.set_nodelay(true);
    if let Some(mut stream) = forwarder.take_stream(port)
        && let Err(error) = copy_bidirectional(&mut connection, &mut stream).await
    {
        tracing::debug!(%pod, %error, "A forwarded connection broke.");
    }
    forwarder.abort();
}
