//! What all requests share: clients, caches, settings, meters. It must not hold anything that would
//! be missed after a restart.

use super::admission::Admission;
use super::broadcast::Broadcasts;
use super::error::{HttpError, Own};
use super::health::Vitals;
use super::limits::{Limits, Rate};
use super::listener::Unsent;
use super::media::Grants;
use super::packed::PackedAnswers;
use super::request::RequestContext;
use super::segments::{self, Segments};
use super::served::SentBytes;
use super::session::Sessions;
use super::settings::Settings;
use super::site::{Shown, Site};
use super::tally::Tally;
use crate::contract::{self, each_domain};
use crate::kernel::assertion::Keys;
use crate::kernel::backup::Backups;
use crate::kernel::blobs::BlobReader;
use crate::kernel::bus::RouteTable;
use crate::kernel::capability::Key;
use crate::kernel::clock::Clock;
use crate::kernel::config::LiveConfig;
use crate::kernel::context::Context;
use crate::kernel::events::{self, ConsumerAdmin};
use crate::kernel::host::Watch;
use crate::kernel::id::Ids;
use crate::kernel::live::LiveSettings;
use crate::kernel::meter::Meters;
use arc_swap::ArcSwapOption;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use tokio::sync::Semaphore;

macro_rules! clients {
    ($($word:ident)*) => {
        /// A client of each domain.
        #[derive(Clone)]
        pub(crate) struct Clients {
            $(pub(crate) $word: contract::$word::Client,)*
        }

        impl Clients {
            pub(crate) fn dial(route_table: &RouteTable, key: &Key) -> Self {
                Self { $($word: contract::$word::Client::dial(route_table, key),)* }
            }
        }
    };
}
each_domain!(clients);

/// What boot gives to the front.
pub(crate) struct Gateway {
    pub(crate) clients: Clients,
    pub(crate) blobs: BlobReader,
    pub(crate) meters: Meters,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) settings: LiveSettings<Settings>,
    pub(crate) site: LiveSettings<Site>,
    pub(crate) config: Arc<LiveConfig>,
    /// Where the domains are, and what they hear.
    pub(crate) route_table: RouteTable,
    /// What the domains are like now.
    pub(crate) watch: Arc<Watch>,
    pub(crate) backups: Backups,
    /// What the site signs with, where this process may.
    pub(crate) keys: Arc<dyn Keys>,
    /// Kept in the data directory, so that forms survive a restart.
    pub(crate) csrf_key: [u8; 32],
    /// Whether start-up is over and no stop was asked for.
    pub(crate) ready: Arc<AtomicBool>,
    /// Whether new traces are exported.
    pub(crate) sampled: bool,
    /// Reads what is measured only when somebody looks.
    pub(crate) refresh: Arc<dyn Fn() + Send + Sync>,
}

/// The shared state of the front.
pub(in crate::gateway) struct Front {
    pub(in crate::gateway) gateway: Gateway,
    pub(in crate::gateway) sessions: Sessions,
    pub(in crate::gateway) limits: Limits,
    pub(in crate::gateway) media_limits: Limits,
    pub(in crate::gateway) text_limits: Limits,
    pub(in crate::gateway) grants: Grants,
    pub(in crate::gateway) segments: Segments,
    pub(in crate::gateway) packed: PackedAnswers,
    pub(in crate::gateway) streams: Arc<Semaphore>,
    /// Sockets open at once, and what they follow.
    pub(in crate::gateway) sockets: Arc<Semaphore>,
    pub(in crate::gateway) broadcasts: Broadcasts,
    /// Streams of each caller.
    pub(in crate::gateway) streams_each: Tally<String>,
    /// Exports of each account that are under way.
    pub(in crate::gateway) exports: Tally<String>,
    /// Connections of each customer.
    pub(in crate::gateway) connections: Tally<u64>,
    /// How much is worked on at once.
    pub(in crate::gateway) admission: Admission,
    /// What machines ask, answered for a moment.
    pub(in crate::gateway) vitals: Vitals,
    /// What clients have not taken yet.
    pub(in crate::gateway) unsent: Arc<Unsent>,
    /// What media was sent, until it is told.
    pub(in crate::gateway) sent: Arc<SentBytes>,
    /// Bytes of bodies in memory whose requests wait for the rest.
    pub(in crate::gateway) bodies: AtomicUsize,
    /// What pages show of the settings of the site.
    shown: ArcSwapOption<Shown>,
}

/// How a handler gets at it.
pub(in crate::gateway) type FrontData = actix_web::web::Data<Front>;

impl Front {
    pub(in crate::gateway) fn new(gateway: Gateway) -> Self {
        let settings = gateway.settings.get();
        let unsent = Arc::<Unsent>::default();
        Self {
            sessions: Sessions::new(),
            limits: Limits::new(),
            media_limits: Limits::new(),
            text_limits: Limits::new(),
            grants: Grants::new(),
            segments: Segments::new(
                settings.segment_cache_bytes_max,
                segments::SEGMENT_FILES_MAX,
                Arc::clone(&unsent),
            ),
            packed: PackedAnswers::new(),
            streams: Arc::new(Semaphore::new(settings.streams_max)),
            sockets: Arc::new(Semaphore::new(settings.sockets_max)),
            broadcasts: Broadcasts::default(),
            streams_each: Tally::new(),
            exports: Tally::new(),
            connections: Tally::new(),
            admission: Admission::new(),
            vitals: Vitals::new(),
            unsent,
            sent: Arc::default(),
            bodies: AtomicUsize::new(0),
            shown: ArcSwapOption::empty(),
            gateway,
        }
    }

    pub(in crate::gateway) fn clients(&self) -> &Clients {
        &self.gateway.clients
    }

    /// How the site presents itself now.
    pub(in crate::gateway) fn site(&self) -> Arc<Shown> {
        let settings = self.gateway.site.get();
        let known = self.shown.load_full();
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.settings, &settings)) {
            return known;
        }
        let made = Arc::new(Shown::of(settings));
        self.shown.store(Some(Arc::clone(&made)));
        made
    }

    pub(in crate::gateway) fn settings(&self) -> Arc<Settings> {
        self.gateway.settings.get()
    }

    /// Takes one text that is written from an address. Programs on this machine write for others.
    pub(in crate::gateway) fn take_text(&self, req: &RequestContext) -> Result<(), HttpError> {
        if req.origin.is_near {
            return Ok(());
        }
        let rate = Rate::of_texts(&self.settings());
        self.text_limits.take(req.origin.ip, rate).map_err(|wait| {
            let text = "Too many texts came from your address. Wait a moment, then send it again.";
            HttpError::own(Own::TooManyRequests, text).after_s(wait.as_secs() + 1)
        })
    }

    /// What administrators change while the site runs.
    pub(in crate::gateway) fn config(&self) -> &LiveConfig {
        &self.gateway.config
    }

    /// What the domains hear, here and elsewhere.
    pub(in crate::gateway) fn consumers(
        &self,
        cx: &Context,
    ) -> Vec<(&'static str, Arc<dyn ConsumerAdmin>)> {
        events::consumers(&self.gateway.route_table, cx)
    }

    /// Backups of this site.
    pub(in crate::gateway) fn backups(&self) -> &Backups {
        &self.gateway.backups
    }

    pub(in crate::gateway) fn now_ms(&self) -> i64 {
        self.gateway.clock.now_ms()
    }

    /// A fresh idempotency key for one rendering of a form.
    pub(in crate::gateway) fn key(&self) -> String {
        self.gateway.ids.mint()
    }
}
