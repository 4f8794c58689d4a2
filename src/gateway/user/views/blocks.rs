//! Whom somebody has blocked or muted, as they see it. It must not show the other side.

use crate::gateway::core::views::Frame;

/// `GET /account/blocks`
#[derive(askama::Template)]
#[template(path = "user/blocks.html")]
pub(crate) struct BlocksPage {
    pub(crate) frame: Frame,
    pub(crate) blocked: BlockedList,
    pub(crate) muted: BlockedList,
}

/// One of the two lists.
pub(crate) struct BlockedList {
    pub(crate) rows: Vec<BlockRow>,
    /// The address of the rest.
    pub(crate) more: Option<String>,
}

/// An account in such a list.
pub(crate) struct BlockRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) since_ms: i64,
}

/// What its reader has set against the account of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SetAside {
    pub(crate) id: String,
    pub(crate) has_blocked: bool,
    pub(crate) has_muted: bool,
}

#[cfg(test)]
impl BlocksPage {
    /// Two lists, one of which goes on.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let since_ms = crate::gateway::tests::NOW_MS - 9_000_000;
        let row = |id: &str, name: &str| BlockRow { id: id.into(), name: name.into(), since_ms };
        Self {
            frame: Frame::sample(language, "/account/blocks"),
            blocked: BlockedList {
                rows: vec![row("u2", "mei"), row("u3", "lin")],
                more: Some("/account/blocks?blocked=1-a".into()),
            },
            muted: BlockedList { rows: vec![row("u4", "kai")], more: None },
        }
    }

    /// Nobody.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        let none = || BlockedList { rows: Vec::new(), more: None };
        Self { blocked: none(), muted: none(), ..Self::sample(language) }
    }
}
