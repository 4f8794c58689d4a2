//! Makes the certificates of a site: an authority of its own, and a bundle per machine that says
//! for which domains it speaks. Whoever holds the authority's key can add machines.

use super::grpc::DomainName;
use super::keys::{SiteKeys, place};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::path::Path;
use std::time::Duration;

/// What a machine's certificate says.
pub(crate) struct Request<'a> {
    /// Domains, and `gateway` where people are authenticated.
    pub(crate) words: &'a [String],
    pub(crate) now_ms: i64,
    pub(crate) valid_s: i64,
}

/// Makes the authority and the site's own keys in a folder, if they are not there.
///
/// # Errors
/// Which file could not be made.
pub(crate) fn found(folder: &Path, now_ms: i64) -> Result<(), String> {
    // Makes the folder with the site's keys, too.
    SiteKeys::open(folder)?;
    if folder.join("ca.key").exists() {
        return Ok(());
    }
    let key = KeyPair::generate().map_err(|error| error.to_string())?;
    let mut params = authority_params();
    set_span(&mut params, now_ms, 3650 * 86_400);
    let authority = params.self_signed(&key).map_err(|error| error.to_string())?;
    write(folder, "ca.key", key.serialize_pem().as_bytes())?;
    write(folder, "ca.pem", authority.pem().as_bytes())
}

/// Makes the bundle of one machine: certificate, key, and the site's keys as far as it needs them.
///
/// # Errors
/// Which file is missing or could not be made.
pub(crate) fn issue(authority: &Path, request: &Request<'_>, into: &Path) -> Result<(), String> {
    let read = |name: &str| {
        std::fs::read(authority.join(name)).map_err(|error| {
            format!(
                "{}: {error}: make the authority first, with `shoal certs init`",
                authority.join(name).display()
            )
        })
    };
    let text = |name: &str| {
        read(name).and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
    };
    let signer = KeyPair::from_pem(&text("ca.key")?).map_err(|error| error.to_string())?;
    let signer = Issuer::new(authority_params(), signer);
    let key = KeyPair::generate().map_err(|error| error.to_string())?;
    let names: Vec<String> = request.words.iter().map(|word| DomainName::of(word)).collect();
    let mut params = CertificateParams::new(names).map_err(|error| error.to_string())?;
    let name = format!("Shoal {}", request.words.join(", "));
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    set_span(&mut params, request.now_ms, request.valid_s);
    let made = params.signed_by(&key, &signer).map_err(|error| error.to_string())?;
    super::keys::folder(into).map_err(|error| format!("{}: {error}", into.display()))?;
    write(into, "node.key", key.serialize_pem().as_bytes())?;
    write(into, "node.pem", made.pem().as_bytes())?;
    write(into, "ca.pem", &read("ca.pem")?)?;
    write(into, "site.pub", &read("site.pub")?)?;
    if request.words.iter().any(|word| word == crate::kernel::bus::GATEWAY) {
        write(into, "site.key", &read("site.key")?)?;
    }
    Ok(())
}

/// What the authority says of itself, the same each time: its key alone tells sites apart.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Shoal site authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// From an hour before now, for clocks that differ, until `valid_s` from now.
fn set_span(params: &mut CertificateParams, now_ms: i64, valid_s: i64) {
    let at = |unix_s: i64| {
        rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from(unix_s).unwrap_or(0))
    };
    params.not_before = at(now_ms / 1000 - 3600);
    params.not_after = at(now_ms / 1000 + valid_s);
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    place(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
