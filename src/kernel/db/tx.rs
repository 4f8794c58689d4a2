//! What a closure may do with its domain's database: read rows, write rows, publish events.
//! It must not commit: the writer does, for a whole group.

use super::engine::Link;
use super::once::{Delivery, Seen, judge_delivery};
use super::row::{FromRow, FromValue, read_column, read_rows};
use super::value::Value;
use super::{columns, values};
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::Ids;
use std::marker::PhantomData;
use std::ops::Deref;

/// A snapshot to read from.
pub(crate) struct View<'a, D> {
    link: Link<'a>,
    owner: PhantomData<D>,
}

/// A write unit: everything a view can, and writing.
pub(crate) struct Tx<'a, D> {
    view: View<'a, D>,
    cx: &'a Context,
    clock: &'a Clock,
    ids: &'a Ids,
}

/// What an entity of a source has had its effect of, by kind.
struct Had {
    kind: String,
    version: u64,
    ends: bool,
    replay: u64,
}

/// What an event of the log says.
struct StruckRow {
    position: i64,
    body: Vec<u8>,
}

columns! {
    Had { kind, version, ends, replay }
    StruckRow { position, body }
}

impl<'a, D> View<'a, D> {
    pub(super) fn new(link: Link<'a>) -> Self {
        Self { link, owner: PhantomData }
    }

    /// All rows of a statement, each read by the names of its columns.
    pub(crate) fn rows<T: FromRow>(&self, sql: &str, values: &[Value]) -> Reply<Vec<T>> {
        read_rows(self.link.query(sql, values)?)
    }

    /// The first row of a statement, if there is one.
    pub(crate) fn row<T: FromRow>(&self, sql: &str, values: &[Value]) -> Reply<Option<T>> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// The one column of a statement.
    pub(crate) fn column<T: FromValue>(&self, sql: &str, values: &[Value]) -> Reply<Vec<T>> {
        read_column(self.link.query(sql, values)?)
    }

    /// The one value of a statement, if it gives a row.
    pub(crate) fn value<T: FromValue>(&self, sql: &str, values: &[Value]) -> Reply<Option<T>> {
        Ok(self.column(sql, values)?.into_iter().next())
    }

    /// Whether a statement gives a row.
    pub(crate) fn exists(&self, sql: &str, values: &[Value]) -> Reply<bool> {
        Ok(!self.link.query(sql, values)?.is_empty())
    }

    /// Whether it was heard here that an entity of another domain has ended.
    pub(crate) fn has_ended(&self, source: &str, entity_key: &str) -> Reply<bool> {
        let sql = "SELECT 1 FROM kernel_seen \
                   WHERE source = $1 AND entity_key = $2 AND ends <> 0";
        self.exists(sql, values![source, entity_key])
    }
}

impl<'a, D> Deref for Tx<'a, D> {
    type Target = View<'a, D>;

    fn deref(&self) -> &View<'a, D> {
        &self.view
    }
}

impl<'a, D> Tx<'a, D> {
    pub(super) fn new(link: Link<'a>, cx: &'a Context, clock: &'a Clock, ids: &'a Ids) -> Self {
        Self { view: View::new(link), cx, clock, ids }
    }

    /// Runs a statement that gives no rows; says how many it changed.
    pub(crate) fn execute(&self, sql: &str, values: &[Value]) -> Reply<usize> {
        self.view.link.execute(sql, values)
    }

    /// The wall clock, the same for everything in this unit's records.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Records an event of this domain in the same commit.
    pub(crate) fn publish<E: Event<Owner = D>>(&self, event: &E) -> Reply<()> {
        let key = event.entity_key();
        let sql = "INSERT INTO kernel_versions (entity_key, version) \
                   VALUES ($1, 1 + (SELECT COALESCE(MAX(first), 0) FROM kernel_incarnations)) \
                   ON CONFLICT (entity_key) \
                   DO UPDATE SET version = kernel_versions.version + 1 RETURNING version";
        let version = self.value::<i64>(sql, values![key])?.unwrap_or(1);
        let (correlation, causation) = match &self.cx.cause {
            Some(cause) => (cause.correlation_id.clone(), cause.event_id.clone()),
            None => (self.cx.trace.id(), String::new()),
        };
        let position = self.view.link.next_position()?;
        let sql = "INSERT INTO kernel_outbox (position, event_id, kind, entity_key, \
                   entity_version, correlation_id, causation_id, at_ms, gray, traceparent, body, \
                   ends) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        self.execute(
            sql,
            values![
                position,
                self.ids.mint_at(self.now_ms()),
                E::KIND,
                key,
                version,
                correlation,
                causation,
                self.now_ms(),
                self.cx.gray.as_deref().unwrap_or_default(),
                self.cx.trace.to_string(),
                event.encode_to_vec(),
                E::ENDS,
            ],
        )?;
        Ok(())
    }

    /// Takes all that this domain has told of an entity out of its log: who has not heard of it yet
    /// never will. For what must not be kept in the log until its time is over; what an event that
    /// ends the entity tells is to be published after it.
    pub(crate) fn strike_events(&self, entity_key: &str) -> Reply<()> {
        let sql = "DELETE FROM kernel_outbox WHERE entity_key = $1";
        self.execute(sql, values![entity_key]).map(drop)
    }

    /// The same of up to `limit` events, the oldest first; says how many there were.
    pub(crate) fn strike_some_events(&self, entity_key: &str, limit: u32) -> Reply<usize> {
        let sql = "DELETE FROM kernel_outbox WHERE position IN \
                   (SELECT position FROM kernel_outbox WHERE entity_key = $1 \
                   ORDER BY position LIMIT $2)";
        self.execute(sql, values![entity_key, limit])
    }

    /// Takes events of one kind out of the log of an entity, those that are meant of up to `limit`
    /// behind a position. Says behind which position it goes on; nothing where none is left.
    pub(crate) fn strike_events_where<E: Event<Owner = D> + Default>(
        &self,
        entity_key: &str,
        (after, limit): (i64, u32),
        is_meant: impl Fn(&E) -> bool,
    ) -> Reply<Option<i64>> {
        let sql = "SELECT position, body FROM kernel_outbox \
                   WHERE entity_key = $1 AND kind = $2 AND position > $3 \
                   ORDER BY position LIMIT $4";
        let logged: Vec<StruckRow> = self.rows(sql, values![entity_key, E::KIND, after, limit])?;
        for one in &logged {
            let event = E::decode(one.body.as_slice()).map_err(Fault::internal)?;
            if is_meant(&event) {
                let sql = "DELETE FROM kernel_outbox WHERE position = $1";
                self.execute(sql, values![one.position])?;
            }
        }
        let is_full = u32::try_from(logged.len()).is_ok_and(|count| count >= limit);
        Ok(logged.last().filter(|_| is_full).map(|one| one.position))
    }

    /// A new word that nobody guesses, for what is made in this unit.
    pub(crate) fn mint(&self) -> String {
        self.ids.mint()
    }

    /// Notes that the event behind this unit has its effect now. False if it is not to have it.
    pub(super) fn first_delivery(&self) -> Reply<bool> {
        let Some(cause) = self.cx.cause.as_deref() else { return Ok(true) };
        let (key, version) = (&cause.entity_key, cause.entity_version);
        let sql = "SELECT kind, version, ends, replay FROM kernel_seen \
                   WHERE source = $1 AND entity_key = $2";
        let mut seen = Seen::default();
        for had in self.rows::<Had>(sql, values![cause.source, key])? {
            seen.add(had.kind == cause.kind, had.version, had.replay);
            if had.ends {
                seen.end(had.version);
            }
        }
        if judge_delivery(&seen, version, cause.replay) == Delivery::Drop {
            return Ok(false);
        }
        let sql = "INSERT INTO kernel_seen \
                   (source, entity_key, kind, version, ends, replay, at_ms) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (source, entity_key, kind) DO UPDATE SET \
                   version = excluded.version, ends = excluded.ends, \
                   replay = excluded.replay, at_ms = excluded.at_ms";
        let (source, kind, now_ms) = (cause.source, &cause.kind, self.now_ms());
        self.execute(sql, values![source, key, kind, version, cause.ends, cause.replay, now_ms])?;
        Ok(true)
    }
}
