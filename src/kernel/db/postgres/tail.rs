//! Follows the log up to what is settled, and holds the database for this process meanwhile.
//! It must not pass a transaction that still runs.

use super::error::StatementError;
use super::log;
use super::session::Session;
use crate::kernel::fault::Fault;
use crate::kernel::meter::StoreMeter;
use crate::kernel::threads;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked whether the connection still lives. One that was closed is heard of.
const BEAT: Duration = Duration::from_secs(1);
/// Pauses while an older transaction still runs.
const PAUSE_MIN: Duration = Duration::from_millis(1);
const PAUSE_MAX: Duration = Duration::from_millis(50);

/// Starts the thread; it ends when the last lane has gone.
pub(super) fn start(
    word: &'static str,
    session: Session,
    wanted: watch::Receiver<i64>,
    settled: watch::Sender<u64>,
    meter: StoreMeter,
) -> Result<(), Fault> {
    let tail = Tail { word, session, settled };
    threads::start(format!("{word}.tail"), move || {
        meter.owns_this_thread();
        tail.run(wanted);
    })?;
    Ok(())
}

struct Tail {
    word: &'static str,
    session: Session,
    settled: watch::Sender<u64>,
}

impl Tail {
    fn run(self, mut wanted: watch::Receiver<i64>) {
        let mut pause = PAUSE_MIN;
        let (mut is_unreachable, mut heard) = (false, 0);
        loop {
            let newest = heard.max(*wanted.borrow_and_update());
            let limit = match self.look() {
                Ok(settled) => {
                    self.tell(settled);
                    if settled >= newest {
                        pause = PAUSE_MIN;
                        BEAT
                    } else {
                        pause = (pause * 2).min(PAUSE_MAX);
                        pause
                    }
                },
                Err(trouble) => {
                    if !is_unreachable {
                        let (domain, fault) = (self.word, trouble.fault());
                        tracing::error!(domain, %fault, "the log cannot be read");
                    }
                    PAUSE_MAX
                },
            };
            let was_unreachable = is_unreachable;
            is_unreachable = limit == PAUSE_MAX && self.session.take_trouble().is_some();
            if was_unreachable && !is_unreachable {
                tracing::info!(domain = self.word, "the log can be read again");
            }
            let Some(told) = self.session.wait(&mut wanted, limit) else { return };
            heard = heard.max(told);
        }
    }

    /// A connection may have been lost while it was idle: then it is made anew, once.
    fn look(&self) -> Result<i64, StatementError> {
        let is_new = self.hold()?;
        match log::newest_settled(&self.session) {
            Err(StatementError::Lost(_)) if !is_new => {
                drop(self.session.take_trouble());
                self.hold()?;
                log::newest_settled(&self.session)
            },
            settled => settled,
        }
    }

    /// Connects if it is not connected, and holds the database. True when the connection is new.
    fn hold(&self) -> Result<bool, StatementError> {
        let is_new = self.session.ensure()?;
        if is_new && !log::guard(&self.session)? {
            // Our own lost connection may still have it for a moment. Whoever else took the
            // database has raised the number of its holder, and our units are refused.
            tracing::warn!(domain = self.word, "the lock on the database is held elsewhere");
            self.session.forget();
            return Err(StatementError::Lost(
                "the lock on the database is held elsewhere".to_owned(),
            ));
        }
        Ok(is_new)
    }

    fn tell(&self, settled: i64) {
        let settled = u64::try_from(settled).unwrap_or_default();
        self.settled.send_if_modified(|known| {
            let grown = settled > *known;
            *known = settled.max(*known);
            grown
        });
    }
}
