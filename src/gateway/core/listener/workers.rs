//! The threads that speak HTTP. It must not take a connection in, nor know what is asked.

use super::connection::{ByControlSocket, Connection};
use super::first::{FAREWELL_TIME, HEAD_TIME};
use super::pace;
use crate::gateway::core::backstage::Backstage;
use crate::gateway::core::front::Front;
use crate::gateway::core::middleware;
use crate::gateway::routes;
use crate::kernel::threads;
use actix_http::{HttpService, Protocol};
use actix_service::{
    IntoServiceFactory as _, Service as _, ServiceFactory as _, ServiceFactoryExt as _, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::middleware::{Condition, from_fn};
use actix_web::{App, web};
use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::LocalSet;
use tokio_util::sync::CancellationToken;

/// How long an idle connection is kept.
const IDLE_TIME: Duration = Duration::from_secs(15);
/// Above this nothing more of a body is asked for until the client takes some.
const WRITE_BYTES: usize = 16 << 10;
/// Connections on their way to a worker.
const WAITING_MAX: usize = 256;

/// What the workers answer with.
#[derive(Clone)]
pub(super) enum Served {
    Front(web::Data<Front>),
    Backstage(web::Data<Backstage>),
}

impl Served {
    fn draw(&self, routes: &mut web::ServiceConfig) {
        match self {
            Self::Front(front) => routes.app_data(front.clone()).configure(routes::draw),
            Self::Backstage(backstage) => {
                routes.app_data(backstage.clone()).configure(routes::draw_backstage)
            },
        };
    }

    fn has_people(&self) -> bool {
        matches!(self, Self::Front(_))
    }
}

/// The workers, served in turn.
pub(super) struct Workers {
    lines: Mutex<Vec<mpsc::Sender<Connection>>>,
    turn: AtomicUsize,
    end: CancellationToken,
}

impl Workers {
    /// Starts the threads. `stop` tells connections to end after what is under way.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub(super) fn start(
        served: &Served,
        threads: usize,
        stop: &CancellationToken,
    ) -> io::Result<Self> {
        let end = CancellationToken::new();
        let mut lines = Vec::new();
        for number in 0..threads.max(1) {
            let (sender, receiver) = mpsc::channel(WAITING_MAX);
            let (served, stop, end) = (served.clone(), stop.clone(), end.clone());
            let run = move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                match runtime {
                    Ok(runtime) => {
                        LocalSet::new().block_on(&runtime, work(served, receiver, stop, end));
                    },
                    Err(error) => tracing::error!(%error, "a worker cannot start"),
                }
            };
            threads::start(format!("http-{number}"), run).map_err(io::Error::other)?;
            lines.push(sender);
        }
        Ok(Self { lines: Mutex::new(lines), turn: AtomicUsize::new(0), end })
    }

    /// Hands a connection to the next worker.
    pub(super) async fn serve(&self, line: Connection) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let worker = {
            let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.get(turn % lines.len().max(1)).cloned()
        };
        if let Some(worker) = worker {
            // It fails only when the worker has ended, and the connection ends with it.
            drop(worker.send(line).await);
        }
    }

    /// Ends what is left.
    pub(super) fn stop(&self) {
        self.end.cancel();
    }
}

#[expect(clippy::disallowed_methods, reason = "a connection belongs to its worker's thread alone")]
async fn work(
    served: Served,
    mut lines: mpsc::Receiver<Connection>,
    stop: CancellationToken,
    end: CancellationToken,
) {
    let checks = Condition::new(served.has_people(), from_fn(middleware::pass));
    let app = App::new().wrap(checks).wrap(from_fn(pace::note));
    let app = app.configure(|routes| served.draw(routes));
    let app = app.into_factory().map_err(|error| error.error_response());
    let service = HttpService::build()
        .client_request_timeout(HEAD_TIME)
        .client_disconnect_timeout(FAREWELL_TIME)
        .h1_write_buffer_size(WRITE_BYTES)
        .keep_alive(IDLE_TIME)
        .graceful_shutdown_signal(move || {
            let stop = stop.clone();
            async move { stop.cancelled().await }
        })
        .on_connect_ext(|line: &Connection, data| {
            data.insert(line.pace());
            data.insert(line.outlet());
            if line.is_by_control() {
                data.insert(ByControlSocket);
            }
        })
        .finish(map_config(app, |_| AppConfig::default()));
    let Ok(service) = service.new_service(()).await else {
        tracing::error!("the routes cannot be served");
        return;
    };
    loop {
        let line = tokio::select! {
            line = lines.recv() => line,
            () = end.cancelled() => return,
        };
        let Some(mut line) = line else { return };
        if line.settle().is_err() {
            continue;
        }
        let peer = line.peer();
        let served = service.call((line, Protocol::Http1, peer));
        tokio::task::spawn_local(async move {
            // How a connection ended matters to nobody but its client.
            drop(served.await);
        });
    }
}
