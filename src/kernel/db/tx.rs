//! What a closure may do with its domain's database: read rows, write rows, publish events.
//! It must not commit: the writer does, for a whole group.

use super::engine::Link;
use super::once::{Delivery, judge_delivery};
use super::value::{Row, Value};
use super::values;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::events::Event;
use crate::kernel::fault::Reply;
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

impl<'a, D> View<'a, D> {
    pub(super) fn new(link: Link<'a>) -> Self {
        Self { link, owner: PhantomData }
    }

    /// All rows of a statement.
    pub(crate) fn query(&self, sql: &str, values: &[Value]) -> Reply<Vec<Row>> {
        self.link.query(sql, values)
    }

    /// The first row of a statement, if there is one.
    pub(crate) fn one(&self, sql: &str, values: &[Value]) -> Reply<Option<Row>> {
        Ok(self.query(sql, values)?.into_iter().next())
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
        let sql = "INSERT INTO kernel_versions (entity_key, version) VALUES ($1, 1) \
                   ON CONFLICT (entity_key) \
                   DO UPDATE SET version = kernel_versions.version + 1 RETURNING version";
        let version = self.one(sql, values![key])?.map_or(Ok(1), |row| row.integer(0))?;
        let (correlation, causation) = match &self.cx.cause {
            Some(cause) => (cause.correlation_id.clone(), cause.event_id.clone()),
            None => (self.cx.trace.id(), String::new()),
        };
        let position = self.view.link.next_position()?;
        let sql = "INSERT INTO kernel_outbox (position, event_id, kind, entity_key, \
                   entity_version, correlation_id, causation_id, at_ms, gray, traceparent, body) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        self.execute(
            sql,
            values![
                position,
                self.ids.mint(),
                E::KIND,
                key,
                version,
                correlation,
                causation,
                self.now_ms(),
                self.cx.gray.as_deref().unwrap_or_default(),
                self.cx.trace.to_string(),
                event.encode_to_vec(),
            ],
        )?;
        Ok(())
    }

    /// Notes that the event behind this unit has its effect now. False if it had it before, or if a
    /// later event of the same entity had.
    pub(super) fn first_delivery(&self) -> Reply<bool> {
        let Some(cause) = self.cx.cause.as_deref() else { return Ok(true) };
        let (key, version) = (&cause.entity_key, cause.entity_version);
        let sql = "SELECT MAX(entity_version) FROM kernel_inbox \
                   WHERE source = $1 AND entity_key = $2";
        let newest = self.one(sql, values![cause.source, key])?.filter(|row| !row.is_null(0));
        let newest = newest.map(|row| row.count(0)).transpose()?;
        if judge_delivery(newest, version) == Delivery::Drop {
            return Ok(false);
        }
        let sql = "INSERT INTO kernel_inbox (source, event_id, entity_key, entity_version, at_ms) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source, event_id) DO NOTHING";
        let values = values![cause.source, &cause.event_id, key, version, self.now_ms()];
        Ok(self.execute(sql, values)? == 1)
    }
}
