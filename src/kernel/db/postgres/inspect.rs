//! Looks at the database of a domain without opening it for work. It must not change anything.

use super::address::Address;
use super::error::StatementError;
use super::open::check;
use super::session::{Session, Use};
use crate::kernel::capability::Key;
use crate::kernel::db::settings::Settings;
use crate::kernel::fault::Fault;

/// What the server says of itself and of the role that asks.
const FACTS: &str = "SELECT current_setting('server_version'), \
     has_schema_privilege(current_user, 'public', 'CREATE')::text, \
     (SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user), \
     current_setting('max_connections'), current_setting('fsync'), \
     (SELECT COUNT(*) FROM pg_database WHERE datallowconn AND datname <> current_database() \
     AND has_database_privilege(current_user, oid, 'CONNECT'))";

/// Says what was found at the address of a domain.
///
/// # Errors
/// `Unavailable` with what is wrong and what to do about it.
pub(crate) fn inspect(
    _: &Key,
    word: &str,
    address: &Address,
    settings: &Settings,
) -> Result<String, Fault> {
    let explain = |trouble: StatementError| {
        let cause = trouble.fault();
        Fault::Unavailable(format!("{address}: {cause}"))
    };
    let session = Session::new(word, address, settings, Use::Reads)?;
    session.ensure().map_err(explain)?;
    check(&session).map_err(explain)?;
    let rows = session.plain(FACTS).map_err(explain)?;
    let Some([version, may_create, is_super, connections, fsync, others]) =
        rows.first().map(Vec::as_slice)
    else {
        return Err(Fault::Unavailable(format!("{address}: it does not say what it is")));
    };
    let wrong = if may_create != "true" {
        "the role may not make tables in it; make both with `shoal store create`"
    } else if is_super == "true" {
        "the role is a superuser, who reaches all domains; use one of `shoal store create`"
    } else if fsync != "on" {
        "fsync is off: what is acknowledged would not survive a loss of power; turn it on"
    } else {
        let needs = settings.postgres_lanes + settings.reader_threads + 1;
        let others = match others.as_str() {
            "0" => "reaches no other database".to_owned(),
            count => format!("can connect to {count} other databases"),
        };
        return Ok(format!(
            "{address}: PostgreSQL {version}, UTF8, order C; the role {others}; takes {needs} of \
             {connections} connections"
        ));
    };
    Err(Fault::Unavailable(format!("{address}: {wrong}")))
}
