//! Puts a real wire between a harness and the domain that it tests, so that every suite runs over
//! it:
//! `SHOAL_TEST_WIRE=grpc-tcp`, `grpc-unix` or `grpc-tls`. `SHOAL_TEST_FAULTS=1` repeats, delays and
//! drops on that wire what may be repeated, delayed and dropped.

#![expect(clippy::disallowed_methods, reason = "a test reads the environment")]

use super::Key;
use super::faulty::faulty;
use super::harness::Harness;
use crate::adapters::certs;
use crate::adapters::grpc::{self, Address, Certificates};
use crate::adapters::keys::SiteKeys;
use crate::contract::TOPOLOGY;
use crate::kernel::assertion::CallerAssertions;
use crate::kernel::blobs::BlobReader;
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Bounds, GATEWAY, Remote, RouteTable};
use crate::kernel::node::{Dispatcher, Node};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The other process, which a harness plays itself.
pub(super) struct Wire {
    kind: String,
    /// Where the domains under test have their mailboxes.
    pub(super) other: RouteTable,
    end: CancellationToken,
    address: Mutex<Option<Address>>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.end.cancel();
    }
}

impl Wire {
    /// The wire that the environment asks for.
    pub(super) fn chosen() -> Option<Self> {
        let kind = std::env::var("SHOAL_TEST_WIRE").ok().filter(|kind| kind != "local")?;
        Some(Self::new(&kind))
    }

    pub(super) fn new(kind: &str) -> Self {
        let other = RouteTable::new(&Key(()));
        let end = CancellationToken::new();
        Self { kind: kind.to_owned(), other, end, address: Mutex::default() }
    }

    /// Listens for the calls of a domain and points the harness's line there.
    pub(super) fn place<D: Contract>(&self, harness: &Harness) {
        crate::adapters::install_tls();
        let folder = harness.folder().join("keys");
        let now_ms = crate::kernel::clock::Clock::system().now_ms();
        certs::found(&folder, now_ms).expect("keys are made");
        let address = match self.kind.as_str() {
            "grpc-tcp" => Address::parse_listen("127.0.0.1:0", false),
            "grpc-tls" => Address::parse_listen("127.0.0.1:0", true),
            "grpc-unix" => Address::parse(&format!(
                "unix:{}",
                harness.folder().join(format!("{}.sock", harness.ids.mint())).display()
            )),
            other => panic!("SHOAL_TEST_WIRE={other}: grpc-tcp, grpc-unix, grpc-tls or local"),
        };
        let address = self.listen::<D>(harness, address.expect("it is an address"));
        let front = matches!(address, Address::Tls { .. }).then(|| {
            let domains = TOPOLOGY.iter().map(|row| row.word.to_owned());
            let callers: Vec<String> = std::iter::once(GATEWAY.to_owned()).chain(domains).collect();
            issued(&folder, &callers)
        });
        let bounds = grpc::Bounds::default();
        let transport = grpc::connect(address, D::NAME, &bounds, front.as_ref(), harness.io())
            .expect("it is an address");
        let transport = match std::env::var("SHOAL_TEST_FAULTS") {
            Ok(_) => faulty(transport, D::RPCS),
            Err(_) => transport,
        };
        // Wide, so that a suite meets the bounds of the domain and not those of the wire.
        let wide = Bounds { in_flight_max: 8192, ..Bounds::default() };
        let remote =
            Remote::new(&harness.key, transport, wide, assertions(&folder), harness.io().clone());
        harness.route_table.channel::<D>(&harness.key);
        assert!(
            harness.route_table.point_remote(&harness.key, D::NAME, remote),
            "the line was just made"
        );
    }

    /// Answers the calls of a domain at an address; gives the real one.
    pub(super) fn listen<D: Contract>(&self, harness: &Harness, address: Address) -> Address {
        let folder = harness.folder().join("keys");
        let own =
            matches!(address, Address::Tls { .. }).then(|| issued(&folder, &[D::NAME.to_owned()]));
        let node = Node {
            route_table: self.other.hearing(&harness.route_table),
            blobs: BlobReader::new(&harness.key, Arc::clone(&harness.blobs)),
            clock: harness.clock.clone(),
            contract: Vec::new(),
            version: String::new(),
            // All blobs of the harness lie in one store, so it answers for those of `ingest` too.
            hosted: vec![D::NAME, "ingest"],
        };
        let mut dispatcher = Dispatcher::new(&harness.key, assertions(&folder), TOPOLOGY, node);
        dispatcher.host::<D>(&harness.key, &self.other);
        let bound = grpc::bind(address, own.as_ref(), harness.io()).expect("loopback is free");
        let address = bound.address.clone();
        let end = self.end.child_token();
        bound.serve(Arc::new(dispatcher), grpc::Bounds::default(), harness.io(), end);
        let mut last = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(address).clone()
    }

    /// Where the last domain is reached.
    pub(super) fn address(&self) -> Address {
        let last = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().expect("a domain was started")
    }

    /// Ends every connection and takes no new one.
    pub(super) fn cut(&mut self) {
        std::mem::take(&mut self.end).cancel();
        // The listener goes with its task.
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

/// A certificate for some words, from the authority of a folder.
pub(super) fn issued(authority: &Path, words: &[String]) -> Certificates {
    let into = authority.join(words.join("-"));
    let now_ms = crate::kernel::clock::Clock::system().now_ms();
    let request = certs::Request { words, now_ms, valid_s: 3600 };
    certs::issue(authority, &request, &into).expect("the authority was made");
    Certificates::read(&into).expect("they were just made")
}

/// Caller assertions by the keys of a folder. The harness's own callers are known by name.
pub(super) fn assertions(folder: &Path) -> Arc<CallerAssertions> {
    let keys = SiteKeys::open(folder).expect("the folder is ours");
    let mut words: Vec<&'static str> = TOPOLOGY.iter().map(|row| row.word).collect();
    words.extend([GATEWAY, "harness", "test"]);
    // Claims live by the clock of the machine: a harness's stands still.
    Arc::new(CallerAssertions::new(Arc::new(keys), crate::kernel::clock::Clock::system(), words))
}
