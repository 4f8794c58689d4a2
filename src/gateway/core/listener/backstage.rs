//! Opens the backstage: few connections, one worker. It must not know an address's account, since
//! nobody but monitors comes here.

use super::account::{Account, Unsent};
use super::connection::{Connection, Io};
use super::workers::{Served, Workers};
use super::{NO_DESCRIPTOR_PAUSE, STOP_TIME, Server, start};
use crate::gateway::core::backstage::Backstage;
use crate::gateway::core::settings::Settings;
use crate::kernel::live::LiveSettings;
use actix_web::web;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Whoever holds more than this at once is no monitor.
const CONNECTIONS_MAX: u32 = 64;

/// Answers machines on a socket, on threads of its own.
///
/// # Errors
/// What the system says about the socket.
pub(crate) fn serve_backstage(
    backstage: Backstage,
    settings: LiveSettings<Settings>,
    http: TcpListener,
) -> io::Result<Server> {
    http.set_nonblocking(true)?;
    let stop = CancellationToken::new();
    let served = Served::Backstage(web::Data::new(backstage));
    let workers = Workers::start(&served, 1, &stop)?;
    let account = Account::new(Arc::new(Unsent::default()), settings);
    let until = stop.clone();
    start(stop, move || open(http, workers, account, until))
}

async fn open(http: TcpListener, workers: Workers, account: Account, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    tokio::select! {
        failed = take(http, &workers, account, &places) => {
            if let Err(error) = failed {
                tracing::error!(%error, "nobody is told of this process's health");
            }
        },
        () = stop.cancelled() => {},
    }
    // Each connection gives its place back when it has ended.
    drop(tokio::time::timeout(STOP_TIME, places.acquire_many(CONNECTIONS_MAX)).await);
    workers.stop();
}

async fn take(
    http: TcpListener,
    workers: &Workers,
    account: Account,
    places: &Arc<Semaphore>,
) -> io::Result<()> {
    let http = tokio::net::TcpListener::from_std(http)?;
    while let Ok(place) = Arc::clone(places).acquire_owned().await {
        let taken = http.accept().await;
        match taken.and_then(|(stream, peer)| Ok((Io::People(stream.into_std()?), peer))) {
            Ok((stream, peer)) => {
                let line = Connection::new(stream, Some(peer), (None, place), account.clone());
                workers.serve(line).await;
            },
            Err(_) => tokio::time::sleep(NO_DESCRIPTOR_PAUSE).await,
        }
    }
    Ok(())
}
