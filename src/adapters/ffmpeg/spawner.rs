//! A thread that starts processes and lives as long as the tool: the kernel's parent-death
//! signal follows the thread that started a process, not the server.
//! It must not wait for anything but its orders.

#![expect(
    clippy::disallowed_methods,
    reason = "the parent-death signal follows the thread that started the child"
)]

use std::io;
use std::sync::mpsc;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Orders that may wait at once; each waits a few milliseconds.
const ORDERS_MAX: usize = 64;

struct Order {
    command: Command,
    runtime: Handle,
    answer: oneshot::Sender<io::Result<Child>>,
}

/// The way to the thread. It ends, and with it what it started, when this is dropped.
pub(super) struct Spawner {
    orders: mpsc::SyncSender<Order>,
}

impl Spawner {
    pub(super) fn start() -> io::Result<Spawner> {
        let (orders, inbox) = mpsc::sync_channel::<Order>(ORDERS_MAX);
        std::thread::Builder::new().name("media-spawner".into()).spawn(move || {
            for mut order in inbox {
                let _runtime = order.runtime.enter();
                let child = order.command.spawn();
                // Nobody waits any more: the child is dropped, which kills it.
                drop(order.answer.send(child));
            }
        })?;
        Ok(Spawner { orders })
    }

    /// Starts the command from the thread. Needs a tokio runtime around the caller.
    pub(super) async fn spawn(&self, command: Command) -> io::Result<Child> {
        let (answer, started) = oneshot::channel();
        let order = Order { command, runtime: Handle::current(), answer };
        self.orders.try_send(order).map_err(|_| {
            io::Error::other("too many media runs are being started at once; try again")
        })?;
        started.await.map_err(|_| io::Error::other("the media spawner has ended"))?
    }
}
