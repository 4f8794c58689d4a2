//! The model in force, read without a lock and swapped whole, and why the last one offered is not.
//! It must not give up what works for what does not.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;

use crate::kernel::ports::scoring::ScoringFault;

/// Holds a model of any kind.
pub(super) struct Models<M> {
    in_force: ArcSwapOption<M>,
    lack: Mutex<Option<ScoringFault>>,
}

impl<M> Models<M> {
    pub(super) fn new() -> Models<M> {
        Models { in_force: ArcSwapOption::empty(), lack: Mutex::new(None) }
    }

    /// The model in force. What has it keeps it to the end of its work, whatever comes after.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn current(&self) -> Result<Arc<M>, ScoringFault> {
        self.in_force.load_full().ok_or_else(|| {
            let cause = "no model was loaded yet".to_owned();
            self.lack().unwrap_or(ScoringFault::Failed { cause })
        })
    }

    /// The model in force, loaded now if none was tried yet.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn needed(
        &self,
        load: impl FnOnce() -> Result<(), ScoringFault>,
    ) -> Result<Arc<M>, ScoringFault> {
        if self.lack().is_none() && self.current().is_err() {
            load()?;
        }
        self.current()
    }

    /// Puts a new model in force if there is one; else what was in force stays.
    ///
    /// # Errors
    /// Why it is not the new one.
    pub(super) fn offer(&self, loaded: Result<M, ScoringFault>) -> Result<Arc<M>, ScoringFault> {
        let mut lack = self.lack.lock().unwrap_or_else(PoisonError::into_inner);
        match loaded {
            Ok(model) => {
                let model = Arc::new(model);
                self.in_force.store(Some(Arc::clone(&model)));
                *lack = None;
                Ok(model)
            },
            Err(fault) => {
                *lack = Some(fault.clone());
                Err(fault)
            },
        }
    }

    /// What went wrong with the last model offered.
    pub(super) fn lack(&self) -> Option<ScoringFault> {
        self.lack.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(ms: u64) -> ScoringFault {
        ScoringFault::TooSlow { ms }
    }

    #[test]
    fn what_works_stays_until_something_else_works() {
        let models = Models::new();
        assert!(matches!(models.current(), Err(ScoringFault::Failed { .. })));
        assert_eq!(models.offer(Err(fault(1))), Err(fault(1)));
        assert_eq!(models.current(), Err(fault(1)));
        assert_eq!(models.offer(Ok("first")).as_deref(), Ok(&"first"));
        assert_eq!(models.lack(), None);
        let held = models.current().expect("one is in force");
        assert_eq!(models.offer(Err(fault(2))), Err(fault(2)));
        assert_eq!((models.current().as_deref(), models.lack()), (Ok(&"first"), Some(fault(2))));
        assert_eq!(models.offer(Ok("second")).as_deref(), Ok(&"second"));
        assert_eq!((*held, models.current().as_deref()), ("first", Ok(&"second")));
    }
}
