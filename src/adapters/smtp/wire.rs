//! The unencrypted side of a connection to a mail server, read line by line. It must not interpret
//! what it carries.
//!
//! Whoever sits between us and the server may put answers of his own behind the one to STARTTLS. A
//! reader that takes in more than one line, as that of the library does, would believe them after
//! the handshake as if they had been encrypted; each true answer would then be taken for that to
//! the next command, and a refused mail for a taken one. Here the reader is given one line at a
//! time, so that what follows STARTTLS goes to the handshake and makes it fail.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What one connection may send us: certificates and a few dozen answers. An endless line would
/// else be kept in memory.
const RECEIVED_BYTES_MAX: usize = 256 << 10;
const HELD_BYTES: usize = 4 << 10;

pub(super) struct Wire {
    tcp: TcpStream,
    held: [u8; HELD_BYTES],
    /// What of `held` was received and not yet given on.
    start: usize,
    end: usize,
    left: usize,
}

impl Wire {
    pub(super) fn new(tcp: TcpStream) -> Self {
        Self { tcp, held: [0; HELD_BYTES], start: 0, end: 0, left: RECEIVED_BYTES_MAX }
    }

    fn fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other("the mail server sends too much")));
        }
        let room = HELD_BYTES.min(self.left);
        let mut into = ReadBuf::new(&mut self.held[..room]);
        ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut into))?;
        (self.start, self.end) = (0, into.filled().len());
        self.left -= self.end;
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Wire")
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.start == this.end {
            ready!(this.fill(cx))?;
        }
        let there = &this.held[this.start..this.end];
        let line = there.iter().position(|byte| *byte == b'\n').map_or(there.len(), |at| at + 1);
        let given = line.min(into.remaining());
        into.put_slice(&there[..given]);
        this.start += given;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.peer_addr()
    }
}
