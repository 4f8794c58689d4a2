//! The wires of a process: its keys and certificates, the routes to other processes, the place
//! where it listens for them. It must not know what travels on them.

use super::super::Key;
use super::super::placement::Duty;
use super::Settings;
use crate::adapters::grpc::{self, Address, Bound, Certificates};
use crate::adapters::keys::SiteKeys;
use crate::contract::TOPOLOGY;
use crate::kernel::assertion::{CallerAssertions, Keys};
use crate::kernel::blobs::BlobReader;
use crate::kernel::bus::{self, GATEWAY, Remote, RouteTable};
use crate::kernel::clock::Clock;
use crate::kernel::node::{Dispatcher, Node};
use crate::kernel::settings::section;
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

section! {
    /// How this process is found by others.
    pub(in crate::boot) struct Wire {
        /// Where it listens for them: an address as above, 127.0.0.1:7000, or empty for nowhere.
        listen: String = String::new(), at_start;
        /// The folder of keys and certificates (`shoal certs`); empty is `keys` in the data folder.
        keys: PathBuf = PathBuf::new(), at_start;
    }
}

/// What a process needs to talk to others.
pub(in crate::boot) struct Wires {
    keys: Arc<dyn Keys>,
    assertions: Arc<CallerAssertions>,
    /// Whether this process may say who a caller is.
    may_sign: bool,
    certificates: Option<Certificates>,
    /// Where keys and certificates lie.
    folder: PathBuf,
    listen: Option<Address>,
    grpc: grpc::Bounds,
    guard: bus::Bounds,
    io: Handle,
    end: CancellationToken,
}

impl Wires {
    /// Reads keys and certificates. A process that talks to nobody needs neither.
    ///
    /// # Errors
    /// Which file or address is wrong, and how.
    pub(in crate::boot) fn open(
        settings: &Settings,
        listen: Option<&str>,
        data: &Path,
        io: &Handle,
    ) -> Result<Self> {
        let stated = &settings.wire.keys;
        let folder = if stated.as_os_str().is_empty() { data.join("keys") } else { stated.clone() };
        let keys = SiteKeys::open(&folder).map_err(|cause| anyhow!("{cause}"))?;
        let may_sign = keys.may_sign();
        let mut words: Vec<&'static str> = TOPOLOGY.iter().map(|row| row.word).collect();
        words.push(GATEWAY);
        let keys: Arc<dyn Keys> = Arc::new(keys);
        let assertions = Arc::new(CallerAssertions::new(Arc::clone(&keys), Clock::system(), words));
        let certificates = match folder.join("node.pem").exists() {
            true => Some(certificates(&folder).map_err(|cause| anyhow!("{cause}"))?),
            false => None,
        };
        let listen = listen.unwrap_or(&settings.wire.listen);
        let listen = match listen {
            "" => None,
            text => Some(Address::parse_listen(text, certificates.is_some()))
                .transpose()
                .map_err(|cause| anyhow!("--listen-grpc {cause}"))?,
        };
        Ok(Self {
            keys,
            assertions,
            may_sign,
            certificates,
            folder,
            listen,
            grpc: settings.connections.clone(),
            guard: settings.breaker.clone(),
            io: io.clone(),
            end: CancellationToken::new(),
        })
    }

    /// What the site signs with.
    pub(in crate::boot) fn keys(&self) -> Arc<dyn Keys> {
        Arc::clone(&self.keys)
    }

    /// Reads the certificates again, for connections that are yet to come.
    ///
    /// # Errors
    /// What is wrong with them; those in force stay so.
    pub(in crate::boot) fn renew(&self) -> Result<()> {
        match &self.certificates {
            Some(certificates) => certificates.renew().map_err(|cause| anyhow!("{cause}")),
            None if self.folder.join("node.pem").exists() => Err(anyhow!(
                "{} has certificates now, and this process began without: start it again",
                self.folder.display()
            )),
            None => Ok(()),
        }
    }

    /// A route to the process that hosts `word`.
    ///
    /// # Errors
    /// What is wrong with the address, or that nobody there would believe this process.
    pub(in crate::boot) fn dial(&self, key: &Key, word: &str, place: &str) -> Result<Arc<Remote>> {
        let told = |cause| anyhow!("[placement] {word}: {cause}");
        let address = Address::parse(place).map_err(told)?;
        let certificates = self.certificates.as_ref();
        // A claim names whom it is said to; whoever passes it on is believed for its certificate.
        anyhow::ensure!(
            self.may_sign || certificates.is_some(),
            "[placement] {word}: this process has no site.key in {}, so without certificates \
             nobody would believe it who asks: copy site.key there, or make certificates \
             (shoal certs)",
            self.folder.display()
        );
        let transport = grpc::connect(address, word, &self.grpc, certificates, &self.io);
        let transport = transport.map_err(told)?;
        let (guard, assertions) = (self.guard.clone(), Arc::clone(&self.assertions));
        Ok(Remote::new(key, transport, guard, assertions, self.io.clone()))
    }

    /// Opens the place to listen at, before anything is founded that others could ask.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(in crate::boot) fn bind(&self) -> Result<Option<Bound>> {
        let Some(address) = self.listen.clone() else { return Ok(None) };
        let bound = grpc::bind(address, self.certificates.as_ref(), &self.io);
        bound.map(Some).map_err(|cause| anyhow!("{cause}"))
    }

    /// A dispatcher for whoever this process hosts.
    pub(in crate::boot) fn dispatcher(
        &self,
        key: &Key,
        route_table: &RouteTable,
        blobs: BlobReader,
        duty: &Duty,
    ) -> Dispatcher {
        let node = Node {
            route_table: route_table.clone(),
            blobs,
            clock: Clock::system(),
            contract: crate::contract::FINGERPRINT.to_vec(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            hosted: duty.hosted.clone(),
        };
        Dispatcher::new(key, Arc::clone(&self.assertions), TOPOLOGY, node)
    }

    /// Answers other processes from now on.
    pub(in crate::boot) fn serve(&self, bound: Bound, dispatcher: Dispatcher) {
        tracing::info!(address = %bound.address, "listening for other processes");
        bound.serve(Arc::new(dispatcher), self.grpc.clone(), &self.io, self.end.clone());
    }

    /// Where it listens, for people.
    pub(in crate::boot) fn listens_at(&self) -> Option<String> {
        self.listen.as_ref().map(ToString::to_string)
    }

    /// Takes no more calls from others; those under way end.
    pub(in crate::boot) fn close(&self) {
        self.end.cancel();
    }
}

/// The certificates of a folder, which must be valid now: nobody would talk to us.
fn certificates(folder: &Path) -> Result<Certificates, String> {
    let found = Certificates::read(folder)?;
    found.check()?;
    Ok(found)
}
