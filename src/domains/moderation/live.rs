//! What is known only while this incarnation lives: the terms in the form in which texts are
//! compared with them. It must not hold anything that a restart would miss.

use super::model::{self, Options, Rulebook};
use super::store;
use crate::contract::moderation::Owner;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The rules in force, and the options that they were made with.
#[derive(Clone, Default)]
pub(super) struct RulesInForce {
    made: Rc<RefCell<Option<Made>>>,
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
        let of = options.clone();
        let built = db.read(move |view| model::make_rulebook(&store::terms(view)?, &of)).await?;
        let built = Arc::new(built);
        let (options, rulebook) = (options.clone(), Arc::clone(&built));
        *self.made.borrow_mut() = Some(Made { options, rulebook });
        Ok(built)
    }

    /// Puts others in their place.
    pub(super) fn replace(&self, rulebook: Rulebook, options: Options) {
        *self.made.borrow_mut() = Some(Made { options, rulebook: Arc::new(rulebook) });
    }
}
