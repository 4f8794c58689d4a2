//! Positions of the log on PostgreSQL, and who may write it.
//!
//! `position = base + ((transaction - first) << 20) + n`, n counting the events of the unit. A unit
//! sees what was committed before its transaction had its number, and two units that write the same
//! entity never both commit unless one saw the other: so the events of an entity rise with their
//! versions. What lies below the oldest running transaction can no longer change; the tail reads
//! only that. It must not know an event.

use super::error::StatementError;
use super::session::{LogPlace, Session};
use crate::kernel::fault::Fault;

/// A unit has fewer events than two to this power.
pub(super) const EVENTS_BITS: u32 = 20;

/// Advisory locks are per database: one key is enough. It spells "shoal".
const GUARD: i64 = 0x73_68_6f_61_6c;

/// Whoever writes events beside the lanes of the process that holds the database notifies here,
/// with the position of the newest.
pub(super) const CHANNEL: &str = "shoal_log";

/// The highest position that a unit may have had.
pub(in crate::kernel::db) const NEWEST_GIVEN: &str = "SELECT base + \
     ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint - first) << 20) FROM kernel_log";

/// Counts from a position on.
pub(in crate::kernel::db) const GO_ON_AFTER: &str =
    "UPDATE kernel_log SET base = $1, first = pg_current_xact_id()::text::bigint";

/// What a unit is told as it begins: its transaction, the beginning of the count, the holder.
struct Begun {
    transaction: i64,
    base: i64,
    first: i64,
    holder: i64,
}

/// Begins a unit, numbers its events and looks whether this process still holds the database.
/// Gives the number of its transaction.
pub(super) fn begin(session: &Session, holder: i64) -> Result<i64, StatementError> {
    session.place.set(LogPlace::default());
    let sql = "BEGIN ISOLATION LEVEL SERIALIZABLE; \
               SELECT pg_current_xact_id()::text, base, first, holder FROM kernel_log";
    let rows = session.plain(sql)?;
    let begun = read(&rows).ok_or_else(|| internal("the table kernel_log has no row"))?;
    if begun.holder != holder {
        let text = "another process has taken this database: this one writes no more; stop it";
        return Err(StatementError::Refused(Fault::Unavailable(text.to_owned())));
    }
    let first = (begun.transaction - begun.first)
        .checked_mul(1 << EVENTS_BITS)
        .and_then(|offset| offset.checked_add(begun.base))
        .ok_or_else(|| internal("positions of the log have run out"))?;
    session.place.set(LogPlace { first, events: 0 });
    Ok(begun.transaction)
}

fn read(rows: &[Vec<String>]) -> Option<Begun> {
    let number = |at: usize| rows.first()?.get(at)?.parse().ok();
    let (transaction, base) = (number(0)?, number(1)?);
    Some(Begun { transaction, base, first: number(2)?, holder: number(3)? })
}

/// Takes the database for this session, for as long as its connection lives.
pub(super) fn guard(session: &Session) -> Result<bool, StatementError> {
    let rows = session.plain(&format!("SELECT pg_try_advisory_lock({GUARD})"))?;
    Ok(rows.first().and_then(|row| row.first()).is_some_and(|got| got == "t"))
}

/// Who has it, as well as the server can tell.
pub(super) fn holder_of_guard(session: &Session) -> String {
    let sql = format!(
        "SELECT application_name, COALESCE(host(client_addr), 'this machine') \
         FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND (classid::bigint << 32 | objid::bigint) = {GUARD} AND granted"
    );
    let rows = session.plain(&sql).unwrap_or_default();
    let Some([name, place]) = rows.first().map(Vec::as_slice) else {
        return "another process".to_owned();
    };
    let process = name.rsplit(' ').next().unwrap_or_default();
    format!("process {process} on {place}")
}

/// Makes this process the one whose units are taken: those of any before it are refused from here
/// on. Also lets the count go on where the log is, should the transactions have been counted anew
/// (as they are in a copy that was restored into another server).
pub(super) fn take_over(session: &Session) -> Result<i64, StatementError> {
    let sql = format!(
        "BEGIN ISOLATION LEVEL SERIALIZABLE; \
         UPDATE kernel_log SET holder = holder + 1; \
         UPDATE kernel_log SET base = newest.position, \
         first = pg_current_xact_id()::text::bigint \
         FROM (SELECT COALESCE(MAX(position), 0) AS position FROM kernel_outbox) AS newest \
         WHERE base + ((pg_current_xact_id()::text::bigint - first) << {EVENTS_BITS}) \
         <= newest.position; \
         SELECT holder FROM kernel_log; COMMIT"
    );
    let rows = session.plain(&sql)?;
    let holder = rows.first().and_then(|row| row.first()).and_then(|text| text.parse().ok());
    holder.ok_or_else(|| internal("the table kernel_log has no row"))
}

/// The newest event below all transactions that still run.
pub(super) fn newest_settled(session: &Session) -> Result<i64, StatementError> {
    let sql = format!(
        "SELECT COALESCE(MAX(position), 0) FROM kernel_outbox WHERE position <= \
         (SELECT base + ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint - first) \
         << {EVENTS_BITS}) FROM kernel_log)"
    );
    let rows = session.plain(&sql)?;
    let newest = rows.first().and_then(|row| row.first()).and_then(|text| text.parse().ok());
    newest.ok_or_else(|| internal("the newest position is no number"))
}

/// What became of a transaction whose commit was not answered; `None` while it still runs.
pub(super) fn is_committed(
    session: &Session,
    transaction: i64,
) -> Result<Option<bool>, StatementError> {
    let sql = format!("SELECT pg_xact_status('{transaction}'::xid8)");
    let rows = session.plain(&sql)?;
    Ok(match rows.first().and_then(|row| row.first()).map(String::as_str) {
        Some("committed") => Some(true),
        Some("aborted") => Some(false),
        _ => None,
    })
}

fn internal(text: &str) -> StatementError {
    StatementError::Refused(Fault::Internal(text.to_owned()))
}
