//! A certificate authority and what it signs.

use std::net::IpAddr;
use std::path::Path;

use lab_managed::LabError;
use lab_managed::state::write_private;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use time::{Duration, OffsetDateTime};

use super::{Pki, read};
use crate::ClusterError;

/// A lab is thrown away long before; a clock that was wrong for a day does no harm.
const AUTHORITY_LASTS: Duration = Duration::days(3650);
const LEAF_LASTS: Duration = Duration::days(365);
const CLOCK_SKEW: Duration = Duration::days(1);
/// A certificate of this age is made anew when the cluster next comes up.
const RENEWED_AFTER: std::time::Duration = std::time::Duration::from_hours(24 * 300);

/// An authority that can sign.
pub(super) struct Authority {
    cert: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate of a server, a client, or both.
pub(super) struct Leaf<'a> {
    /// The common name: to the API server, the user.
    pub(super) user: &'a str,
    /// The organizations: to the API server, the groups.
    pub(super) groups: &'a [&'a str],
    /// DNS names of a server.
    pub(super) names: &'a [&'a str],
    /// Addresses of a server.
    pub(super) addresses: &'a [IpAddr],
    /// What it is for.
    pub(super) usages: &'a [ExtendedKeyUsagePurpose],
}

impl Authority {
    /// The authority called `file`, made now when it is not there.
    pub(super) fn ensure(pki: &Pki, file: &str, name: &str) -> Result<Self, ClusterError> {
        let (cert_file, key_file) = (pki.cert(file), pki.key(file));
        if !cert_file.exists() || !key_file.exists() {
            let key = make_key()?;
            let cert = authority(name)?.self_signed(&key)?;
            write_private(&key_file, key.serialize_pem().as_bytes())?;
            write_private(&cert_file, cert.pem().as_bytes())?;
        }
        let text = |file: &Path| -> Result<String, LabError> {
            Ok(String::from_utf8_lossy(&read(file)?).into_owned())
        };
        let cert = text(&cert_file)?;
        let key = KeyPair::from_pem(&text(&key_file)?)?;
        let issuer = Issuer::new(authority(name)?, key);
        Ok(Self { cert, issuer })
    }

    /// Signs the certificate called `file`, unless a young one is there.
    pub(super) fn issue(&self, pki: &Pki, file: &str, leaf: &Leaf<'_>) -> Result<(), ClusterError> {
        let (cert_file, key_file) = (pki.cert(file), pki.key(file));
        if is_young(&cert_file) && key_file.exists() {
            return Ok(());
        }
        let key = make_key()?;
        let cert = leaf.params()?.signed_by(&key, &self.issuer)?;
        write_private(&key_file, key.serialize_pem().as_bytes())?;
        // The chain, so that who trusts the authority alone can verify it.
        write_private(
            &cert_file,
            format!("{}{}", cert.pem(), self.cert).as_bytes(),
        )?;
        Ok(())
    }
}

impl Leaf<'_> {
    fn params(&self) -> Result<CertificateParams, ClusterError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, self.user);
        for group in self.groups {
            params
                .distinguished_name
                .push(DnType::OrganizationName, *group);
        }
        let names = self
            .names
            .iter()
            .map(|name| Ok(SanType::DnsName((*name).try_into()?)));
        params.subject_alt_names = names.collect::<Result<_, rcgen::Error>>()?;
        params
            .subject_alt_names
            .extend(self.addresses.iter().copied().map(SanType::IpAddress));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = self.usages.to_vec();
        params.use_authority_key_identifier_extension = true;
        lasts(&mut params, LEAF_LASTS);
        Ok(params)
    }
}

/// A new private key: P-256, which every part of Kubernetes takes.
pub(super) fn make_key() -> Result<KeyPair, ClusterError> {
    Ok(KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?)
}

fn authority(name: &str) -> Result<CertificateParams, ClusterError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
    ];
    lasts(&mut params, AUTHORITY_LASTS);
    Ok(params)
}

fn lasts(params: &mut CertificateParams, time: Duration) {
    let now = OffsetDateTime::now_utc();
    params.not_before = now - CLOCK_SKEW;
    params.not_after = now + time;
}

fn is_young(file: &Path) -> bool {
    let age = file.metadata().and_then(|file| file.modified());
    age.is_ok_and(|made| made.elapsed().is_ok_and(|age| age < RENEWED_AFTER))
}
