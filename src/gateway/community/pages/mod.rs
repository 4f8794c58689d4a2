//! The pages of community: the feed, favourites, what somebody is told, what waits for them, and
//! the form that follows an account. They must not show what belongs to anybody but their reader.

pub(in crate::gateway) mod favourites;
pub(in crate::gateway) mod feed;
pub(in crate::gateway) mod follow;
pub(in crate::gateway) mod held;
pub(in crate::gateway) mod notifications;

use crate::gateway::core::form::encoded;

/// The address of the rest of a list; nothing on its last page.
fn more(here: &str, cursor: &str) -> Option<String> {
    (!cursor.is_empty()).then(|| format!("{here}?cursor={}", encoded(cursor)))
}
