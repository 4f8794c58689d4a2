//! How far this domain has read each of its sources, and how often anew, in its own database.
//! It must not decide when to note or to begin anew.

use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain;

/// How far one source has been read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    pub(crate) position: u64,
    /// How often it was read anew.
    pub(crate) replay: u64,
    /// While the position is below, the last replay is under way.
    pub(crate) replay_to: u64,
}

columns! { Reading { position, replay: replays, replay_to } }

/// Where the reading of a source stands.
pub(super) async fn reading<D: Domain>(db: &Db<D>, source: &'static str) -> Reply<Reading> {
    let sql = "SELECT position, replays, replay_to FROM kernel_offsets WHERE source = $1";
    let found = db.read(move |view| view.row(sql, values![source])).await?;
    Ok(found.unwrap_or_default())
}

/// Notes that a source has been read up to a position. False when the source is being read anew
/// since: what was read before that must not move the new reading on.
pub(super) async fn advance<D: Domain>(
    db: &Db<D>,
    source: &'static str,
    position: u64,
    replay: u64,
) -> Reply<bool> {
    let sql = "INSERT INTO kernel_offsets (source, position, replays) VALUES ($1, $2, $3) \
               ON CONFLICT (source) DO UPDATE SET position = excluded.position \
               WHERE kernel_offsets.replays = excluded.replays \
               AND kernel_offsets.position < excluded.position";
    let note = move |tx: &Tx<'_, D>| tx.execute(sql, values![source, position, replay]);
    Ok(db.write(&Context::of_domain(D::NAME), note).await? > 0)
}

/// Has a source read anew from its beginning.
pub(super) async fn begin_anew<D: Domain>(db: &Db<D>, source: &'static str) -> Reply<()> {
    let sql = "INSERT INTO kernel_offsets (source, position, replays, replay_to) \
               VALUES ($1, 0, 1, 0) ON CONFLICT (source) DO UPDATE SET position = 0, \
               replays = kernel_offsets.replays + 1, \
               replay_to = CASE WHEN kernel_offsets.replay_to > kernel_offsets.position \
               THEN kernel_offsets.replay_to ELSE kernel_offsets.position END";
    let begin = move |tx: &Tx<'_, D>| tx.execute(sql, values![source]);
    db.write(&Context::of_domain(D::NAME), begin).await?;
    Ok(())
}
