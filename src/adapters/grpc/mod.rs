//! The gRPC wire: one generic client and one generic server over the kernel's path table, on TCP
//! loopback or a unix socket in the clear, elsewhere on TLS with certificates on both sides.
//! It must not know a contract: messages are bytes here.

mod address;
mod client;
mod codec;
mod server;
mod status;
mod stream;
mod tls;

pub(crate) use address::Address;
pub(crate) use client::connect;
pub(crate) use server::{Bound, bind};
pub(crate) use tls::{Certificates, DomainName};

/// The bounds of the wire.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Bounds {
    /// Connections to each other process.
    pub(crate) per_peer_max: usize,
    /// Connections that are taken in at once.
    pub(crate) taken_max: usize,
    /// Calls at once on one connection.
    pub(crate) streams_max: u32,
    /// The largest message.
    pub(crate) message_bytes_max: usize,
    pub(crate) connect_ms_max: u64,
    /// How long a new connection may take to say what it wants.
    pub(crate) handshake_ms_max: u64,
    /// How often a silent connection is asked whether it lives, and how long it may take to answer.
    pub(crate) keep_alive_ms: u64,
    pub(crate) keep_alive_answer_ms_max: u64,
}

impl Bounds {
    /// Says what is wrong with a value, and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        crate::kernel::db::above_zero(&[
            ("per_peer_max", self.per_peer_max as u64),
            ("taken_max", self.taken_max as u64),
            ("streams_max", self.streams_max.into()),
            ("message_bytes_max", self.message_bytes_max as u64),
            ("connect_ms_max", self.connect_ms_max),
            ("handshake_ms_max", self.handshake_ms_max),
            ("keep_alive_ms", self.keep_alive_ms),
            ("keep_alive_answer_ms_max", self.keep_alive_answer_ms_max),
        ])
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            per_peer_max: 2,
            taken_max: 256,
            streams_max: 1024,
            message_bytes_max: 4 << 20,
            connect_ms_max: 3_000,
            handshake_ms_max: 5_000,
            keep_alive_ms: 10_000,
            keep_alive_answer_ms_max: 10_000,
        }
    }
}
