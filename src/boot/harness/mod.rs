//! Starts one domain with fakes around it, for its own tests. It must not reach into a domain.

#![expect(clippy::disallowed_methods, reason = "a test waits for threads of its own")]

mod cluster;
mod ports;

pub(super) use cluster::{Cluster, url as postgres_url};
pub(crate) use cluster::{Database, is_wanted};
pub(crate) use ports::{Letterbox, no_ports};

use super::Key;
use super::composition::Parts;
use super::config::Layers;
use super::process_config::ProcessConfig;
use super::wired::Wire;
use crate::adapters;
use crate::kernel::blobs::BlobStore;
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Fence, RouteTable, ServingRight};
use crate::kernel::clock::{self, Clock};
use crate::kernel::config::{HistoryBounds, LiveConfig};
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::db::{self, Db, Vault};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::event::Event;
use crate::kernel::events::Reacts;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::host::DomainService;
use crate::kernel::host::{self, Plan, Running, Watch, Watched};
use crate::kernel::id::Ids;
use crate::kernel::meter::DomainMeter;
use crate::kernel::meter::Meters;
use crate::kernel::rpc::Domain as _;
use crate::kernel::trace::Trace;
use crate::kernel::wire::EventRecord;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

/// A small process with a folder, a clock that stands until it is turned, and a route table.
pub(crate) struct Harness {
    pub(crate) route_table: RouteTable,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) key: Key,
    /// Soon, so that a test sees it; a site waits longer.
    pub(crate) parked_retry_every_ms: u64,
    pub(crate) storage: db::Settings,
    databases: Vec<Database>,
    /// Whether domains are started on PostgreSQL when a test says nothing.
    pub(crate) wants_postgres: bool,
    /// How calls reach the domain under test; `None` is the mailbox.
    wire: Option<Wire>,
    fences: HashMap<&'static str, Fence>,
    vaults: Vec<Vault>,
    running: Vec<Running>,
    folder: tempfile::TempDir,
    io: Runtime,
}

/// A day in 2026 on which all tests begin.
pub(crate) const FIRST_DAY_MS: i64 = 1_780_000_000_000;

impl Harness {
    pub(crate) fn new() -> Self {
        let io = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a test machine has threads");
        let folder = tempfile::tempdir().expect("a test machine has a temporary folder");
        let blobs = adapters::disk(folder.path(), io.handle().clone()).expect("the folder is ours");
        let key = Key(());
        Self {
            route_table: RouteTable::new(&key),
            clock: Clock::standing(FIRST_DAY_MS),
            ids: Ids::system(),
            blobs,
            key,
            parked_retry_every_ms: 200,
            storage: db::Settings::default(),
            databases: Vec::new(),
            wants_postgres: is_wanted(),
            wire: Wire::chosen(),
            fences: HashMap::new(),
            vaults: Vec::new(),
            running: Vec::new(),
            folder,
            io,
        }
    }

    /// A harness whose domains are reached over this wire, or by their mailbox.
    pub(super) fn wired(kind: &str) -> Self {
        let mut harness = Self::new();
        harness.wire = (kind != "local").then(|| Wire::new(kind));
        harness
    }

    /// Breaks every connection to the domains under test, and takes no new one.
    pub(super) fn cut_wires(&mut self) {
        if let Some(wire) = &mut self.wire {
            wire.cut();
        }
    }

    /// Listens again where the domain was reached before.
    pub(super) fn mend_wire<D: Contract>(&self) {
        if let Some(wire) = &self.wire {
            wire.listen::<D>(self, wire.address());
        }
    }

    /// The right to serve of a domain under test.
    pub(super) fn fence(&self, word: &str) -> &Fence {
        self.fences.get(word).expect("it was started")
    }

    /// The databases of the started domains, in their order.
    pub(super) fn vaults(&self) -> &[Vault] {
        &self.vaults
    }

    /// The runtime on which sockets live.
    pub(super) fn io(&self) -> &tokio::runtime::Handle {
        self.io.handle()
    }

    /// The folder of this process.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a future to its end.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.io.block_on(work)
    }

    /// A live configuration in the folder of this process, over the defaults.
    pub(crate) fn config(&self) -> Arc<LiveConfig> {
        let pace = (100, Duration::from_millis(20));
        let store = adapters::config_history(self.folder(), pace, self.io.handle().clone());
        let layers = Layers::read(None, std::iter::empty()).expect("the defaults are good");
        let settings = layers.settings().expect("the defaults are good");
        let base = ProcessConfig::new(layers, Arc::new(Parts::new(&settings)));
        let time = (self.clock.clone(), Meters::new());
        let bounds = HistoryBounds { table_bytes_max: 4096, note_chars_max: 200 };
        let store = store.expect("the folder is ours");
        Arc::new(LiveConfig::new(store, Arc::new(base), time, bounds))
    }

    /// Gives a domain a database on PostgreSQL, if this run wants that for every domain.
    fn place<D: Contract>(&mut self) {
        if self.wants_postgres && !self.storage.urls.contains_key(D::NAME) {
            self.use_postgres::<D>();
        }
    }

    /// Gives a domain a database on PostgreSQL, before it is started; false where there is none.
    pub(crate) fn use_postgres<D: Contract>(&mut self) -> bool {
        let Some(database) = Database::new(&self.key) else { return false };
        self.storage.urls.insert(D::NAME.to_owned(), database.address.clone());
        self.databases.push(database);
        true
    }

    /// Who watches the lines of this process, and the account of the front.
    pub(crate) fn watch(&self) -> (Meters, Arc<Watch>) {
        let meters = Meters::new();
        let watched = Watched { route_table: self.route_table.clone(), accounts: Vec::new() };
        let watch = Watch::new(crate::contract::TOPOLOGY, watched, Arc::clone(&meters.front));
        (meters, Arc::new(watch))
    }

    /// Starts the domain under test, with its own database.
    pub(crate) fn start_domain<D: Contract, S: DomainService<D>>(
        &mut self,
        build: impl Fn(DomainContext<D>) -> S + Send + 'static,
    ) -> Db<D> {
        let meter = DomainMeter::new(D::NAME, D::RPCS, &Meters::new());
        let time = (self.clock.clone(), self.ids.clone());
        self.place::<D>();
        let open =
            || Db::open(&self.key, self.folder.path(), &self.storage, time.clone(), meter.store());
        // A call that a bad wire brought late may hold the store of a domain that was just stopped.
        let until = clock::instant() + Duration::from_secs(5);
        let db = loop {
            match open() {
                Err(Fault::Unavailable(_)) if clock::instant() < until => {
                    std::thread::sleep(Duration::from_millis(20));
                },
                opened => break opened.expect("the store is ours"),
            }
        };
        let channel = match &self.wire {
            None => self.route_table.channel(&self.key),
            Some(wire) => wire.other.channel(&self.key),
        };
        let fence = Fence::new(ServingRight::kept(1, true));
        self.fences.insert(D::NAME, fence.clone());
        self.vaults.push(db.vault(&self.key));
        let plan = Plan {
            channel,
            fence,
            route_table: self.route_table.clone(),
            db: db.clone(),
            blobs: Arc::clone(&self.blobs),
            meter: Arc::new(meter),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            heavy: Arc::new(Semaphore::new(4)),
            io: self.io.handle().clone(),
            settings: host::Settings {
                parked_retry_every_ms: self.parked_retry_every_ms,
                ..host::Settings::default()
            },
        };
        self.running.push(host::start(&self.key, plan, build).expect("a thread starts"));
        if let Some(wire) = &self.wire {
            wire.place::<D>(self);
        }
        db
    }

    /// Stops every domain, as the end of the process does.
    pub(crate) fn stop(&mut self) {
        for running in &mut self.running {
            running.stop();
        }
        for running in self.running.drain(..) {
            running.join();
        }
    }

    /// Waits until a stopped domain has given its database up: its writer thread does when the last
    /// unit has ended.
    pub(crate) fn await_free<D: Contract>(&self) {
        if self.storage.urls.contains_key(D::NAME) {
            // Whoever opens it waits for a moment by itself.
            return;
        }
        let lock = self.folder.path().join(format!("{}.lock", D::NAME));
        let held = std::fs::File::open(lock).expect("a started domain had one");
        self.eventually("the database to be free", || async { held.try_lock().ok() });
    }

    /// Opens the database of a running domain once more, as a second process would.
    pub(crate) fn open_again<D: Contract>(&self) -> Result<Db<D>, Fault> {
        let meter = DomainMeter::new(D::NAME, D::RPCS, &Meters::new());
        let time = (self.clock.clone(), self.ids.clone());
        Db::open(&self.key, self.folder.path(), &self.storage, time, meter.store())
    }

    /// Starts another domain that answers nothing and only publishes what a test gives it.
    pub(crate) fn source<D: Contract>(&mut self) -> Db<D> {
        self.source_that(|_, call| drop(call))
    }

    /// A domain that only speaks, and answers calls as the test says.
    pub(crate) fn source_that<D: Contract>(
        &mut self,
        answer: impl Fn(Context, D::Call) + Clone + Send + 'static,
    ) -> Db<D> {
        self.start_domain(move |_: DomainContext<D>| Speaker(answer.clone()))
    }

    /// Publishes an event in the name of a source.
    pub(crate) fn publish<E>(&self, source: &Db<E::Owner>, event: E)
    where
        E: Event + Clone + Send + 'static,
    {
        let cx = Context::of_domain(E::Owner::NAME);
        self.run(source.write(&cx, move |tx| tx.publish(&event))).expect("the store takes it");
    }

    /// Every event that a domain has published so far, oldest first.
    pub(crate) fn published<D: Contract>(&self, db: &Db<D>) -> Vec<EventRecord> {
        let sql = "SELECT COALESCE(MAX(position), 0) FROM kernel_outbox";
        let newest = self.run(db.read(move |view| view.value(sql, &[]))).expect("it reads");
        let newest: u64 = newest.expect("an aggregate gives a row");
        let cx = Context::of_domain("harness");
        // As they were recorded, not as a wire tells them.
        let route_table = self.wire.as_ref().map_or(&self.route_table, |wire| &wire.other);
        self.run(async {
            let mut flow = route_table.channel::<D>(&self.key).tail(&cx, 0).await.expect("it runs");
            let mut records: Vec<EventRecord> = Vec::new();
            while records.last().map_or(0, |record| record.position) < newest {
                records.push(flow.next().await.expect("the tail goes on").expect("it reads"));
            }
            records
        })
    }

    /// Asks again and again until `check` gives something, for ten seconds at the most.
    pub(crate) fn eventually<T, F>(&self, what: &str, mut check: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        for _ in 0..1000 {
            if let Some(found) = self.run(check()) {
                return found;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("waited ten seconds for {what}");
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        self.stop();
        for database in self.databases.drain(..) {
            database.give_back(&self.key);
        }
    }
}

/// The context of a signed-in account.
pub(crate) fn by(user_id: &str, role: Role) -> Context {
    Context::new(Caller::User { user_id: user_id.into(), role }, Trace::none())
}

/// The context of the owner of the machine.
pub(crate) fn by_operator() -> Context {
    Context::new(Caller::Operator, Trace::none())
}

/// The context of a visitor without an account.
pub(crate) fn by_visitor() -> Context {
    Context::new(Caller::Anonymous { visitor: "visitor".into() }, Trace::none())
}

/// Answers calls as it was told, and reacts to nothing.
struct Speaker<F>(F);

impl<D: Contract, F: Fn(Context, D::Call) + 'static> DomainService<D> for Speaker<F> {
    async fn serve(&self, _: &host::Core<D>, cx: Context, call: D::Call) {
        (self.0)(cx, call);
    }
}

impl<D: Contract, F: Fn(Context, D::Call) + 'static> Reacts<D> for Speaker<F> {
    async fn react(&self, _: Context, _: &EventRecord) -> Reply<()> {
        Ok(())
    }
}
