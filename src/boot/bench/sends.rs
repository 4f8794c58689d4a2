//! Those who write: at a rate, or each as soon as the one before is acknowledged. It must not know
//! what is written, nor whose server it is; it is given whole requests.
#![expect(clippy::disallowed_methods, reason = "who writes runs as users do")]

use super::split::head;
use crate::kernel::clock;
use std::io::{BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Connections that send at a rate.
const PACED_SENDERS: u32 = 16;

/// Makes the request of one sender for one text.
pub(super) type Ask<'a> = &'a (dyn Fn(u32, u32) -> String + Sync);

/// What came of the sends of one phase.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sent {
    pub(super) acknowledged: u32,
    pub(super) refused: u32,
    /// Those whose time was over before those before them were acknowledged.
    pub(super) unsent: u32,
}

/// Texts have a number of their own, whatever phase they are of.
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// Sends so many texts a second for some time.
pub(super) fn paced(address: SocketAddr, ask: Ask<'_>, per_s: u32, time: Duration) -> Option<Sent> {
    let begun = clock::instant();
    let senders = PACED_SENDERS.min(per_s);
    let gap = Duration::from_secs(1) / per_s;
    together(senders, |sender| {
        let mut line = connect(address)?;
        let mut sent = Sent::default();
        let mut due = begun + gap * sender;
        while due < begun + time {
            std::thread::sleep(due.saturating_duration_since(clock::instant()));
            // A server that is behind is not asked for more than the time has room for.
            if clock::instant() < begun + time {
                send(&mut line, ask, sender, &mut sent)?;
            } else {
                sent.unsent += 1;
            }
            due += gap * senders;
        }
        Some(sent)
    })
}

/// Sends as fast as texts are acknowledged, so many senders at once.
pub(super) fn closed(
    address: SocketAddr,
    ask: Ask<'_>,
    senders: u32,
    time: Duration,
) -> Option<Sent> {
    let until = clock::instant() + time;
    together(senders, |sender| {
        let mut line = connect(address)?;
        let mut sent = Sent::default();
        while clock::instant() < until {
            send(&mut line, ask, sender, &mut sent)?;
        }
        Some(sent)
    })
}

fn together(senders: u32, work: impl Fn(u32) -> Option<Sent> + Sync) -> Option<Sent> {
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> =
            (0..senders).map(|sender| scope.spawn(move || work(sender))).collect();
        threads.into_iter().try_fold(Sent::default(), |sum, thread| {
            let one = thread.join().ok()??;
            Some(Sent {
                acknowledged: sum.acknowledged + one.acknowledged,
                refused: sum.refused + one.refused,
                unsent: sum.unsent + one.unsent,
            })
        })
    })
}

fn connect(address: SocketAddr) -> Option<BufReader<TcpStream>> {
    Some(BufReader::new(TcpStream::connect(address).ok()?))
}

/// Sends one text and waits for its answer; a refusal is counted and costs its sender a moment.
fn send(line: &mut BufReader<TcpStream>, ask: Ask<'_>, sender: u32, sent: &mut Sent) -> Option<()> {
    let request = ask(sender, NUMBER.fetch_add(1, Ordering::Relaxed));
    line.get_mut().write_all(request.as_bytes()).ok()?;
    if let Some(length) = head(line) {
        let mut body = vec![0; length];
        line.read_exact(&mut body).ok()?;
        sent.acknowledged += 1;
        return Some(());
    }
    sent.refused += 1;
    // What was refused has a body that nobody reads.
    let address = line.get_ref().peer_addr().ok()?;
    *line = connect(address)?;
    std::thread::sleep(Duration::from_millis(10));
    Some(())
}
