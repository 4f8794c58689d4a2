//! What of the front can be set, and which values make sense. It must not know a listener: boot
//! hands over open sockets.

use super::proxy::Network;
use crate::kernel::ports::config::{Adjustable, Fixed};

/// The settings of the front.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Threads that serve HTTP.
    pub(crate) worker_threads: usize,
    /// The largest JSON body.
    pub(crate) body_bytes_max: usize,
    /// The largest form.
    pub(crate) form_bytes_max: usize,
    /// The largest file the upload page and tus announce: what ingest takes, set by boot.
    #[serde(skip)]
    pub(crate) upload_bytes_max: u64,
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as CIDR.
    pub(crate) trusted_proxies: Vec<String>,
    /// Requests per second from one address. Media may come fifty times as often, static files
    /// without limit.
    pub(crate) qps_per_ip: u32,
    /// Requests that one address may make at once after a pause.
    pub(crate) burst: u32,
    /// Addresses whose rate is remembered.
    pub(crate) addresses_max: usize,
    /// Connections that one address may hold open; trusted proxies may hold any number.
    pub(crate) connections_per_ip_max: u32,
    /// How long a client may take nothing of what is sent to it.
    pub(crate) write_stall_ms_max: u64,
    /// What all clients together may leave unread; above it each must take a rate.
    pub(crate) unsent_bytes_max: u64,
    /// Progress streams open at once.
    pub(crate) streams_max: usize,
    /// How often a progress stream asks whether its reader is still signed in.
    pub(crate) stream_recheck_ms: u64,
    /// Hot media kept in memory.
    pub(crate) segment_cache_bytes_max: u64,
    /// Serves plain HTTP to others than this machine.
    pub(crate) insecure_http: bool,
    /// The address by which people reach the site, such as `https://videos.example`.
    pub(crate) public_url: Option<String>,
    /// Shows `/metrics` to everybody.
    pub(crate) metrics_open: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            worker_threads: 2,
            body_bytes_max: 256 << 10,
            form_bytes_max: 128 << 10,
            upload_bytes_max: 8 << 30,
            trusted_proxies: Vec::new(),
            qps_per_ip: 200,
            burst: 400,
            addresses_max: 65_536,
            connections_per_ip_max: 256,
            write_stall_ms_max: 20_000,
            unsent_bytes_max: 256 << 20,
            streams_max: 1_000,
            stream_recheck_ms: 30_000,
            segment_cache_bytes_max: 64 << 20,
            insecure_http: false,
            public_url: None,
            metrics_open: false,
        }
    }
}

impl Adjustable for Settings {
    const LIVE: &'static [&'static str] = &[
        "body_bytes_max",
        "form_bytes_max",
        "qps_per_ip",
        "burst",
        "addresses_max",
        "connections_per_ip_max",
        "write_stall_ms_max",
        "unsent_bytes_max",
        "stream_recheck_ms",
        "metrics_open",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[
        ("worker_threads", Fixed::AtStart),
        ("streams_max", Fixed::AtStart),
        ("segment_cache_bytes_max", Fixed::AtStart),
        ("trusted_proxies", Fixed::ByOwner),
        ("insecure_http", Fixed::ByOwner),
        ("public_url", Fixed::ByOwner),
    ];
}

impl Settings {
    /// Says what is wrong with a value, and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        let counts = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        // A description of 5000 characters has to fit into a body; one browser opens 6 connections.
        for (name, value, least, most) in [
            ("worker_threads", counts(self.worker_threads), 1, 256),
            ("body_bytes_max", counts(self.body_bytes_max), 16 << 10, 64 << 20),
            ("form_bytes_max", counts(self.form_bytes_max), 16 << 10, 64 << 20),
            ("qps_per_ip", self.qps_per_ip.into(), 1, 1_000_000),
            ("burst", self.burst.into(), 1, 1_000_000),
            ("addresses_max", counts(self.addresses_max), 1, 10_000_000),
            ("connections_per_ip_max", self.connections_per_ip_max.into(), 8, 1_000_000),
            ("write_stall_ms_max", self.write_stall_ms_max, 100, 3_600_000),
            ("unsent_bytes_max", self.unsent_bytes_max, 1 << 20, 1 << 40),
            ("streams_max", counts(self.streams_max), 1, 1_000_000),
            ("stream_recheck_ms", self.stream_recheck_ms, 1, 3_600_000),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!(
                    "gateway.{name} is {value}; write a number from {least} to {most}"
                ));
            }
        }
        for proxy in &self.trusted_proxies {
            Network::parse(proxy).ok_or_else(|| {
                format!("gateway.trusted_proxies: {proxy:?} is no network; write 10.0.0.0/8")
            })?;
        }
        match &self.public_url {
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err(format!("gateway.public_url is {url:?}; write it as https://videos.example"))
            },
            _ => Ok(()),
        }
    }

    /// The networks of `trusted_proxies`; what does not parse trusts nobody.
    pub(in crate::gateway) fn proxies(&self) -> Vec<Network> {
        self.trusted_proxies.iter().filter_map(|text| Network::parse(text)).collect()
    }
}
