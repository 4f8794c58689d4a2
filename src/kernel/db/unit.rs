//! A write unit and a read on their way to an engine. A unit can be run again, because PostgreSQL
//! may ask for it: whatever a run did is undone before the next one.

use super::engine::Link;
use super::tx::Tx;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::id::Ids;
use crate::kernel::rpc::Domain;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// A read: it is given its snapshot, or why there is none.
pub(super) type Read = Box<dyn FnOnce(Reply<Link<'_>>) + Send>;

/// A write unit as an engine sees it.
pub(super) trait Unit: Send {
    /// Runs it; true asks to keep what it did. After a last run it cannot be run again.
    fn run(&mut self, link: Link<'_>, is_last: bool) -> bool;
    /// Answers, once it is known whether what it did is durable.
    fn settle(self: Box<Self>, committed: Result<(), Fault>);
}

/// A unit of a domain, with all that it needs.
pub(super) struct Job<D, T, W> {
    work: Option<W>,
    result: Option<Reply<T>>,
    sender: oneshot::Sender<Reply<T>>,
    cx: Context,
    time: (Clock, Ids),
    owner: PhantomData<fn() -> D>,
}

impl<D, T, W> Job<D, T, W> {
    /// The unit, and where its reply arrives.
    pub(super) fn new(
        cx: &Context,
        time: (Clock, Ids),
        work: W,
    ) -> (Self, oneshot::Receiver<Reply<T>>) {
        let (sender, receiver) = oneshot::channel();
        let (work, cx, owner) = (Some(work), cx.clone(), PhantomData);
        (Self { work, result: None, sender, cx, time, owner }, receiver)
    }
}

impl<D, T, W> Unit for Job<D, T, W>
where
    D: Domain,
    T: Send,
    W: FnOnce(&Tx<'_, D>) -> Reply<T> + Clone + Send,
{
    fn run(&mut self, link: Link<'_>, is_last: bool) -> bool {
        let work = if is_last { self.work.take() } else { self.work.clone() };
        let Some(work) = work else { return false };
        let (clock, ids) = &self.time;
        let tx = Tx::new(link, &self.cx, clock, ids);
        let result = contained::<D, T>(|| work(&tx));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn settle(self: Box<Self>, committed: Result<(), Fault>) {
        let reply = match (self.result, committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(fault)) => Err(fault.into()),
            (None, Ok(())) => Err(stopped::<D>()),
        };
        drop(self.sender.send(reply));
    }
}

/// Runs a closure of the domain. Its panic is its own: it must not take the thread with it, and it
/// is no outage, which a relay would wait out for ever.
pub(super) fn contained<D: Domain, T>(work: impl FnOnce() -> Reply<T>) -> Reply<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::error!(domain = D::NAME, "a unit or read panicked");
        Err(Fault::Internal("a unit or read of the database panicked".to_owned()).into())
    })
}

/// The engine went before it could answer.
pub(super) fn stopped<D: Domain>() -> Error {
    Fault::Unavailable(format!("the database of {} could not take it", D::NAME)).into()
}
