//! TLS between processes: both sides show a certificate of the site's own authority, and its names
//! say for which domains its holder speaks. It must not accept anybody else's.

use arc_swap::ArcSwap;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use webpki::{EndEntityCert, KeyUsage};

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

/// The certificates of this process, as they are now. Clones are renewed together.
#[derive(Clone)]
pub(crate) struct Certificates {
    folder: PathBuf,
    now: Arc<ArcSwap<Bundle>>,
}

/// What was read of a folder.
struct Bundle {
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
    roots: Arc<RootCertStore>,
    own: Vec<CertificateDer<'static>>,
}

impl Certificates {
    /// Reads `ca.pem`, `node.pem` and `node.key` of a folder.
    ///
    /// # Errors
    /// Which file is wrong, and how.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let now = Arc::new(ArcSwap::from_pointee(Bundle::read(folder)?));
        Ok(Self { folder: folder.to_owned(), now })
    }

    /// Reads them again: connections that begin from now on are made with what is there now.
    ///
    /// # Errors
    /// Which file is wrong, and how; what was in force stays so.
    pub(crate) fn renew(&self) -> Result<(), String> {
        let bundle = Bundle::read(&self.folder)?;
        bundle.check(&self.folder)?;
        self.now.store(Arc::new(bundle));
        Ok(())
    }

    /// Whether others will believe them at this moment.
    ///
    /// # Errors
    /// Why not, and what to do.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.now.load().check(&self.folder)
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.now.load().server))
    }

    pub(crate) fn connector(&self) -> TlsConnector {
        TlsConnector::from(Arc::clone(&self.now.load().client))
    }
}

impl Bundle {
    fn read(folder: &Path) -> Result<Self, String> {
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
        let own = chain("node.pem")?;
        let verifier = WebPkiClientVerifier::builder(Arc::clone(&roots))
            .build()
            .map_err(|error| told("ca.pem", &error))?;
        let mut server = ServerConfig::builder()
            .with_client_cert_verifier(verifier)
            .with_single_cert(own.clone(), key()?)
            .map_err(|error| told("node.pem", &error))?;
        let mut client = ClientConfig::builder()
            .with_root_certificates(Arc::clone(&roots))
            .with_client_auth_cert(own.clone(), key()?)
            .map_err(|error| told("node.pem", &error))?;
        server.alpn_protocols = vec![b"h2".to_vec()];
        client.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self { server: Arc::new(server), client: Arc::new(client), roots, own })
    }

    /// The same test that the other side will make. Its answer would reach us only as a connection
    /// that was closed: in TLS 1.3 a client hears late that its certificate was refused.
    fn check(&self, folder: &Path) -> Result<(), String> {
        let told = |error: &dyn std::fmt::Display| {
            format!(
                "{}: our own certificate is not valid: {error}: make a new one with `shoal certs \
                 issue`, then reload with SIGHUP",
                folder.join("node.pem").display()
            )
        };
        let Some((leaf, between)) = self.own.split_first() else {
            return Err(told(&"it is empty"));
        };
        let leaf = EndEntityCert::try_from(leaf).map_err(|error| told(&error))?;
        let provider = CryptoProvider::get_default().ok_or_else(|| told(&"no cryptography"))?;
        let algorithms = provider.signature_verification_algorithms.all;
        let (now, usage) = (UnixTime::now(), KeyUsage::client_auth());
        let roots = &self.roots.roots;
        leaf.verify_for_usage(algorithms, roots, between, now, usage, None, None)
            .map(drop)
            .map_err(|error| told(&error))
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
