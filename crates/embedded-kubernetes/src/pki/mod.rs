//! The cluster's certificates and keys, as the Kubernetes documentation on PKI has them: one authority for the cluster
//! and its users, one for etcd, which only the API server may enter, and one for the aggregation layer. Made once: to
//! change the cluster's authority would shut out every service account.

mod authority;
mod kubeconfig;

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use authority::{Authority, Leaf, make_key};
use lab_managed::LabError;
use lab_managed::state::write_private;
use rcgen::ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};

use crate::network::Ranges;
use crate::{ClusterDir, ClusterError};

/// The cluster's domain.
pub(crate) const DOMAIN: &str = "cluster.local";

/// The port of the API server on the bridge.
pub(crate) const API_PORT: u16 = 6443;

/// The folder of certificates and keys.
#[derive(Debug, Clone)]
pub(crate) struct Pki {
    dir: PathBuf,
}

/// Users of the API server that are the cluster's own parts, each with a kubeconfig of this name: user name, groups.
const USERS: [(&str, &str, &[&str]); 5] = [
    ("admin", "kubernetes-admin", &["system:masters"]),
    ("controller-manager", "system:kube-controller-manager", &[]),
    ("scheduler", "system:kube-scheduler", &[]),
    ("kube-proxy", "system:kube-proxy", &[]),
    ("network-policy", "firedrill:network-policy", &[]),
];

impl Pki {
    /// The certificates of a cluster.
    pub(crate) fn of(dir: &ClusterDir) -> Self {
        Self {
            dir: dir.path("pki"),
        }
    }

    /// A certificate, `NAME.crt`.
    pub(crate) fn cert(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.crt"))
    }

    /// A private key, `NAME.key`.
    pub(crate) fn key(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.key"))
    }

    /// The public key of service accounts' tokens.
    pub(crate) fn public_key(&self) -> PathBuf {
        self.dir.join("service-account.pub")
    }

    /// A kubeconfig of one of the cluster's parts.
    pub(crate) fn kubeconfig(&self, user: &str) -> PathBuf {
        self.dir.join(format!("{user}.kubeconfig"))
    }

    /// Makes what is not there yet, or is about to expire.
    ///
    /// # Errors
    /// When a certificate can't be made or written.
    pub(crate) fn ensure(
        &self,
        ranges: &Ranges,
        nodes: &[(String, Ipv4Addr)],
    ) -> Result<(), ClusterError> {
        let ca = Authority::ensure(self, "ca", "kubernetes")?;
        let etcd = Authority::ensure(self, "etcd-ca", "etcd")?;
        let front_proxy = Authority::ensure(self, "front-proxy-ca", "front-proxy")?;
        self.ensure_service_account_key()?;

        let host = IpAddr::from(ranges.host());
        ca.issue(
            self,
            "apiserver",
            &Leaf {
                user: "kube-apiserver",
                groups: &[],
                names: &[
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    &format!("kubernetes.default.svc.{DOMAIN}"),
                    "localhost",
                ],
                addresses: &[host, ranges.api_service().into()],
                usages: &[ServerAuth],
            },
        )?;
        ca.issue(
            self,
            "apiserver-kubelet-client",
            &client("kube-apiserver-kubelet-client", &[]),
        )?;
        front_proxy.issue(
            self,
            "front-proxy-client",
            &client("front-proxy-client", &[]),
        )?;
        etcd.issue(
            self,
            "apiserver-etcd-client",
            &client("kube-apiserver-etcd-client", &[]),
        )?;
        etcd.issue(
            self,
            "etcd",
            &Leaf {
                user: "etcd",
                groups: &[],
                names: &["localhost"],
                addresses: &[host, Ipv4Addr::LOCALHOST.into()],
                usages: &[ServerAuth, ClientAuth],
            },
        )?;
        ca.issue(
            self,
            "metrics-server",
            &Leaf {
                user: "metrics-server",
                groups: &[],
                names: &["metrics-server.kube-system.svc"],
                addresses: &[],
                usages: &[ServerAuth],
            },
        )?;
        for (name, user, groups) in USERS {
            ca.issue(self, name, &client(user, groups))?;
            self.write_kubeconfig(name, ranges)?;
        }
        for (node, address) in nodes {
            let user = format!("system:node:{node}");
            ca.issue(self, node, &client(&user, &["system:nodes"]))?;
            self.write_kubeconfig(node, ranges)?;
            ca.issue(
                self,
                &format!("{node}-server"),
                &Leaf {
                    user: &user,
                    groups: &["system:nodes"],
                    names: &[node],
                    addresses: &[(*address).into()],
                    usages: &[ServerAuth],
                },
            )?;
        }
        Ok(())
    }

    fn ensure_service_account_key(&self) -> Result<(), ClusterError> {
        let (private, public) = (self.key("service-account"), self.public_key());
        if private.exists() && public.exists() {
            return Ok(());
        }
        let key = make_key()?;
        write_private(&private, key.serialize_pem().as_bytes())?;
        write_private(&public, key.public_key_pem().as_bytes())?;
        Ok(())
    }

    fn write_kubeconfig(&self, user: &str, ranges: &Ranges) -> Result<(), ClusterError> {
        let server = format!("https://{}:{API_PORT}", ranges.host());
        let text = kubeconfig::text(
            &server,
            &read(&self.cert("ca"))?,
            user,
            &read(&self.cert(user))?,
            &read(&self.key(user))?,
        );
        write_private(&self.kubeconfig(user), text.as_bytes())?;
        Ok(())
    }
}

fn client<'a>(user: &'a str, groups: &'a [&'a str]) -> Leaf<'a> {
    Leaf {
        user,
        groups,
        names: &[],
        addresses: &[],
        usages: &[ClientAuth],
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LabError> {
    std::fs::read(path).map_err(LabError::file(path))
}
