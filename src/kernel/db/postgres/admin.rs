//! Makes a role and a database for one domain, which can reach nothing else.
//! It must not touch what it has not made, and must not let a password into a log of the server.

use super::address::Address;
use super::error::StatementError;
use super::session::{Session, Use};
use super::verifier;
use crate::kernel::capability::Key;
use crate::kernel::db::settings::Settings;
use crate::kernel::fault::Fault;

/// A connection that may make roles and databases.
pub(crate) struct Admin {
    session: Session,
    address: Address,
}

impl Admin {
    /// Connects as a role that may make roles and databases.
    ///
    /// # Errors
    /// `Unavailable` with the address and the cause.
    pub(crate) fn connect(_: &Key, address: &Address, settings: &Settings) -> Result<Self, Fault> {
        let session = Session::new("admin", address, settings, Use::Reads)?;
        let admin = Self { session, address: address.clone() };
        admin.session.ensure().map_err(|trouble| admin.explain(&trouble))?;
        Ok(admin)
    }

    /// Makes an empty database in which text has the order of its bytes, as in SQLite.
    pub(crate) fn make_database(&self, name: &str, owner: &str) -> Result<(), Fault> {
        self.run(&format!(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' \
             LC_CTYPE 'C'",
            quoted(name),
            quoted(owner)
        ))?;
        Ok(())
    }

    /// Makes a role and a database for a domain, both of one name, and gives the address. Nobody
    /// but the role gets into the database; the role gets into no other that it could be kept out
    /// of without changing what is not Shoal's. Which these are is told, too.
    ///
    /// # Errors
    /// `Unavailable`: one of them is there already, or the server does not let us.
    pub(crate) fn make(&self, name: &str, password: &str) -> Result<(String, Vec<String>), Fault> {
        let (role, database) = (quoted(name), name);
        // The server is told only what it keeps, so that its log has no password either.
        let kept = verifier::of(password)?;
        self.run(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD '{kept}' NOSUPERUSER NOCREATEDB NOCREATEROLE \
             NOREPLICATION NOBYPASSRLS"
        ))?;
        // Who is no superuser must belong to a role to make something in its name.
        self.run(&format!("GRANT {role} TO CURRENT_USER"))?;
        self.make_database(database, name)?;
        self.run(&format!("REVOKE ALL ON DATABASE {role} FROM PUBLIC"))?;
        for standard in ["postgres", "template1"] {
            self.run(&format!("REVOKE CONNECT ON DATABASE {standard} FROM PUBLIC"))?;
        }
        let open = format!(
            "SELECT datname FROM pg_database WHERE datallowconn AND datname <> '{name}' \
             AND has_database_privilege('{name}', oid, 'CONNECT') ORDER BY datname"
        );
        let open = self.run(&open)?.into_iter().flatten().collect();
        Ok((self.address.of_another(name, password, database)?, open))
    }

    /// Empties the database that this connection is to, when all others have let go of it.
    #[cfg(test)]
    pub(crate) fn empty(&self) -> Result<(), Fault> {
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                      WHERE datname = current_database() AND pid <> pg_backend_pid()";
        while !self.run(others)?.is_empty() {
            self.session.pause(std::time::Duration::from_millis(5));
        }
        self.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public").map(drop)
    }

    fn run(&self, sql: &str) -> Result<Vec<Vec<String>>, Fault> {
        self.session.plain(sql).map_err(|trouble| self.explain(&trouble))
    }

    fn explain(&self, trouble: &StatementError) -> Fault {
        Fault::Unavailable(format!("the server at {}: {}", self.address, trouble.fault()))
    }
}

/// A name as SQL takes it, whatever it holds.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
