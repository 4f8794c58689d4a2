//! Starts the domains, one line each, and hands the gateway its clients.
//! It must not know what any of them does.

use super::config::Settings;
use super::config::Wires;
use super::placement::{Duty, Placement};
use super::{Key, post, programs};
use crate::adapters;
use crate::adapters::ffmpeg::{Ffmpeg, FfmpegOptions};
use crate::adapters::onnx::{Onnx, OnnxOptions, OnnxReader, ReaderOptions, WorkBounds};
use crate::contract::{self, each_domain};
use crate::domains;
use crate::gateway::Clients;
use crate::kernel::backup::{self, Backups};
use crate::kernel::blobs::{BlobReader, BlobStore, Scattered};
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Fence, RouteTable, ServingRight};
use crate::kernel::clock::Clock;
use crate::kernel::db::{Db, Vault};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::host::DomainService;
use crate::kernel::host::{self, Plan, Running};
use crate::kernel::id::Ids;
use crate::kernel::live::LiveSettings;
use crate::kernel::meter::DomainMeter;
use crate::kernel::meter::Meters;
use crate::kernel::node::Dispatcher;
use crate::kernel::ports::Ports;
use crate::kernel::ports::media::MediaTool;
use crate::kernel::ports::reading::TextReader;
use crate::kernel::ports::scoring::Scorer;
use anyhow::{Context as _, Result, anyhow};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::{RwLock, Semaphore};

macro_rules! parts {
    ($($word:ident)*) => {
        /// The settings that may change while the site runs, one value per domain.
        pub(super) struct Parts {
            pub(super) site: LiveSettings<crate::gateway::Site>,
            pub(super) gateway: LiveSettings<crate::gateway::Settings>,
            $(pub(super) $word: LiveSettings<domains::$word::Options>,)*
        }

        impl Parts {
            pub(super) fn new(settings: &Settings) -> Self {
                let now = settings.clone();
                Self {
                    site: LiveSettings::new(now.site),
                    gateway: LiveSettings::new(now.gateway),
                    $($word: LiveSettings::new(now.$word),)*
                }
            }

            /// Puts other settings in force.
            pub(super) fn set(&self, settings: Settings) {
                self.site.set(settings.site);
                self.gateway.set(settings.gateway);
                $(self.$word.set(settings.$word);)*
            }
        }

        /// The composition.
        fn start_all(startup: &mut Startup, parts: &Parts, ports: &Ports) -> Result<()> {
            $(
                let (options, ports_of) = (parts.$word.clone(), ports.clone());
                startup.start_domain(move |domain| {
                    domains::$word::start(domain, options.clone(), &ports_of)
                })?;
            )*
            Ok(())
        }
    };
}
each_domain!(parts);

/// A process with its domains running.
pub(super) struct Site {
    pub(super) clients: Clients,
    pub(super) blobs: BlobReader,
    pub(super) meters: Meters,
    pub(super) backups: Backups,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) accounts: Vec<Arc<DomainMeter>>,
    pub(super) routes: Arc<Routes>,
    running: Vec<Running>,
}

/// Which domains run here and the ways to the others.
pub(super) struct Routes {
    pub(super) route_table: RouteTable,
    pub(super) duty: Duty,
    pub(super) wires: Wires,
}

impl Routes {
    /// Re-points the domains that run elsewhere, without a restart.
    ///
    /// # Errors
    /// A place that is no address; the routes stay as they were then.
    pub(super) fn place(&self, placement: &Placement) -> Result<()> {
        if let Err(error) = self.wires.renew() {
            // What moved can be found all the same, with the certificates in force.
            tracing::error!(error = format!("{error:#}"), "the certificates are kept as they were");
        }
        let mut routes = Vec::new();
        for (word, place) in self.duty.elsewhere_of(placement) {
            let remote = self.wires.dial(&Key(()), word, place)?;
            // What is there already keeps its connections and what is known of its health.
            let now = self.route_table.placed(word).map(|placed| placed.place);
            if now.as_deref() != Some(remote.place().0.as_str()) {
                routes.push((word, remote));
            }
        }
        for (word, remote) in routes {
            tracing::info!(domain = word, place = remote.place().0, "a domain is found elsewhere");
            self.route_table.point_remote(&Key(()), word, remote);
        }
        Ok(())
    }
}

impl Site {
    /// Stops every domain: new calls are refused, those under way end.
    pub(super) fn stop(mut self) {
        self.routes.wires.close();
        self.backups.stop();
        for running in &mut self.running {
            running.stop();
        }
        for running in self.running {
            running.join();
        }
    }
}

/// What all domains are founded on.
struct Startup {
    key: Key,
    route_table: RouteTable,
    blobs: Arc<dyn BlobStore>,
    clock: Clock,
    ids: Ids,
    heavy: Arc<Semaphore>,
    io: Handle,
    meters: Meters,
    folder: PathBuf,
    settings: Settings,
    accounts: Vec<Arc<DomainMeter>>,
    running: Vec<Running>,
    vaults: Vec<Vault>,
    duty: Duty,
    wires: Wires,
    dispatcher: Dispatcher,
}

/// Opens every database and starts every domain.
///
/// # Errors
/// A database in use or corrupt, a folder that cannot be written; nothing runs then.
pub(super) fn found(
    settings: &Settings,
    parts: &Parts,
    data: &Path,
    (io, meters): (Handle, Meters),
    (duty, wires): (Duty, Wires),
) -> Result<Site> {
    let key = Key(());
    let bound = wires.bind()?;
    let folder = data.join("db");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let route_table = RouteTable::new(&key);
    let here = adapters::disk(data, io.clone()).context("opening the media folder")?;
    let reader = BlobReader::new(&key, Arc::clone(&here));
    let dispatcher = wires.dispatcher(&key, &route_table, reader, &duty);
    let names = [&[duty.name()], duty.hosted.as_slice()].concat();
    let scattered = Scattered::new(&key, here, route_table.clone(), (names, contract::TOPOLOGY));
    clear(&io, &scattered)?;
    let removals = scattered.removals();
    let mut startup = Startup {
        route_table,
        blobs: Arc::new(scattered),
        clock: Clock::system(),
        ids: Ids::system(),
        heavy: Arc::new(Semaphore::new(settings.host.heavy_max)),
        io,
        meters,
        folder,
        settings: settings.clone(),
        accounts: Vec::new(),
        running: Vec::new(),
        vaults: Vec::new(),
        duty,
        wires,
        dispatcher,
        key,
    };
    let ports = Ports {
        media: media(settings)?,
        scorer: scorer(settings)?,
        reader: text_reader(settings)?,
        letters: post::letters(settings)?,
        mailer: post::mailer(settings, data, startup.io.clone())?,
    };
    start_all(&mut startup, parts, &ports)?;
    let (route_table, key) = (&startup.route_table, &startup.key);
    let clients = Clients::dial(route_table, key);
    let backups = Backups::new(startup.backup_plan(data, removals), startup.meters.clone());
    if let Some(bound) = bound {
        startup.wires.serve(bound, startup.dispatcher);
    }
    Ok(Site {
        clients,
        routes: Arc::new(Routes {
            route_table: startup.route_table.clone(),
            duty: startup.duty,
            wires: startup.wires,
        }),
        blobs: BlobReader::new(key, startup.blobs),
        meters: startup.meters,
        backups,
        clock: startup.clock,
        ids: startup.ids,
        accounts: startup.accounts,
        running: startup.running,
    })
}

#[expect(clippy::disallowed_methods, reason = "nothing else runs in this process yet")]
fn clear(io: &Handle, scattered: &Scattered) -> Result<()> {
    io.block_on(scattered.clear()).context("clearing the copies of other processes' media")
}

impl Startup {
    fn start_domain<D: Contract, S: DomainService<D>>(
        &mut self,
        build: impl Fn(DomainContext<D>) -> S + Send + 'static,
    ) -> Result<()> {
        if !self.duty.hosts(D::NAME) {
            return self.place_elsewhere::<D>();
        }
        self.dispatcher.host::<D>(&self.key, &self.route_table);
        let meter = Arc::new(DomainMeter::new(D::NAME, D::RPCS, &self.meters));
        let time = (self.clock.clone(), self.ids.clone());
        let db = Db::open(&self.key, &self.folder, &self.settings.storage, time, meter.store())?;
        self.vaults.push(db.vault(&self.key));
        let plan = Plan {
            channel: self.route_table.channel(&self.key),
            fence: Fence::new(ServingRight::kept(1, true)),
            route_table: self.route_table.clone(),
            db,
            blobs: Arc::clone(&self.blobs),
            meter: Arc::clone(&meter),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            heavy: Arc::clone(&self.heavy),
            io: self.io.clone(),
            settings: self.settings.host.clone(),
        };
        self.running.push(host::start(&self.key, plan, build)?);
        self.accounts.push(meter);
        Ok(())
    }
}

impl Startup {
    fn backup_plan(&self, data: &Path, removals: Arc<RwLock<()>>) -> backup::Plan {
        let words = contract::TOPOLOGY.iter().map(|row| row.word);
        backup::Plan {
            data: data.to_owned(),
            vaults: self.vaults.clone(),
            elsewhere: words.filter(|word| !self.duty.hosts(word)).collect(),
            removals,
            contract: hex::encode(contract::FINGERPRINT),
            clock: self.clock.clone(),
            settings: self.settings.backup.clone(),
        }
    }

    /// Points the line of a domain that runs elsewhere to there.
    fn place_elsewhere<D: Contract>(&self) -> Result<()> {
        // The line exists from here on, so that a later placement can re-point it.
        self.route_table.channel::<D>(&self.key);
        if let Some(place) = self.duty.elsewhere.get(D::NAME) {
            let remote = self.wires.dial(&self.key, D::NAME, place)?;
            self.route_table.point_remote(&self.key, D::NAME, remote);
        }
        Ok(())
    }
}

fn scorer(settings: &Settings) -> Result<Arc<dyn Scorer>> {
    let stated = &settings.scoring;
    let program = std::env::current_exe().context("finding this program")?;
    let folder = programs::scoring(&stated.folder, &program);
    let bounds = WorkBounds {
        workers: stated.workers_max,
        waiting_max: stated.waiting_max,
        answer_ms_max: stated.answer_ms_max,
    };
    let library = folder.join(programs::SCORING_LIBRARY);
    let options =
        OnnxOptions { bounds, ..OnnxOptions::new(library, folder.join(&stated.manifest)) };
    let scorer = Onnx::start(options).map_err(|fault| anyhow!("starting the scoring: {fault}"))?;
    Ok(Arc::new(scorer))
}

fn text_reader(settings: &Settings) -> Result<Arc<dyn TextReader>> {
    let stated = &settings.scoring;
    let program = std::env::current_exe().context("finding this program")?;
    let folder = programs::scoring(&stated.folder, &program);
    let options = ReaderOptions {
        library: folder.join(programs::SCORING_LIBRARY),
        detector: folder.join(&stated.detector),
        recogniser: folder.join(&stated.recogniser),
        bounds: WorkBounds {
            workers: stated.readers_max,
            waiting_max: stated.waiting_max,
            answer_ms_max: stated.reading_ms_max,
        },
    };
    let started = OnnxReader::start(options);
    Ok(Arc::new(started.map_err(|fault| anyhow!("starting the reading: {fault}"))?))
}

fn media(settings: &Settings) -> Result<Arc<dyn MediaTool>> {
    let stated = &settings.media;
    let search = std::env::var_os("PATH").unwrap_or_default();
    let (ffmpeg, ffprobe) = programs::programs(&stated.ffmpeg, &stated.ffprobe, &search);
    let shoal = std::env::current_exe().context("finding this program")?;
    let options = FfmpegOptions {
        memory_bytes_max: stated.memory_bytes_max,
        output_bytes_max: stated.output_bytes_max,
        stall_ms_max: stated.stall_ms_max,
        short_ms_max: stated.short_ms_max,
        wall_factor: stated.wall_factor,
        wall_ms_max: stated.wall_ms_max,
        ..FfmpegOptions::new(shoal, ffmpeg, ffprobe)
    };
    Ok(Arc::new(Ffmpeg::new(options).context("starting the media tool")?))
}
