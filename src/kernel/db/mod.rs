//! A domain's private database: synchronous write units on one writer thread, snapshot reads beside
//! it. Nobody ever holds a connection, and a closure that cannot await cannot call a peer.

pub(crate) mod copy;
mod engine;
pub(in crate::kernel) mod group;
pub(in crate::kernel) mod handover;
mod hold;
mod migrate;
pub(in crate::kernel) mod once;
mod open;
mod postgres;
mod readers;
mod replies;
mod row;
mod settings;
mod sqlite;
mod tx;
mod unit;
mod value;
mod vault;

pub(in crate::kernel) use hold::{Gate, Hold};
pub(in crate::kernel) use migrate::knows_step;
pub(crate) use postgres::{Address, Admin, inspect};
pub(crate) use row::{Cells, FromRow, FromValue, columns, enumerations, kept_messages};
pub(crate) use settings::Settings;
pub(in crate::kernel) use sqlite::{Facts, Snapshot as FileSnapshot};
pub(crate) use tx::{Tx, View};
pub(crate) use value::Value;
pub(in crate::kernel) use vault::Snapshot;
pub(crate) use vault::Vault;

use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::{Ids, UserId};
use crate::kernel::rpc::{Domain, Secrets};
use std::marker::PhantomData;
use std::sync::Arc;
use tokio::sync::{oneshot, watch};
use unit::{Job, contained, stopped};

/// Builds the values of a statement: `values![id, size, flag]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::kernel::db::Value::from($value)),*] };
}
pub(crate) use values;

/// The database of one domain. Cheap to clone.
pub(crate) struct Db<D> {
    shared: Arc<DbInner>,
    owner: PhantomData<fn() -> D>,
}

/// What all clones share.
pub(in crate::kernel) struct DbInner {
    engine: engine::Engine,
    tail: watch::Receiver<u64>,
    clock: Clock,
    ids: Ids,
    reply_kept_ms: i64,
    event_kept_ms: i64,
}

impl<D> Clone for Db<D> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), owner: PhantomData }
    }
}

impl<D: Domain> Db<D> {
    /// Runs a read on one snapshot.
    ///
    /// # Errors
    /// What the closure gives; `Overloaded` when too many reads wait.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View<'_, D>) -> Reply<T> + Send + 'static,
    ) -> Reply<T> {
        let (sender, receiver) = oneshot::channel();
        self.shared.engine.read(Box::new(move |snapshot| {
            drop(sender.send(contained::<D, T>(|| work(&View::new(snapshot?)))));
        }))?;
        receiver.await.unwrap_or_else(|_| Err(stopped::<D>()))
    }

    /// Runs a write unit: all of it is durable when this gives `Ok`, none of it otherwise. It may
    /// be run more than once until one run is kept: it must change nothing but through its `Tx`.
    ///
    /// # Errors
    /// What the closure gives; `Overloaded` when too many units wait; `Unavailable` when the store
    /// refused the commit or is unreachable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        cx: &Context,
        work: impl FnOnce(&Tx<'_, D>) -> Reply<T> + Clone + Send + 'static,
    ) -> Reply<T> {
        let time = (self.shared.clock.clone(), self.shared.ids.clone());
        let (job, receiver) = Job::<D, T, _>::new(cx, time, work);
        self.shared.engine.post(cx, Box::new(job))?;
        receiver.await.unwrap_or_else(|_| Err(stopped::<D>()))
    }

    /// Runs the write unit of a command and keeps its reply in the same commit, if the call is
    /// repeated by key. A repeat gets the first reply; another request under that key is refused.
    ///
    /// # Errors
    /// As `write`.
    pub(crate) async fn answer<A>(
        &self,
        cx: &Context,
        work: impl FnOnce(&Tx<'_, D>) -> Reply<A> + Clone + Send + 'static,
    ) -> Reply<A>
    where
        A: prost::Message + Default + Secrets + Clone + 'static,
    {
        let Some(repeated) = cx.repeated.clone() else { return self.write(cx, work).await };
        let kept_ms = self.shared.reply_kept_ms;
        self.write(cx, move |tx| {
            if let Some(first) = replies::find(tx, &repeated)? {
                return Ok(first);
            }
            let reply = work(tx)?;
            replies::keep(tx, &repeated, &reply, kept_ms)?;
            Ok(reply)
        })
        .await
    }

    /// The kept reply of a repeated command, before any work is done for it.
    pub(in crate::kernel) async fn first_reply<A>(&self, cx: &Context) -> Reply<Option<A>>
    where
        A: prost::Message + Default + 'static,
    {
        let Some(repeated) = cx.repeated.clone() else { return Ok(None) };
        self.read(move |view| replies::find(view, &repeated)).await
    }

    /// Runs the write unit of a reaction once for each event: a repeated delivery changes nothing,
    /// and so does an event older than one of the same entity that was already applied.
    ///
    /// # Errors
    /// As `write`.
    pub(crate) async fn react(
        &self,
        cx: &Context,
        work: impl FnOnce(&Tx<'_, D>) -> Reply<()> + Clone + Send + 'static,
    ) -> Reply<()> {
        self.write(cx, move |tx| if tx.first_delivery()? { work(tx) } else { Ok(()) }).await
    }

    /// Forgets what was answered to an account, and to others about it, before its time is over. A
    /// reply that says nothing stays: all that is known by it is that there was one.
    ///
    /// # Errors
    /// As `write`.
    pub(crate) async fn forget_replies(&self, user_id: &UserId) -> Reply<()> {
        let cx = Context::of_domain(D::NAME);
        let mut after = Some(replies::KeptAt::default());
        while let Some(place) = after {
            let user_id = user_id.clone();
            let some = move |tx: &Tx<'_, D>| replies::forget_some(tx, &user_id, &place);
            after = self.write(&cx, some).await?;
        }
        Ok(())
    }

    /// Follows the position of the newest committed event.
    pub(in crate::kernel) fn tail(&self) -> watch::Receiver<u64> {
        self.shared.tail.clone()
    }

    /// How long events are kept whole.
    pub(in crate::kernel) fn event_kept_ms(&self) -> i64 {
        self.shared.event_kept_ms
    }
}
