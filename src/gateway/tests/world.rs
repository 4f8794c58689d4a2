//! A front that runs, on a port and on a control socket of its own.

use super::fakes::{self, Seen};
use super::wire::{Ask, Said};
use crate::boot::harness::Harness;
use crate::gateway::core::listener::Handle;
use crate::gateway::openapi::is_described;
use crate::gateway::{Clients, Gateway, Settings, Site, serve};
use crate::kernel::assertion::Keys;
use crate::kernel::backup::{self, Backups};
use crate::kernel::blobs::BlobReader;
use crate::kernel::config::LiveConfig;
use crate::kernel::host::Watch;
use crate::kernel::live::LiveSettings;
use crate::kernel::meter::Meters;
use crate::kernel::{tasks, threads};
use bytes::Bytes;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

/// Keys that sign by repeating what is signed, behind their name.
struct PlainKeys;

impl Keys for PlainKeys {
    fn sign(&self, claim: &[u8]) -> Option<Vec<u8>> {
        Some([b"plain", claim].concat())
    }

    fn is_signed(&self, claim: &[u8], signature: &[u8]) -> bool {
        signature.strip_prefix(b"plain") == Some(claim)
    }
}

/// The front with fakes behind it.
pub(super) struct World {
    pub(super) harness: Harness,
    pub(super) seen: Seen,
    pub(super) settings: LiveSettings<Settings>,
    pub(super) site: LiveSettings<Site>,
    pub(super) config: Arc<LiveConfig>,
    pub(super) watch: Arc<Watch>,
    address: SocketAddr,
    control: PathBuf,
    handle: Option<Handle>,
    thread: Option<JoinHandle<()>>,
}

fn backups(harness: &Harness) -> Backups {
    let plan = backup::Plan {
        data: harness.folder().to_owned(),
        vaults: Vec::new(),
        elsewhere: Vec::new(),
        removals: Arc::default(),
        contract: String::new(),
        clock: harness.clock.clone(),
        settings: backup::Settings::default(),
    };
    Backups::new(plan, Meters::new())
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(super) fn with(settings: Settings) -> Self {
        let harness = Harness::new();
        let seen = Seen::default();
        fakes::place(&harness, &seen);
        let (route_table, key) = (&harness.route_table, &harness.key);
        let (settings, config) = (LiveSettings::new(settings), harness.config());
        let site = LiveSettings::new(Site::default());
        let (meters, watch) = harness.watch();
        let gateway = Gateway {
            clients: Clients::dial(route_table, key),
            blobs: BlobReader::new(key, Arc::clone(&harness.blobs)),
            meters,
            clock: harness.clock.clone(),
            ids: harness.ids.clone(),
            settings: settings.clone(),
            site: site.clone(),
            config: Arc::clone(&config),
            route_table: harness.route_table.clone(),
            watch: Arc::clone(&watch),
            backups: backups(&harness),
            keys: Arc::new(PlainKeys),
            csrf_key: [7; 32],
            ready: Arc::new(AtomicBool::new(true)),
            sampled: false,
            refresh: Arc::new(|| {}),
        };
        let http = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = http.local_addr().expect("it is bound");
        let control = harness.folder().join("control.sock");
        let socket = UnixListener::bind(&control).expect("the folder is ours");
        let (sender, receiver) = mpsc::sync_channel(1);
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let server = serve(gateway, http, Some(socket)).expect("the sockets are good");
                sender.send(server.handle()).expect("the test waits");
                server.run().await.expect("it serves");
            });
        };
        let thread = threads::start("front".into(), run).expect("a thread");
        let handle = receiver.recv().expect("it starts");
        Self {
            harness,
            seen,
            settings,
            site,
            config,
            watch,
            address,
            control,
            handle: Some(handle),
            thread: Some(thread),
        }
    }

    pub(super) fn line(&self) -> TcpStream {
        let line = TcpStream::connect(self.address).expect("the front listens");
        line.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
        line
    }

    /// Sends a request over HTTP.
    pub(super) fn send(&self, ask: &Ask) -> Said {
        Self::described(ask, ask.over(self.line()))
    }

    /// No operation of the API answers with a status that its description lacks.
    fn described(ask: &Ask, said: Said) -> Said {
        let is_told = is_described(ask.method(), ask.path(), said.status);
        assert!(is_told, "{ask:?} is not described to give {}", said.status);
        said
    }

    /// Sends a request over the control socket.
    pub(super) fn operate(&self, ask: &Ask) -> Said {
        let line = UnixStream::connect(&self.control).expect("the front listens");
        line.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
        Self::described(ask, ask.over(line))
    }

    /// Lets time pass, for what is believed for a second.
    pub(super) fn wait_ms(&self, time_ms: u64) {
        self.harness.run(tasks::sleep(Duration::from_millis(time_ms)));
    }

    /// Puts a blob where packages lie.
    pub(super) fn put(&self, path: &str, bytes: impl Into<Bytes>) {
        self.harness.run(self.harness.blobs.put(path, bytes.into())).expect("the folder is ours");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.harness.run(handle.stop());
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
