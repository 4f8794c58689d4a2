//! What every process answers beside the services of its domains, by path; and the word under which
//! the front of the site calls. It must not answer anything.

use crate::kernel::rpc::TopologyRow;

pub(in crate::kernel) const HELLO: &str = "/shoal.kernel.v1.Node/Hello";
pub(in crate::kernel) const TAIL: &str = "/shoal.kernel.v1.Node/Tail";
pub(in crate::kernel) const STAT_BLOB: &str = "/shoal.kernel.v1.Node/StatBlob";
pub(in crate::kernel) const READ_BLOB: &str = "/shoal.kernel.v1.Node/ReadBlob";
pub(in crate::kernel) const LIST_CONSUMERS: &str = "/shoal.kernel.v1.Node/ListConsumers";
pub(in crate::kernel) const REPLAY_EVENTS: &str = "/shoal.kernel.v1.Node/ReplayEvents";

/// The word under which the front of the site calls; it may call every domain.
pub(crate) const GATEWAY: &str = "gateway";

/// Whether request and reply of a path are streams.
pub(in crate::kernel) fn streams(path: &str) -> Option<(bool, bool)> {
    match path {
        HELLO | STAT_BLOB | LIST_CONSUMERS | REPLAY_EVENTS => Some((false, false)),
        TAIL | READ_BLOB => Some((false, true)),
        _ => None,
    }
}

/// Whether `word` gets references to what `owner` has stored.
pub(in crate::kernel) fn reads(topology: &[TopologyRow], word: &str, owner: &str) -> bool {
    let row = topology.iter().find(|row| row.word == word);
    let knows = |row: &TopologyRow| row.calls.contains(&owner) || is_heard(row, owner);
    word == GATEWAY || word == owner || row.is_some_and(knows)
}

pub(in crate::kernel) fn is_heard(row: &TopologyRow, domain: &str) -> bool {
    row.hears.iter().any(|heard| heard.split('.').next() == Some(domain))
}
