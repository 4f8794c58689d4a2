//! The first bytes of a connection: whoever asks for nothing but `/healthz` is answered on the
//! spot. It must not take bytes away from a worker.

use super::health::{self, Alive};
use crate::gateway::core::front::Front;
use crate::gateway::core::limits::Rate;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long a client may take to say what it wants, and how long it is kept afterwards.
pub(super) const HEAD_TIME: Duration = Duration::from_secs(10);
/// How much is looked at; a longer head is no question for health.
const HEAD_BYTES: usize = 2048;
/// How long the rest of a head is waited for that may become such a question.
const REST_TIME: Duration = Duration::from_millis(500);
/// The first pause before the next look; each is twice as long as the one before.
const REST_PAUSE: Duration = Duration::from_millis(2);

/// How long a client may take to end its side of a connection.
pub(super) const FAREWELL_TIME: Duration = Duration::from_secs(1);

/// What a connection wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// A worker: nothing was read.
    Worker,
    /// It has ended, or never said anything.
    Nothing,
}

/// Answers questions for health until something else is asked, or one alone. A client that says
/// nothing within `patience` has gone.
pub(super) async fn read(
    front: &Front,
    stream: &mut TcpStream,
    ip: IpAddr,
    (patience, is_only_one): (Duration, bool),
) -> First {
    // Without it each answer would wait for the acknowledgement of the one before.
    drop(stream.set_nodelay(true));
    loop {
        let Some((mut answer, head_bytes)) = question(stream, patience).await else {
            return match has_something(stream).await {
                true => First::Worker,
                false => First::Nothing,
            };
        };
        // Whoever asks too often hears it from a worker, in words.
        if front.limits.take(ip, Rate::of(&front.settings(), 1)).is_err() {
            return First::Worker;
        }
        answer.is_last |= is_only_one;
        let mut head = [0; HEAD_BYTES];
        if stream.read_exact(&mut head[..head_bytes]).await.is_err() {
            return First::Nothing;
        }
        let text = answer.text();
        let sent = tokio::time::timeout(HEAD_TIME, stream.write_all(text.as_bytes())).await;
        if answer.is_last {
            close(stream).await;
        }
        if answer.is_last || !matches!(sent, Ok(Ok(()))) {
            return First::Nothing;
        }
    }
}

/// The answer to a question for health and how long the question is; `None` for anything else.
async fn question(stream: &TcpStream, patience: Duration) -> Option<(Alive, usize)> {
    let mut seen = [0; HEAD_BYTES];
    let (mut waited, mut pause) = (Duration::ZERO, REST_PAUSE);
    let first = tokio::time::timeout(patience, stream.peek(&mut seen)).await;
    let mut bytes = first.ok()?.ok()?;
    loop {
        let head = seen.get(..bytes)?;
        if let Some(end) = find(head, b"\r\n\r\n") {
            let end = end + 4;
            return Some((health::answer(&seen[..end])?, end));
        }
        let may_become = [&b"GET /healthz "[..], b"HEAD /healthz "].into_iter().any(|start| {
            let common = start.len().min(head.len());
            head[..common] == start[..common]
        });
        if !may_become || bytes == 0 || bytes == HEAD_BYTES || waited >= REST_TIME {
            return None;
        }
        // There is no way to wait for more than is there already without taking it.
        tokio::time::sleep(pause).await;
        waited += pause;
        pause *= 2;
        bytes = stream.peek(&mut seen).await.ok()?;
    }
}

/// Ends our side and waits for the client to end its own, so that it does not lose the answer.
pub(super) async fn close(stream: &mut TcpStream) {
    drop(stream.shutdown().await);
    // What is left unread would make the system take the answer back.
    let rest = async {
        let mut rest = [0; HEAD_BYTES];
        while matches!(stream.read(&mut rest).await, Ok(1..)) {}
    };
    drop(tokio::time::timeout(FAREWELL_TIME, rest).await);
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

async fn has_something(stream: &TcpStream) -> bool {
    let mut byte = [0];
    let seen = tokio::time::timeout(Duration::ZERO, stream.peek(&mut byte)).await;
    matches!(seen, Ok(Ok(bytes)) if bytes > 0)
}
