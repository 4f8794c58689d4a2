//! What is known only while this incarnation lives: the terms and the known pictures in the form in
//! which texts and pictures are compared with them. It must not hold anything that a restart would
//! miss.

use super::engine::pdq::list::Blocklist;
use super::model::{self, Options, Rulebook};
use super::store;
use crate::contract::moderation::Owner;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// The rules in force, and the options that they were made with.
#[derive(Clone, Default)]
pub(super) struct RulesInForce {
    made: Rc<RefCell<Option<Made>>>,
    /// Counts the changes, so that what was read before one is not kept after it.
    changes: Rc<Cell<u64>>,
}

#[derive(Clone)]
struct Made {
    options: Options,
    rulebook: Arc<Rulebook>,
}

impl RulesInForce {
    /// The rules, made when they are needed first, and anew when the options were changed.
    pub(super) async fn rulebook(&self, db: &Db<Owner>, options: &Options) -> Reply<Arc<Rulebook>> {
        let known = self.made.borrow().clone();
        if let Some(known) = known.filter(|known| known.options == *options) {
            return Ok(known.rulebook);
        }
        let changes = self.changes.get();
        let of = options.clone();
        let built = db.read(move |view| model::make_rulebook(&store::terms(view)?, &of)).await?;
        let built = Arc::new(built);
        if self.changes.get() == changes {
            let (options, rulebook) = (options.clone(), Arc::clone(&built));
            *self.made.borrow_mut() = Some(Made { options, rulebook });
        }
        Ok(built)
    }

    /// Other terms are in force.
    pub(super) fn forget(&self) {
        self.changes.set(self.changes.get() + 1);
        *self.made.borrow_mut() = None;
    }

    /// Puts others in their place.
    pub(super) fn replace(&self, rulebook: Rulebook, options: Options) {
        self.changes.set(self.changes.get() + 1);
        *self.made.borrow_mut() = Some(Made { options, rulebook: Arc::new(rulebook) });
    }
}

/// The list of known pictures in force.
#[derive(Clone, Default)]
pub(super) struct KnownInForce {
    made: Rc<RefCell<Option<Arc<Blocklist>>>>,
    /// Counts the changes, so that what was read before one is not kept after it.
    changes: Rc<Cell<u64>>,
}

impl KnownInForce {
    /// The list, made when it is needed first, and anew after each change.
    pub(super) async fn blocklist(&self, db: &Db<Owner>) -> Reply<Arc<Blocklist>> {
        let known = self.made.borrow().clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let changes = self.changes.get();
        let built = Arc::new(model::make_blocklist(db.read(store::known_pictures).await?));
        if self.changes.get() == changes {
            *self.made.borrow_mut() = Some(Arc::clone(&built));
        }
        Ok(built)
    }

    /// Another list is in force.
    pub(super) fn forget(&self) {
        self.changes.set(self.changes.get() + 1);
        *self.made.borrow_mut() = None;
    }
}
