//! `shoal serve`: builds the process, serves until it is told to stop, and stops in order:
//! HTTP, domains, spans, runtime. It must not contain what a domain or a page does.

use super::composition::{self, Parts, Routes, Site};
use super::config::Layers;
use super::config::Wires;
use super::placement::Duty;
use super::process_config::ProcessConfig;
use super::terminal::{Target, announce};
use super::{address, config, demo};
use crate::adapters;
use crate::adapters::telemetry::{LostLines, Telemetry};
use crate::contract::TOPOLOGY;
use crate::contract::user::{MintSetupLinkRequest, Refusal};
use crate::gateway::{self, Backstage, Gateway};
use crate::kernel::backup::is_unfinished;
use crate::kernel::clock::Clock;
use crate::kernel::config::{HistoryBounds, LiveConfig, StaticConfig};
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::{Error, Fault};
use crate::kernel::host::{Watch, Watched};
use crate::kernel::id::Ids;
use crate::kernel::meter::{LostLabels, Meters};
use crate::kernel::trace::Trace;
use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};

/// What `shoal serve` takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Serve {
    /// Address and port to serve on; without the front, for health and figures only
    #[arg(long, env = "SHOAL_LISTEN")]
    pub(super) listen: Option<SocketAddr>,
    /// Configuration file; what it leaves out keeps its default
    #[arg(long, env = "SHOAL_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Host only these: domains, and `gateway` for the web front; [placement] says where others are
    #[arg(long, env = "SHOAL_ONLY", value_delimiter = ',', value_name = "DOMAIN,…")]
    pub(super) only: Option<Vec<String>>,
    /// Answer other processes of the site at this address: 127.0.0.1:7000 or unix:/path
    #[arg(long, env = "SHOAL_LISTEN_GRPC", value_name = "ADDRESS")]
    pub(super) listen_grpc: Option<String>,
    /// Publish the demo clip if the site is empty
    #[arg(long)]
    pub(super) demo: bool,
}

/// How often it is looked whether log lines were lost.
const LOG_LOOK: Duration = Duration::from_secs(5);

/// Runs the site until SIGINT or SIGTERM.
///
/// # Errors
/// What kept it from starting, with what to do about it.
pub(super) fn run(place: &Target, flags: &Serve) -> Result<()> {
    let layers = layers(flags)?;
    let settings = layers.settings()?;
    // Whatever is made from here on is for this account alone.
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    raise_descriptor_limit();
    adapters::install_tls();
    let json = settings.log.format == config::LogFormat::Json;
    let endpoint = &settings.trace.otlp_endpoint;
    let telemetry = Telemetry::install(&settings.log.filter, json, endpoint)
        .map_err(|cause| anyhow!("{cause}"))?;
    let data = data_folder(&place.data_dir)?;
    let io = tokio::runtime::Builder::new_multi_thread()
        .thread_name("io")
        .worker_threads(std::thread::available_parallelism().map_or(2, usize::from).min(8))
        .enable_all()
        .build()?;
    let (parts, meters) = (Arc::new(Parts::new(&settings)), Meters::new());
    let live = Serving::open(&settings, layers, &parts, (&data, &meters, io.handle()))?;
    let duty = Duty::of(TOPOLOGY, &settings.placement, flags.only.as_deref());
    let duty = duty.map_err(|cause| anyhow!("{cause}"))?;
    let wires = Wires::open(&settings, flags.listen_grpc.as_deref(), &data, io.handle())?;
    let ways = (duty, wires);
    let site = composition::found(&settings, &parts, &data, (io.handle().clone(), meters), ways)?;
    super::greet::start(io.handle(), &site.routes);
    let sampled = telemetry.samples();
    watch_the_log(&io, telemetry.lost(), site.meters.clone());
    let listeners =
        Listeners { site: &site, flags, data: &data, io: &io, parts: &parts, live: &live, sampled };
    let served = match site.routes.duty.has_gateway {
        true => {
            let served = listeners.open(&settings);
            address::forget(&data);
            served
        },
        false => listeners.stay_closed(&settings),
    };
    site.stop();
    telemetry.shut_down();
    io.shutdown_timeout(Duration::from_secs(2));
    served
}

/// Tells how many log lines were not written, in the figures and, once there is room, in the log.
fn watch_the_log(io: &Runtime, lost: LostLines, meters: Meters) {
    io.spawn(async move {
        let mut told = 0;
        loop {
            tokio::time::sleep(LOG_LOOK).await;
            let causes = [("slow_reader", lost.waiting()), ("too_frequent", lost.frequent())];
            for (cause, lines) in causes {
                let counter = meters.log_lines_lost.get_or_create(&LostLabels { cause });
                counter.inner().store(lines, Ordering::Relaxed);
            }
            let lines = causes.iter().map(|(_, lines)| lines).sum();
            if lines > told {
                tracing::warn!(lines = lines - told, "log lines were left out: see /metrics");
                told = lines;
            }
        }
    });
}

/// What the listeners need of the process.
struct Listeners<'a> {
    site: &'a Site,
    flags: &'a Serve,
    data: &'a Path,
    io: &'a Runtime,
    parts: &'a Arc<Parts>,
    live: &'a Serving,
    sampled: bool,
}

/// What may change while the process runs, and what it stands on.
struct Serving {
    config: Arc<LiveConfig>,
    below: Arc<ProcessConfig>,
}

impl Serving {
    /// Reads what was set at run time and puts it in force before any domain starts.
    fn open(
        settings: &config::Settings,
        layers: Layers,
        parts: &Arc<Parts>,
        (data, meters, io): (&Path, &Meters, &Handle),
    ) -> Result<Self> {
        let history = &settings.config;
        let pace = (history.versions_max, Duration::from_millis(history.poll_every_ms));
        let store = adapters::config_history(data, pace, io.clone())
            .context("opening the history of the live configuration")?;
        let below = Arc::new(ProcessConfig::new(layers, Arc::clone(parts)));
        let bounds = HistoryBounds {
            table_bytes_max: history.table_bytes_max,
            note_chars_max: history.note_chars_max,
        };
        let fixed: Arc<dyn StaticConfig> = below.clone();
        let time = (Clock::system(), meters.clone());
        let config = Arc::new(LiveConfig::new(store, fixed, time, bounds));
        Ok(Self { config, below })
    }
}

/// What was written for this process: default, file, environment, flags.
fn layers(flags: &Serve) -> Result<Layers> {
    let layers = Layers::read(flags.config.as_deref(), std::env::vars())?;
    let listen = flags.listen.map(|at| ("serve.listen".to_owned(), at.to_string().into()));
    Ok(layers.with_flags(listen.into_iter().collect()))
}

impl Listeners<'_> {
    /// Starts to listen and waits until the site is told to stop.
    fn open(&self, settings: &config::Settings) -> Result<()> {
        let listen = self.flags.listen.unwrap_or(settings.serve.listen);
        let listener = bind(listen, &settings.gateway)?;
        let url = format!("http://{}", listener.local_addr()?);
        // The databases are locked by now, so a socket found here belongs to nobody.
        let control = control_socket(self.data)?;
        address::note_url(self.data, &url)?;
        let ready = Arc::new(AtomicBool::new(false));
        let gateway = self.gateway(&ready)?;
        follow_the_store(self.io, &self.live.config);
        reload_on_hangup(self.io, self.flags.clone(), (self.live, &self.site.routes));
        actix::System::new().block_on(async {
            let server = gateway::serve(gateway, listener, Some(control))?;
            ready.store(true, Ordering::Release);
            announce(&format!("Shoal is at {url}"));
            greet(self.io, self.site, &url).await?;
            if self.flags.demo {
                publish_demo(self.io, self.data.to_owned());
            }
            let handle = server.handle();
            stop_on_signal(self.io, move || handle.stop())?;
            server.run().await?;
            ready.store(false, Ordering::Release);
            Ok(())
        })
    }

    /// Serves other processes only, until the process is told to stop. With `--listen` it tells
    /// its health and its figures there; the address in the file is that of the front.
    fn stay_closed(&self, settings: &config::Settings) -> Result<()> {
        follow_the_store(self.io, &self.live.config);
        reload_on_hangup(self.io, self.flags.clone(), (self.live, &self.site.routes));
        let Some(listen) = self.flags.listen else {
            let (told, stopped) = tokio::sync::oneshot::channel();
            stop_on_signal(self.io, || async move { _ = told.send(()) })?;
            self.introduce("")?;
            return self.io.block_on(stopped).context("waiting for the signal to stop");
        };
        let listener = bind_backstage(listen, &settings.gateway)?;
        let health = format!("; its health is at http://{}/healthz", listener.local_addr()?);
        actix::System::new().block_on(async {
            let settings = self.parts.gateway.clone();
            let server = gateway::serve_backstage(self.backstage(), settings, listener)?;
            let handle = server.handle();
            stop_on_signal(self.io, move || handle.stop())?;
            self.introduce(&health)?;
            Ok(server.run().await?)
        })
    }

    fn introduce(&self, health: &str) -> Result<()> {
        let routes = &self.site.routes;
        let place = match routes.wires.listens_at() {
            Some(place) => format!(" at {place}"),
            None => ", and nobody can ask it: give it --listen-grpc".to_owned(),
        };
        announce(&format!("Shoal hosts {}{place}{health}", routes.duty.hosted.join(", ")));
        Ok(())
    }

    fn backstage(&self) -> Backstage {
        let (accounts, routes) = (self.site.accounts.clone(), Arc::clone(&self.site.routes));
        let silent = move || {
            let hosted = routes.duty.hosted.iter();
            let placed = hosted.filter_map(|word| Some((*word, routes.route_table.placed(word)?)));
            let unreachable = placed.filter(|(_, placed)| placed.wire == "none");
            unreachable.map(|(word, placed)| format!("{word}: {}", placed.place)).collect()
        };
        Backstage {
            meters: self.site.meters.clone(),
            refresh: Arc::new(move || accounts.iter().for_each(|account| account.read_cpu())),
            silent: Arc::new(silent),
        }
    }

    fn gateway(&self, ready: &Arc<AtomicBool>) -> Result<Gateway> {
        let site = self.site;
        let accounts = site.accounts.clone();
        let watched =
            Watched { route_table: site.routes.route_table.clone(), accounts: accounts.clone() };
        let watch = Arc::new(Watch::new(TOPOLOGY, watched, Arc::clone(&site.meters.front)));
        watch_the_domains(self.io, &watch);
        Ok(Gateway {
            clients: site.clients.clone(),
            blobs: site.blobs.clone(),
            meters: site.meters.clone(),
            clock: site.clock.clone(),
            ids: site.ids.clone(),
            settings: self.parts.gateway.clone(),
            site: self.parts.site.clone(),
            config: Arc::clone(&self.live.config),
            route_table: site.routes.route_table.clone(),
            watch,
            backups: site.backups.clone(),
            ready: Arc::clone(ready),
            sampled: self.sampled,
            refresh: Arc::new(move || accounts.iter().for_each(|account| account.read_cpu())),
            keys: site.routes.wires.keys(),
            csrf_key: csrf_key(self.data, &site.ids)?,
        })
    }
}

/// Plain HTTP is for this machine, or for a proxy that speaks TLS with the world.
fn bind(listen: SocketAddr, settings: &gateway::Settings) -> Result<TcpListener> {
    let is_guarded = settings.insecure_http || !settings.trusted_proxies.is_empty();
    anyhow::ensure!(
        listen.ip().is_loopback() || is_guarded,
        "{listen} is open to others, and this would serve passwords over plain HTTP: put a TLS \
         proxy in front and name it in [gateway] trusted_proxies, or set insecure_http = true"
    );
    take(listen)
}

/// Figures are for this machine, unless they are opened; nobody is asked who they are there.
fn bind_backstage(listen: SocketAddr, settings: &gateway::Settings) -> Result<TcpListener> {
    anyhow::ensure!(
        listen.ip().is_loopback() || settings.metrics_open,
        "{listen} is open to others, and this process would show its figures to all: listen on \
         127.0.0.1, or set metrics_open = true in [gateway]"
    );
    take(listen)
}

fn take(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).with_context(|| {
        format!("cannot listen on {listen}: is another server there? Choose one with --listen")
    })
}

/// Only the owner of the machine may open the data directory.
fn data_folder(stated: &Path) -> Result<PathBuf> {
    let data = std::path::absolute(stated)?;
    anyhow::ensure!(
        !is_unfinished(&data),
        "a restore into {} did not end, and half a site is worse than none: remove that folder and \
         restore again",
        data.display()
    );
    if !data.is_dir() {
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&data);
        made.with_context(|| format!("cannot make the data folder {}", data.display()))?;
    }
    // A folder that was there before may be open to everybody; what lies in it is not for them.
    let closed = std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700));
    closed.with_context(|| {
        format!(
            "cannot close the data folder {} to others: it holds passwords and private videos, so \
             it must belong to the account that serves",
            data.display()
        )
    })?;
    Ok(data)
}

/// Asks for all the open files that the machine allows: connections and media both need them.
fn raise_descriptor_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: now.maximum, maximum: now.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

fn control_socket(data: &Path) -> Result<UnixListener> {
    let path = address::control_socket(data);
    drop(std::fs::remove_file(&path));
    let socket = UnixListener::bind(&path)
        .with_context(|| format!("cannot open the control socket {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(socket)
}

/// The key of the form tokens: made at the first start, kept so that a form survives a restart.
fn csrf_key(data: &Path, ids: &Ids) -> Result<[u8; 32]> {
    let path = data.join("csrf.key");
    if let Ok(found) = std::fs::read(&path)
        && let Ok(key) = found.try_into()
    {
        return Ok(key);
    }
    let key: [u8; 32] = ids.bytes();
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    std::io::Write::write_all(&mut file, &key)?;
    file.sync_all()?;
    Ok(key)
}

/// Shows the one-time link while the site has no administrator.
#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
async fn greet(io: &Runtime, site: &Site, url: &str) -> Result<()> {
    let (user, url) = (site.clients.user.clone(), url.to_owned());
    let greeted = async move {
        let cx = Context::new(Caller::Operator, Trace::none());
        let mut warned = false;
        loop {
            match user.mint_setup_link(&cx, MintSetupLinkRequest {}).await {
                Ok(link) => {
                    let token = link.token;
                    announce(&format!("Make the first administrator: {url}/setup?token={token}"));
                    return Ok(());
                },
                Err(error) if error.is(Refusal::SetupDone) => return Ok(()),
                // Another process hosts the accounts and is not there yet.
                Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => {
                    if !std::mem::replace(&mut warned, true) {
                        tracing::warn!(%fault, "the accounts are unreachable; waiting for them");
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                },
                Err(error) => return Err(error.into()),
            }
        }
    };
    if site.routes.duty.hosts("user") {
        return greeted.await;
    }
    io.handle().spawn(async move {
        if let Err(error) = greeted.await {
            tracing::error!(error = format!("{error:#}"), "the first administrator has no link");
        }
    });
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
fn publish_demo(io: &Runtime, data: PathBuf) {
    io.handle().spawn(async move {
        if let Err(error) = demo::publish(&data).await {
            tracing::warn!(error = format!("{error:#}"), "the demo clip was not published");
        }
    });
}

/// SIGTERM and SIGINT end the site in order; a second one changes nothing.
#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
fn stop_on_signal<F>(io: &Runtime, stop: impl FnOnce() -> F + Send + 'static) -> Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    use tokio::signal::unix::{SignalKind, signal};
    let _inside = io.enter();
    let (mut end, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    io.handle().spawn(async move {
        tokio::select! {
            _ = end.recv() => {},
            _ = interrupt.recv() => {},
        }
        tracing::info!("stopping: calls under way end first");
        stop().await;
    });
    Ok(())
}

/// Looks at every domain once a second, for the page that shows them.
#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
fn watch_the_domains(io: &Runtime, watch: &Arc<Watch>) {
    let watch = Arc::clone(watch);
    io.handle().spawn(async move { watch.run().await });
}

/// What another process of this site sets is in force here as well.
#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
fn follow_the_store(io: &Runtime, config: &Arc<LiveConfig>) {
    let config = Arc::clone(config);
    io.handle().spawn(async move { config.follow().await });
}

/// SIGHUP reads the configuration again; a bad one changes nothing.
#[expect(clippy::disallowed_methods, reason = "boot owns the runtime and outlives the task")]
fn reload_on_hangup(io: &Runtime, flags: Serve, (live, routes): (&Serving, &Arc<Routes>)) {
    let routes = Arc::clone(routes);
    let (below, config) = (Arc::clone(&live.below), Arc::clone(&live.config));
    io.handle().spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        while hangup.recv().await.is_some() {
            let read = layers(&flags).and_then(|layers| {
                routes.place(&layers.settings()?.placement)?;
                Ok(layers)
            });
            match read {
                Ok(layers) => {
                    below.lay(layers);
                    config.settle();
                    tracing::info!("the configuration was read again");
                },
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the configuration is kept");
                },
            }
        }
    });
}
