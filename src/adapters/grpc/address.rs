//! Where another process listens: `http://127.0.0.1:7001`, `https://media.example:7001`,
//! `unix:/run/shoal/transcode.sock`. Plain text is for this machine only.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// A checked address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    Plain { host: String, port: u16 },
    Tls { host: String, port: u16 },
    Unix(PathBuf),
}

impl Address {
    /// Reads an address of another process.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            let path = PathBuf::from(path);
            return match path.is_absolute() {
                true => Ok(Self::Unix(path)),
                false => Err(format!("{text:?}: write the whole path, as in unix:/run/shoal.sock")),
            };
        }
        let (plain, rest) = match (text.strip_prefix("http://"), text.strip_prefix("https://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(wrong(text)),
        };
        let (host, port) =
            rest.trim_end_matches('/').rsplit_once(':').ok_or_else(|| wrong(text))?;
        let port = port.parse().map_err(|_| wrong(text))?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_name =
            bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        if bare.is_empty() || !(is_name || bare.parse::<IpAddr>().is_ok()) {
            return Err(wrong(text));
        }
        let host = bare.to_owned();
        if !plain {
            return Ok(Self::Tls { host, port });
        }
        let is_here = host == "localhost"
            || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match is_here {
            true => Ok(Self::Plain { host, port }),
            false => Err(format!(
                "{text:?} would send passwords and videos over the network in the clear: make \
                 certificates with `shoal certs` and write https://"
            )),
        }
    }

    /// The same form for a place to listen at; an address without a scheme is plain TCP.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub(crate) fn parse_listen(text: &str, has_certificates: bool) -> Result<Self, String> {
        let Ok(socket) = text.parse::<SocketAddr>() else { return Self::parse(text) };
        let (host, port) = (socket.ip().to_string(), socket.port());
        match (has_certificates, socket.ip().is_loopback()) {
            (true, _) => Ok(Self::Tls { host, port }),
            (false, true) => Ok(Self::Plain { host, port }),
            (false, false) => Err(format!(
                "{text} is open to other machines: make certificates with `shoal certs` first, or \
                 listen on 127.0.0.1 or unix:/path"
            )),
        }
    }

    /// The kind of wire in one word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Plain { .. } => "grpc-tcp",
            Self::Tls { .. } => "grpc-tls",
            Self::Unix(_) => "grpc-unix",
        }
    }
}

fn wrong(text: &str) -> String {
    format!("{text:?} is no address: write http://127.0.0.1:7001, https://host:7001 or unix:/path")
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host, port) = match self {
            Self::Unix(path) => return write!(out, "unix:{}", path.display()),
            Self::Plain { host, port } => ("http", host, port),
            Self::Tls { host, port } => ("https", host, port),
        };
        match host.contains(':') {
            true => write!(out, "{scheme}://[{host}]:{port}"),
            false => write!(out, "{scheme}://{host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_the_round_trip() {
        for text in ["http://127.0.0.1:7001", "https://media.example:7001", "unix:/run/a.sock"] {
            assert_eq!(Address::parse(text).map(|one| one.to_string()).as_deref(), Ok(text));
        }
        let six = Address::parse("http://[::1]:7001").map(|one| one.to_string());
        assert_eq!(six.as_deref(), Ok("http://[::1]:7001"));
    }

    #[test]
    fn plain_text_stays_on_this_machine() {
        for text in ["http://10.0.0.7:7001", "http://media.example:1", "http://0.0.0.0:1"] {
            assert!(Address::parse(text).expect_err(text).contains("shoal certs"));
        }
        assert!(Address::parse_listen("0.0.0.0:7001", false).is_err());
        assert!(Address::parse_listen("127.0.0.1:7001", false).is_ok());
        assert!(Address::parse_listen("0.0.0.0:7001", true).is_ok());
    }

    #[test]
    fn what_is_no_address_is_told() {
        for text in
            ["", "video", "http://", "http://a", "http://a:b", "unix:relative", "https://a b:1"]
        {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
    }
}
