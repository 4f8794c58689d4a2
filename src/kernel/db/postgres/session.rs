//! One connection to PostgreSQL, called from one thread. Every call has a limit on this side too: a
//! server that stands still must not hold a thread for ever.

use super::address::Address;
use super::connection::Connection;
use super::error::StatementError;
use super::rows;
use super::texts::{STATEMENTS_MAX, Texts, written};
use super::values::{parameters, rows_of};
use crate::kernel::clock;
use crate::kernel::db::settings::Settings;
use crate::kernel::db::value::{Row, Value, storable};
use crate::kernel::fault::{Fault, Reply};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions as _, Connection as _, Postgres, Row as _, ValueRef as _};
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// What this side waits beyond the server's own limit for a statement.
const SLACK: Duration = Duration::from_millis(500);
const FIRST_PAUSE: Duration = Duration::from_millis(25);

/// What a session runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Units,
    Reads,
    Tail,
    Backup,
}

/// A connection that is made when it is needed, and made again when it was lost.
pub(in crate::kernel::db) struct Session {
    io: RefCell<Runtime>,
    options: PgConnectOptions,
    set_up: String,
    listens: bool,
    connect_max: Duration,
    statement_max: Cell<Duration>,
    pause_max: Duration,
    live: RefCell<Option<Live>>,
    /// The first thing that went wrong since it was last asked.
    trouble: RefCell<Option<StatementError>>,
    pause: Cell<Duration>,
    not_before: Cell<Option<Instant>>,
    pub(super) place: Cell<LogPlace>,
}

/// Where the events of a unit go in the log.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LogPlace {
    pub(super) first: i64,
    pub(super) events: i64,
}

struct Live {
    connection: Connection,
    texts: Texts,
}

impl Session {
    pub(super) fn new(
        word: &str,
        address: &Address,
        settings: &Settings,
        purpose: Use,
    ) -> Result<Self, Fault> {
        let io =
            event_loop().map_err(|error| Fault::Unavailable(format!("no event loop: {error}")))?;
        let connect_max = Duration::from_millis(settings.postgres_connect_ms_max);
        let options = address
            .options()?
            .clone()
            .application_name(&format!("shoal {word} {}", std::process::id()))
            .statement_cache_capacity(STATEMENTS_MAX)
            .disable_statement_logging();
        let statement_ms = settings.postgres_statement_ms_max;
        // Small tables too are read by index, so that units lock rows and not whole tables.
        let by_index = if purpose == Use::Units { "SET enable_seqscan = off;" } else { "" };
        // The moment of a backup is looked at while others are copied.
        let idle_ms = if purpose == Use::Backup { 0 } else { statement_ms };
        // A plan without another way than the forbidden scan counts as endlessly dear, and what is
        // dear is compiled to machine code first: 15 ms of it for a statement of 10 µs.
        let set_up = format!(
            "SET jit = off; SET synchronous_commit = on; SET statement_timeout = {statement_ms}; \
             SET lock_timeout = {statement_ms}; \
             SET idle_in_transaction_session_timeout = {idle_ms}; \
             SET client_connection_check_interval = 1000; {by_index}"
        );
        Ok(Self {
            io: RefCell::new(io),
            options,
            set_up,
            listens: purpose == Use::Tail,
            connect_max,
            statement_max: Cell::new(Duration::from_millis(statement_ms) + SLACK),
            pause_max: Duration::from_millis(settings.postgres_backoff_ms_max),
            live: RefCell::new(None),
            trouble: RefCell::new(None),
            pause: Cell::new(FIRST_PAUSE),
            not_before: Cell::new(None),
            place: Cell::default(),
        })
    }

    /// Connects if it is not connected. True when the connection is a new one.
    ///
    /// # Errors
    /// `Unavailable`; at once when the last try failed a moment ago.
    pub(super) fn ensure(&self) -> Result<bool, StatementError> {
        if self.live.borrow().is_some() {
            return Ok(false);
        }
        self.forget();
        if self.not_before.get().is_some_and(|at| clock::instant() < at) {
            return Err(StatementError::Lost(
                "PostgreSQL is out of reach; trying again soon".to_owned(),
            ));
        }
        match self.connect() {
            Ok(live) => {
                self.live.replace(Some(live));
                self.pause.set(FIRST_PAUSE);
                self.not_before.set(None);
                Ok(true)
            },
            Err(trouble) => {
                let pause = self.pause.get();
                self.not_before.set(Some(clock::instant() + pause));
                self.pause.set((pause * 2).min(self.pause_max));
                Err(trouble)
            },
        }
    }

    fn connect(&self) -> Result<Live, StatementError> {
        let work = Connection::make(&self.options, &self.set_up, self.listens);
        let limit = self.connect_max;
        let io = self.io.borrow();
        match io.block_on(async { tokio::time::timeout(limit, work).await }) {
            Ok(Ok(connection)) => Ok(Live { connection, texts: Texts::default() }),
            Ok(Err(error)) => Err(StatementError::of(&error)),
            Err(_) => Err(StatementError::silent(limit.as_millis())),
        }
    }

    /// Drops the connection, so that the server ends what it was doing.
    pub(super) fn forget(&self) {
        let Some(live) = self.live.take() else { return };
        let is_listening = matches!(live.connection, Connection::Listening(_));
        {
            let io = self.io.borrow();
            let _entered = io.enter();
            drop(live);
        }
        // The driver gives a listening connection a last task, which may wait for the server. It
        // goes with the loop that it runs on.
        if let (true, Ok(next)) = (is_listening, event_loop()) {
            self.io.replace(next).shutdown_background();
        }
    }

    /// Waits until something changes, somebody notifies or the connection is lost, or for a while.
    /// Gives the position that was notified, or 0; nothing when nothing can change any more.
    pub(super) fn wait(
        &self,
        changes: &mut tokio::sync::watch::Receiver<i64>,
        limit: Duration,
    ) -> Option<i64> {
        let mut live = self.live.borrow_mut();
        let heard = async {
            match live.as_mut() {
                Some(live) => live.connection.heard().await,
                None => std::future::pending().await,
            }
        };
        let woken = async {
            tokio::select! {
                changed = changes.changed() => changed.ok().map(|()| Ok(0)),
                heard = heard => Some(heard),
                () = tokio::time::sleep(limit) => Some(Ok(0)),
            }
        };
        let woken = self.io.borrow().block_on(woken);
        drop(live);
        Some(woken?.unwrap_or_else(|_| {
            self.forget();
            0
        }))
    }

    pub(super) fn pause(&self, time: Duration) {
        self.io.borrow().block_on(async { tokio::time::sleep(time).await });
    }

    /// Runs plain text, which may be several statements; gives the rows of all of them as text.
    pub(super) fn plain(&self, sql: &str) -> Result<Vec<Vec<String>>, StatementError> {
        let read = |row: &PgRow| -> Result<Vec<String>, sqlx::Error> {
            let text = |at| {
                let raw = row.try_get_raw(at)?;
                let text = if raw.is_null() { Ok("") } else { raw.as_str() };
                text.map(str::to_owned).map_err(sqlx::Error::Decode)
            };
            (0..row.len()).map(text).collect()
        };
        self.limited(async |live| {
            let all = sqlx::raw_sql(written(sql)).fetch_all(live.connection.get().await?);
            all.await?.iter().map(read).collect()
        })
    }

    /// The same, within a limit of its own.
    pub(in crate::kernel::db) fn plain_within(&self, sql: &str, limit: Duration) -> Reply<()> {
        let usual = self.statement_max.replace(limit);
        let ran = self.plain(sql);
        self.statement_max.set(usual);
        Ok(ran.map(drop).map_err(|trouble| trouble.fault())?)
    }

    /// All rows of a statement.
    pub(in crate::kernel::db) fn query(&self, sql: &str, values: &[Value]) -> Reply<Vec<Row>> {
        storable(values)?;
        let asked = self.limited(async |live| {
            let statement = live.prepared(sql, values).await?;
            rows_of(&statement.fetch_all(live.connection.get().await?).await?)
        });
        Ok(asked.map_err(|trouble| trouble.fault())?)
    }

    /// Runs a statement that gives no rows; says how many it changed.
    pub(in crate::kernel::db) fn execute(&self, sql: &str, values: &[Value]) -> Reply<usize> {
        storable(values)?;
        let asked = self.limited(async |live| {
            let statement = live.prepared(sql, values).await?;
            let done = statement.execute(live.connection.get().await?).await?;
            Ok(done.rows_affected())
        });
        let changed = asked.map_err(|trouble| trouble.fault())?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Puts rows into a table in one exchange.
    pub(in crate::kernel::db) fn fill(&self, copy: &str, rows: &[Row]) -> Reply<()> {
        for row in rows {
            storable(row.values())?;
        }
        let data = rows::of(rows).map_err(Fault::internal)?;
        let filled = self.limited(async |live| {
            let mut into = live.connection.get().await?.copy_in_raw(copy).await?;
            into.send(data.as_slice()).await?;
            into.finish().await
        });
        Ok(filled.map(drop).map_err(|trouble| trouble.fault())?)
    }

    /// The position of the next event of the unit that runs.
    pub(in crate::kernel::db) fn next_position(&self) -> Reply<i64> {
        let mut place = self.place.get();
        place.events += 1;
        self.place.set(place);
        let position = place.first.checked_add(place.events);
        let within = place.events < 1 << super::log::EVENTS_BITS;
        let position = position.filter(|_| within);
        position.ok_or_else(|| Fault::Internal("a unit has too many events".to_owned()).into())
    }

    /// What went wrong since it was last asked.
    pub(super) fn take_trouble(&self) -> Option<StatementError> {
        self.trouble.take()
    }

    /// Runs one exchange with the server within the limit, and notes what went wrong.
    fn limited<T>(
        &self,
        work: impl AsyncFnOnce(&mut Live) -> Result<T, sqlx::Error>,
    ) -> Result<T, StatementError> {
        let limit = self.statement_max.get();
        let outcome = match self.live.borrow_mut().as_mut() {
            None => Err(StatementError::Lost("the connection to PostgreSQL was lost".to_owned())),
            Some(live) => {
                let timed = async { tokio::time::timeout(limit, work(live)).await };
                let outcome = self.io.borrow().block_on(timed);
                match outcome {
                    Ok(outcome) => outcome.map_err(|error| StatementError::of(&error)),
                    Err(_) => Err(StatementError::silent(limit.as_millis())),
                }
            },
        };
        if let Err(trouble) = &outcome {
            if matches!(trouble, StatementError::Lost(_)) {
                self.forget();
            }
            self.trouble.borrow_mut().get_or_insert_with(|| trouble.clone());
        }
        outcome
    }
}

fn event_loop() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

impl Drop for Session {
    fn drop(&mut self) {
        self.forget();
    }
}

impl Live {
    async fn prepared(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<Query<'static, Postgres, PgArguments>, sqlx::Error> {
        if self.texts.is_full() {
            // A text that is told anew may stand for other kinds.
            self.texts.clear();
            self.connection.get().await?.clear_cached_statements().await?;
        }
        let text = self.texts.of(sql, values);
        Ok(sqlx::query_with(text, parameters(values)?))
    }
}
