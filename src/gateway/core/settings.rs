//! What of the front can be set, and which values make sense. It must not know a listener: boot
//! hands over open sockets.

use super::proxy::Network;
use crate::kernel::settings::{Reason, section};

section! {
    /// The front: HTTP, sessions, limits.
    pub(crate) struct Settings {
        /// Threads that serve HTTP.
        worker_threads: usize = 2, at_start, in Count 1..=256;
        /// The largest JSON body.
        // A description of 5000 characters has to fit.
        body_bytes_max: usize = 256 << 10, live, in Bytes 16 << 10..=64 << 20;
        /// The largest form.
        form_bytes_max: usize = 128 << 10, live, in Bytes 16 << 10..=64 << 20;
        /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as CIDR.
        trusted_proxies: Vec<String> = Vec::new(), by_owner, items 0..=1024;
        /// Requests per second from one address, beside media and static files.
        qps_per_ip: u32 = 200, live, in Count 1..=1_000_000;
        /// Requests that one address may make at once after a pause.
        burst: u32 = 400, live, in Count 1..=1_000_000;
        /// Texts (danmaku and comments) per minute from one address, whoever writes there.
        texts_per_ip: u32 = 120, live, in Count 1..=1_000_000;
        /// Addresses whose rate is remembered.
        addresses_max: usize = 65_536, live, in Count 1..=10_000_000;
        /// Connections that one address may hold open; trusted proxies may hold any number.
        // One browser opens 6.
        connections_per_ip_max: u32 = 256, live, in Count 8..=1_000_000;
        /// How long a client may take nothing of what is sent to it.
        write_stall_ms_max: u64 = 20_000, live, in Ms 100..=3_600_000;
        /// What all clients together may leave unread; above it each must take a rate.
        unsent_bytes_max: u64 = 256 << 20, live, in Bytes 1 << 20..=1 << 40;
        /// Progress streams open at once.
        streams_max: usize = 1_000, at_start, in Count 1..=1_000_000;
        /// WebSockets open at once.
        sockets_max: usize = 20_000, at_start, in Count 1..=1_000_000;
        /// How often a progress stream asks whether its reader is still signed in.
        stream_recheck_every_ms: u64 = 30_000, live, in Ms 1..=3_600_000;
        /// How often is told how much media was sent; a kill loses what was sent since.
        served_every_ms: u64 = 5_000, live, in Ms 10..=600_000;
        /// Hot media kept in memory, besides this machine's own files; 0 keeps none of those open.
        segment_cache_bytes_max: u64 = 64 << 20, at_start, in Bytes 0..=1 << 40;
        /// Serves plain HTTP to others than this machine.
        insecure_http: bool = false, by_owner;
        /// The address by which people reach the site; unset until you state it.
        public_url: Option<String> = None, by_owner, like "https://videos.example";
        /// Shows `/metrics` to everybody.
        metrics_open: bool = false, live;
    }
    also Self::odd;
}

impl Settings {
    fn odd(&self) -> Vec<(&'static str, Reason)> {
        let form = |given: &String, like| Reason::Form { given: given.clone(), like };
        let proxies = self.trusted_proxies.iter();
        let proxies = proxies.filter(|proxy| Network::parse(proxy).is_none());
        let mut odd: Vec<_> =
            proxies.map(|proxy| ("trusted_proxies", form(proxy, "10.0.0.0/8"))).collect();
        let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        let url = self.public_url.as_ref().filter(|url| !is_web(url));
        odd.extend(url.map(|url| ("public_url", form(url, "https://videos.example"))));
        odd
    }

    /// The networks of `trusted_proxies`; what does not parse trusts nobody.
    pub(in crate::gateway) fn proxies(&self) -> Vec<Network> {
        self.trusted_proxies.iter().filter_map(|text| Network::parse(text)).collect()
    }
}
