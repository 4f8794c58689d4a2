//! TLS between processes: both sides show a certificate of the site's own authority, and its names
//! say for which domains its holder speaks. It must not accept anybody else's.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::path::Path;
use std::sync::Arc;
use webpki::EndEntityCert;

/// Every name in a certificate ends so; what stands before it is a domain's word or `gateway`.
const SUFFIX: &str = ".shoal";

/// The name of a domain in certificates.
#[derive(Debug, Clone)]
pub(crate) struct DomainName;

impl DomainName {
    /// `video.shoal` for `video`.
    pub(crate) fn of(word: &str) -> String {
        format!("{word}{SUFFIX}")
    }
}

/// The certificates of this process.
#[derive(Clone)]
pub(crate) struct Certificates {
    pub(super) server: Arc<ServerConfig>,
    pub(super) client: Arc<ClientConfig>,
}

impl Certificates {
    /// Reads `ca.pem`, `node.pem` and `node.key` of a folder.
    ///
    /// # Errors
    /// Which file is wrong, and how.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let told = |name: &str, error: &dyn std::fmt::Display| {
            format!("{}: {error}: make it with `shoal certs`", folder.join(name).display())
        };
        let chain = |name: &str| -> Result<Vec<CertificateDer<'static>>, String> {
            let found = CertificateDer::pem_file_iter(folder.join(name));
            found
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| told(name, &error))
        };
        let key = || {
            PrivateKeyDer::from_pem_file(folder.join("node.key"))
                .map_err(|error| told("node.key", &error))
        };
        let mut roots = RootCertStore::empty();
        for root in chain("ca.pem")? {
            roots.add(root).map_err(|error| told("ca.pem", &error))?;
        }
        let roots = Arc::new(roots);
        let verifier = WebPkiClientVerifier::builder(Arc::clone(&roots))
            .build()
            .map_err(|error| told("ca.pem", &error))?;
        let mut server = ServerConfig::builder()
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain("node.pem")?, key()?)
            .map_err(|error| told("node.pem", &error))?;
        let mut client = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_client_auth_cert(chain("node.pem")?, key()?)
            .map_err(|error| told("node.pem", &error))?;
        server.alpn_protocols = vec![b"h2".to_vec()];
        client.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self { server: Arc::new(server), client: Arc::new(client) })
    }
}

/// The words for which the holder of a verified certificate speaks.
pub(super) fn words(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok(parsed) = EndEntityCert::try_from(certificate) else { return Vec::new() };
    let words = parsed.valid_dns_names().filter_map(|name| name.strip_suffix(SUFFIX));
    words.map(str::to_owned).collect()
}

/// The name that a domain's server must prove.
pub(super) fn server_name(word: &str) -> Result<ServerName<'static>, String> {
    ServerName::try_from(DomainName::of(word)).map_err(|error| error.to_string())
}
