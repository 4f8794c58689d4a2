//! Who follows an account, as its page shows it. It must not ask a domain.

use crate::gateway::core::views::format;
use crate::gateway::core::words::Words;

/// How many follow an account, and whether its reader does.
pub(crate) struct Following {
    pub(crate) followers: u64,
    pub(crate) followed: u64,
    pub(crate) is_followed: bool,
}

impl Following {
    /// "1,234 followers"
    pub(crate) fn followers(&self, words: &'static Words) -> String {
        words.community.profile_followers(self.followers, format::grouped(self.followers))
    }

    /// "5 following"
    pub(crate) fn followed(&self, words: &'static Words) -> String {
        words.community.profile_followed(format::grouped(self.followed))
    }
}
