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

use crate::kernel::settings::section;

section! {
    /// Connections between processes.
    pub(crate) struct Bounds {
        /// Connections to each other process.
        per_peer_max: usize = 2, at_start, in Count 1..=1024;
        /// Connections that are taken in at once.
        taken_max: usize = 256, at_start, in Count 1..=1_000_000;
        /// Calls at once on one connection.
        streams_max: u32 = 1024, at_start, in Count 1..=1_000_000;
        /// The largest message.
        message_bytes_max: usize = 4 << 20, at_start, in Bytes 1..=1 << 30;
        /// How long a connection may take to be made.
        connect_ms_max: u64 = 3_000, at_start, in Ms 1..=600_000;
        /// How long a new connection may take to say what it wants.
        handshake_ms_max: u64 = 5_000, at_start, in Ms 1..=600_000;
        /// After how long a silence a connection is asked whether it lives.
        keep_alive_ms: u64 = 10_000, at_start, in Ms 1..=3_600_000;
        /// How long it may take to answer that.
        keep_alive_answer_ms_max: u64 = 10_000, at_start, in Ms 1..=3_600_000;
    }
}
