//! Events that could not be applied, set aside with all later ones of the same entity, in the
//! consumer's own database. It must not decide when an event is poison; the relay does.

use super::follow::Waiting;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain;
use crate::kernel::wire::EventRecord;

/// Why an event is parked that never failed itself.
const BEHIND: &str = "waits behind an earlier event of the same entity";

/// The first parked event of an entity.
struct Head {
    entity_key: String,
    position: u64,
}

columns! {
    Head { entity_key, position }
    ParkedRow { source, position, entity_key, tries, cause, at_ms, record }
}
kept_messages! { EventRecord }

/// The first parked position of each entity of a source that waits.
pub(super) async fn waiting<D: Domain>(db: &Db<D>, source: &'static str) -> Reply<Waiting> {
    let sql = "SELECT entity_key, MIN(position) AS position FROM kernel_parked \
               WHERE source = $1 GROUP BY entity_key";
    let heads = db.read(move |view| view.rows::<Head>(sql, values![source])).await?;
    Ok(heads.into_iter().map(|head| (head.entity_key, head.position)).collect())
}

/// How many events are parked in this domain.
pub(super) async fn count<D: Domain>(db: &Db<D>) -> Reply<i64> {
    let sql = "SELECT COUNT(*) FROM kernel_parked";
    Ok(db.read(move |view| view.value(sql, values![])).await?.unwrap_or_default())
}

/// One parked event, for people.
#[derive(Debug, Clone)]
pub(crate) struct Parked {
    pub(crate) source: String,
    pub(crate) position: u64,
    pub(crate) kind: String,
    pub(crate) entity_key: String,
    /// How often it failed; 0 for one that only waits behind another.
    pub(crate) tries: u64,
    pub(crate) cause: String,
    /// When it was parked, or tried last.
    pub(crate) at_ms: i64,
}

/// The same as it is kept.
struct ParkedRow {
    source: String,
    position: u64,
    entity_key: String,
    tries: u64,
    cause: String,
    at_ms: i64,
    record: EventRecord,
}

/// The parked events of this domain, in the order of each source's log.
pub(super) async fn list<D: Domain>(db: &Db<D>, limit: u32) -> Reply<Vec<Parked>> {
    let sql = "SELECT source, position, entity_key, tries, cause, at_ms, record \
               FROM kernel_parked ORDER BY source, position LIMIT $1";
    let kept = db.read(move |view| view.rows::<ParkedRow>(sql, values![limit])).await?;
    let shown = |one: ParkedRow| Parked {
        source: one.source,
        position: one.position,
        kind: one.record.kind().to_owned(),
        entity_key: one.entity_key,
        tries: one.tries,
        cause: one.cause,
        at_ms: one.at_ms,
    };
    Ok(kept.into_iter().map(shown).collect())
}

/// Sets an event aside.
pub(super) async fn park<D: Domain>(
    db: &Db<D>,
    source: &'static str,
    record: &EventRecord,
    tries: u32,
    cause: String,
) -> Reply<()> {
    let sql = "INSERT INTO kernel_parked \
               (source, position, entity_key, record, tries, cause, at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source, position) \
               DO UPDATE SET tries = kernel_parked.tries + excluded.tries, \
               cause = excluded.cause, at_ms = excluded.at_ms";
    let (position, key) = (record.position, record.head().entity_key);
    let record = record.clone();
    db.write(&Context::of_domain(D::NAME), move |tx| {
        tx.execute(sql, values![source, position, key, &record, tries, cause, tx.now_ms()])?;
        Ok(())
    })
    .await
}

/// Sets an event aside behind an earlier one of its entity, if it does not lie there already.
pub(super) async fn queue<D: Domain>(
    db: &Db<D>,
    source: &'static str,
    record: &EventRecord,
) -> Reply<()> {
    let sql = "INSERT INTO kernel_parked \
               (source, position, entity_key, record, tries, cause, at_ms) \
               VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (source, position) DO NOTHING";
    let (position, key) = (record.position, record.head().entity_key);
    let record = record.clone();
    db.write(&Context::of_domain(D::NAME), move |tx| {
        tx.execute(sql, values![source, position, key, &record, BEHIND, tx.now_ms()])?;
        Ok(())
    })
    .await
}

/// The first parked event of each entity of a source.
pub(super) async fn heads<D: Domain>(db: &Db<D>, source: &'static str) -> Reply<Vec<EventRecord>> {
    let sql = "SELECT record FROM kernel_parked WHERE source = $1 AND position IN \
               (SELECT MIN(position) FROM kernel_parked WHERE source = $1 GROUP BY entity_key) \
               ORDER BY at_ms, position LIMIT 100";
    db.read(move |view| view.column(sql, values![source])).await
}

/// Forgets a parked event that was applied after all.
pub(super) async fn unpark<D: Domain>(
    db: &Db<D>,
    source: &'static str,
    position: u64,
) -> Reply<()> {
    let sql = "DELETE FROM kernel_parked WHERE source = $1 AND position = $2";
    db.write(&Context::of_domain(D::NAME), move |tx| tx.execute(sql, values![source, position]))
        .await?;
    Ok(())
}
