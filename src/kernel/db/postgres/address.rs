//! The address of a PostgreSQL database. It must not show its password, whoever prints it.

use crate::kernel::fault::Fault;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// A `postgres://` URL, or what is wrong with it. A configuration must be readable with a wrong
/// one: the error of its reader would show the line, password and all.
#[derive(Clone, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct Address {
    read: Result<Config, String>,
}

impl Address {
    /// Reads a URL such as `postgres://role:password@127.0.0.1:5432/shoal_video`.
    ///
    /// # Errors
    /// What is wrong with it, without the text itself: it may hold a password.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        Ok(Self { read: Ok(read(url)?) })
    }

    /// What is wrong with it, without the text itself.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.read.as_ref().map(drop).map_err(Clone::clone)
    }

    pub(super) fn config(&self) -> Result<&Config, Fault> {
        self.read.as_ref().map_err(|cause| Fault::Unavailable(cause.clone()))
    }

    /// The address of a database on the same server, with its password.
    pub(super) fn of_another(
        &self,
        role: &str,
        password: &str,
        database: &str,
    ) -> Result<String, Fault> {
        let config = self.config()?;
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            Some(Host::Unix(path)) => path.display().to_string().replace('/', "%2F"),
            None => String::new(),
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let plainly = match config.get_ssl_mode() {
            SslMode::Disable => "?sslmode=disable",
            _ => "",
        };
        Ok(format!("postgres://{role}:{password}@{host}:{port}/{database}{plainly}"))
    }
}

fn read(url: &str) -> Result<Config, String> {
    const SHAPE: &str = "write it as postgres://ROLE:PASSWORD@HOST:5432/DATABASE";
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(format!("the address of the database is no PostgreSQL URL; {SHAPE}"));
    }
    let config: Config = url.parse().map_err(|error| {
        // The driver names the part that it could not read, never its value.
        format!("the address of the database cannot be read ({error}); {SHAPE}")
    })?;
    for (is_there, what) in [
        (config.get_user().is_some_and(|role| !role.is_empty()), "a role"),
        (config.get_dbname().is_some(), "a database"),
        (!config.get_hosts().is_empty(), "a host"),
    ] {
        if !is_there {
            return Err(format!("the address of the database lacks {what}; {SHAPE}"));
        }
    }
    if config.get_ssl_mode() == SslMode::Require {
        return Err("the address asks for TLS (sslmode=require), which is not there for \
                    PostgreSQL: keep the server on this machine, or behind a tunnel that \
                    encrypts, and leave sslmode out"
            .to_owned());
    }
    if config.get_ssl_mode() != SslMode::Disable && !config.get_hosts().iter().all(is_here) {
        return Err("the database is on another machine, and the connection would not be \
                    encrypted: use a tunnel that ends here, or write ?sslmode=disable if \
                    nobody else can listen on that network"
            .to_owned());
    }
    Ok(config)
}

/// What does not leave this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|at: IpAddr| at.is_loopback())
        },
    }
}

impl From<String> for Address {
    fn from(url: String) -> Self {
        Self { read: read(&url) }
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// As a person may see it: without the password.
impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(config) = &self.read else { return out.write_str("(no address)") };
        let host = config.get_hosts().first().map_or_else(String::new, |host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let (role, database) = (config.get_user(), config.get_dbname());
        let (role, database) = (role.unwrap_or_default(), database.unwrap_or_default());
        write!(out, "postgres://{role}@{host}:{port}/{database}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_never_shows_its_password() {
        let url = "postgres://video:s3cret%2Fword@127.0.0.1:5433/shoal_video";
        let address = Address::parse(url).expect("it is one");
        assert_eq!(
            address.config().expect("it was read").get_password(),
            Some(b"s3cret/word".as_slice())
        );
        let shown = [format!("{address}"), format!("{address:?}"), String::from(address)];
        for text in shown {
            assert_eq!(text, "postgres://video@127.0.0.1:5433/shoal_video");
        }
    }

    #[test]
    fn what_would_go_unencrypted_says_so() {
        for (url, wanted) in [
            ("postgres://u:s3cret@127.0.0.1/d?sslmode=require", "asks for TLS"),
            ("postgres://u:s3cret@db.example/d", "on another machine"),
            ("postgres://u:s3cret@10.0.0.7/d?sslmode=prefer", "on another machine"),
        ] {
            let error = Address::parse(url).expect_err(url);
            assert!(error.contains(wanted) && !error.contains("s3cret"), "{error}");
        }
        for url in [
            "postgres://u@localhost/d",
            "postgres://u@[::1]/d",
            "postgres://u@%2Frun%2Fpostgresql/d",
            "postgres://u@db.example/d?sslmode=disable",
        ] {
            assert!(Address::parse(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_told() {
        for url in [
            "s3cret",
            "mysql://u:s3cret@h/d",
            "postgres://u:s3cret@h:port/d",
            "postgres://:s3cret@h/d",
            "postgres://u:s3cret@h",
            "postgres://u:s3cret@h/d?sslmode=sometimes",
        ] {
            let error = Address::parse(url).expect_err(url);
            assert!(error.contains("postgres://ROLE"), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
