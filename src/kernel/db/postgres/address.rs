//! The address of a PostgreSQL database. It must not show its password, whoever prints it.

use crate::kernel::fault::Fault;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::fmt;
use std::net::IpAddr;
use url::Url;

/// A `postgres://` URL, or what is wrong with it. A configuration must be readable with a wrong
/// one: the error of its reader would show the line, password and all.
#[derive(Clone, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct Address {
    read: Result<Box<ReadAddress>, String>,
}

/// What was read: as the driver takes it, and the text it came from. Neither may be shown.
#[derive(Clone)]
struct ReadAddress {
    options: PgConnectOptions,
    url: Url,
}

/// What an address may say behind its question mark. The driver logs what it does not know, with
/// its value: nothing else may reach it.
const KEYS: [&str; 4] = ["sslmode", "sslrootcert", "sslcert", "sslkey"];
const SHAPE: &str = "write it as postgres://ROLE:PASSWORD@HOST:5432/DATABASE";

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

    pub(super) fn options(&self) -> Result<&PgConnectOptions, Fault> {
        Ok(&self.place()?.options)
    }

    fn place(&self) -> Result<&ReadAddress, Fault> {
        self.read.as_deref().map_err(|cause| Fault::Unavailable(cause.clone()))
    }

    /// The address of a database on the same server, with its password; the same proof is asked of
    /// the server.
    pub(super) fn of_another(
        &self,
        role: &str,
        password: &str,
        database: &str,
    ) -> Result<String, Fault> {
        let ReadAddress { options, url } = self.place()?;
        let mut url = url.clone();
        let told = url
            .set_username(role)
            .and_then(|()| url.set_password(Some(password)))
            .and_then(|()| url.set_port(Some(options.get_port())));
        told.map_err(|()| Fault::Internal("an address without a host".to_owned()))?;
        url.set_path(database);
        // A certificate of the one who asks is not the role's.
        let kept = ["sslmode", "sslrootcert"];
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .into_owned()
            .filter(|(key, _)| kept.contains(&key.as_str()))
            .collect();
        url.set_query(None);
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        Ok(url.into())
    }
}

fn read(text: &str) -> Result<Box<ReadAddress>, String> {
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err(format!("the address of the database is no PostgreSQL URL; {SHAPE}"));
    }
    // What cannot be read is named by its kind, never by its text.
    let url = Url::parse(text).map_err(|error| {
        format!("the address of the database cannot be read ({error}); {SHAPE}")
    })?;
    for (is_there, what) in [
        (!url.username().is_empty(), "a role"),
        (url.path().len() > 1, "a database"),
        (url.host_str().is_some_and(|host| !host.is_empty()), "a host"),
    ] {
        if !is_there {
            return Err(format!("the address of the database lacks {what}; {SHAPE}"));
        }
    }
    let mode = protection(&url)?;
    let options: PgConnectOptions =
        text.parse().map_err(|_| format!("the address of the database cannot be read; {SHAPE}"))?;
    let mode = match mode {
        _ if options.get_socket().is_some() => PgSslMode::Disable,
        Some(mode) => mode,
        None if is_here(&options) => PgSslMode::Disable,
        None => PgSslMode::VerifyFull,
    };
    if matches!(mode, PgSslMode::Allow | PgSslMode::Prefer) && !is_here(&options) {
        return Err("the database is on another machine, and with this sslmode the connection \
                    might not be encrypted: write ?sslmode=verify-full, or ?sslmode=disable if \
                    nobody else can listen on that network"
            .to_owned());
    }
    // The driver would look for a machine named with the brackets.
    let host = options.get_host().trim_matches(['[', ']']).to_owned();
    Ok(Box::new(ReadAddress { options: options.host(&host).ssl_mode(mode), url }))
}

/// How the connection is to be protected, if the address says it.
fn protection(url: &Url) -> Result<Option<PgSslMode>, String> {
    let (mut mode, mut has_root, mut has_own, mut has_key) = (None, false, false, false);
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "sslmode" => mode = Some(value.into_owned()),
            "sslrootcert" => has_root = true,
            "sslcert" => has_own = true,
            "sslkey" => has_key = true,
            _ => {
                let known = KEYS.join(", ");
                return Err(format!("the address says something beside {known}; {SHAPE}"));
            },
        }
    }
    if has_own != has_key {
        return Err("the address names one of sslcert and sslkey: they go together".to_owned());
    }
    let mode = match mode.as_deref() {
        None => None,
        Some("disable") => Some(PgSslMode::Disable),
        Some("allow") => Some(PgSslMode::Allow),
        Some("prefer") => Some(PgSslMode::Prefer),
        Some("require") => Some(PgSslMode::Require),
        Some("verify-full") => Some(PgSslMode::VerifyFull),
        Some("verify-ca") => {
            return Err("sslmode=verify-ca would take any certificate of any public authority, \
                        whoever has it: write verify-full"
                .to_owned());
        },
        Some(_) => {
            return Err(format!(
                "the address has an unknown sslmode; it may be disable, require or verify-full, \
                 on this machine also allow or prefer; {SHAPE}"
            ));
        },
    };
    if has_root && !matches!(mode, None | Some(PgSslMode::VerifyFull)) {
        return Err("the address names sslrootcert, which is only looked at with \
                    sslmode=verify-full: write that, or leave sslrootcert out"
            .to_owned());
    }
    // Whoever names an authority wants it asked, on this machine too.
    Ok(mode.or_else(|| has_root.then_some(PgSslMode::VerifyFull)))
}

/// What does not leave this machine.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    options.get_socket().is_some()
        || host == "localhost"
        || host.parse().is_ok_and(|at: IpAddr| at.is_loopback())
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
        let Ok(place) = &self.read else { return out.write_str("(no address)") };
        let options = &place.options;
        let host = match options.get_socket() {
            Some(path) => path.display().to_string(),
            None if options.get_host().contains(':') => format!("[{}]", options.get_host()),
            None => options.get_host().to_owned(),
        };
        let (role, port) = (options.get_username(), options.get_port());
        let database = options.get_database().unwrap_or_default();
        write!(out, "postgres://{role}@{host}:{port}/{database}")?;
        match options.get_ssl_mode() {
            PgSslMode::Require => out.write_str("?sslmode=require"),
            PgSslMode::VerifyFull => out.write_str("?sslmode=verify-full"),
            _ => Ok(()),
        }
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
    use sqlx::ConnectOptions as _;

    #[test]
    fn an_address_never_shows_its_password() {
        let url = "postgres://video:s3cret%2Fword@127.0.0.1:5433/shoal_video";
        let address = Address::parse(url).expect("it is one");
        let kept = address.options().expect("it was read").to_url_lossy();
        assert_eq!(kept.password(), Some("s3cret%2Fword"));
        let shown = [format!("{address}"), format!("{address:?}"), String::from(address)];
        for text in shown {
            assert_eq!(text, "postgres://video@127.0.0.1:5433/shoal_video");
        }
    }

    #[test]
    fn another_machine_must_prove_who_it_is() {
        const PEM: &str = "sslrootcert=%2Fetc%2Fca.pem";
        let full = |rest: &str| format!("postgres://u:s3cret@db.example/d{rest}");
        for (url, wanted) in [
            (full(""), "postgres://u@db.example:5432/d?sslmode=verify-full"),
            (full(&format!("?{PEM}")), "postgres://u@db.example:5432/d?sslmode=verify-full"),
            (full("?sslmode=require"), "postgres://u@db.example:5432/d?sslmode=require"),
            (full("?sslmode=disable"), "postgres://u@db.example:5432/d"),
            ("postgres://u@localhost/d".to_owned(), "postgres://u@localhost:5432/d"),
            ("postgres://u@[::1]/d".to_owned(), "postgres://u@[::1]:5432/d"),
            ("postgres://u@127.0.0.1/d?sslmode=prefer".to_owned(), "postgres://u@127.0.0.1:5432/d"),
            (
                format!("postgres://u@127.0.0.1/d?{PEM}"),
                "postgres://u@127.0.0.1:5432/d?sslmode=verify-full",
            ),
            ("postgres://u@%2Frun%2Fpg/d".to_owned(), "postgres://u@/run/pg:5432/d"),
        ] {
            assert_eq!(Address::parse(&url).expect(&url).to_string(), wanted, "{url}");
        }
        for (rest, wanted) in [
            ("?sslmode=prefer", "might not be encrypted"),
            ("?sslmode=allow", "might not be encrypted"),
            ("?sslmode=verify-ca", "any public authority"),
            ("?sslmode=require&sslrootcert=ca.pem", "only looked at with sslmode=verify-full"),
            ("?sslcert=own.pem", "they go together"),
            ("?passwd=s3cret", "something beside"),
        ] {
            let error = Address::parse(&full(rest)).expect_err(rest);
            assert!(error.contains(wanted) && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_made_database_asks_the_same_proof_of_its_server() {
        let url = "postgres://admin:s3cret@db.example:5433/postgres\
                   ?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&sslcert=a.pem&sslkey=a.key";
        let made = Address::parse(url).expect("it is one").of_another("video", "w0rd", "shoal");
        assert_eq!(
            made.expect("it has a host"),
            "postgres://video:w0rd@db.example:5433/shoal\
             ?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
        );
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
