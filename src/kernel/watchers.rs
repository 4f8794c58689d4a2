//! Who watches an entity: bounded, and told that something changed, never what. A slow reader
//! misses what lies between, never the latest. It must not know what is watched.

use super::bus::FlowSender;
use super::fault::{Fault, Reply};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::watch;

/// How often a stream in which nothing changes repeats what it said, as a sign of life.
pub(crate) const SIGN_EVERY: Duration = Duration::from_secs(5);

/// The watchers of one domain. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Watchers(Rc<Rooms>);

#[derive(Default)]
struct Rooms {
    changes: RefCell<HashMap<String, watch::Sender<()>>>,
    count: Cell<usize>,
}

impl Watchers {
    /// Watches an entity from now on.
    ///
    /// # Errors
    /// `Overloaded` when `most` watch already.
    pub(crate) fn watch(&self, key: &str, most: usize) -> Reply<Watcher> {
        let rooms = &self.0;
        if rooms.count.get() >= most {
            return Err(Fault::Overloaded.into());
        }
        rooms.count.set(rooms.count.get() + 1);
        let mut changes = rooms.changes.borrow_mut();
        let changes = Some(changes.entry(key.to_owned()).or_default().subscribe());
        Ok(Watcher { rooms: Rc::clone(rooms), key: key.to_owned(), changes })
    }

    /// Tells the watchers of an entity that it has changed.
    pub(crate) fn touch(&self, key: &str) {
        if let Some(changes) = self.0.changes.borrow().get(key) {
            changes.send_replace(());
        }
    }
}

/// One that watches. Dropping it gives its place back.
pub(crate) struct Watcher {
    rooms: Rc<Rooms>,
    key: String,
    changes: Option<watch::Receiver<()>>,
}

impl Watcher {
    /// Tells a reader what `look` finds: now, unless they `know` it, after each change, and as a
    /// sign of life, until `look` says that nothing follows, or fails, or the reader has gone.
    pub(crate) async fn tell<T: Clone + PartialEq>(
        mut self,
        sender: FlowSender<T>,
        mut known: Option<T>,
        look: impl AsyncFn() -> Reply<(T, bool)>,
    ) {
        let telling = async {
            loop {
                let (now, is_last) = match look().await {
                    Ok(found) => found,
                    Err(error) => return sender.fail(error).await,
                };
                if known.as_ref() != Some(&now) && !sender.send(now.clone()).await || is_last {
                    return;
                }
                known = Some(now);
                if tokio::time::timeout(SIGN_EVERY, self.changed()).await.is_err() {
                    known = None;
                }
            }
        };
        tokio::select! {
            () = telling => {},
            () = sender.abandoned() => {},
        }
    }

    /// Resolves at the next change after the last one seen.
    async fn changed(&mut self) {
        let Some(changes) = &mut self.changes else { return };
        // The sender stays for as long as anybody watches, so that an error cannot come.
        drop(changes.changed().await);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.changes = None;
        self.rooms.count.set(self.rooms.count.get().saturating_sub(1));
        let mut changes = self.rooms.changes.borrow_mut();
        if changes.get(&self.key).is_some_and(|room| room.receiver_count() == 0) {
            changes.remove(&self.key);
        }
    }
}
