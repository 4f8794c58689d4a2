//! What the page of a video needs, so that people write below it. It must not know who looks.

use crate::contract::community::{PostCommentRequest, ReportCommentRequest, SaveFolderRequest};

/// What `community/comments.html` and `community/favourite.html` are made of.
pub(crate) struct Talk {
    pub(crate) chars_max: u32,
    pub(crate) folder_chars_max: u32,
    pub(crate) report_chars_max: u32,
}

impl Talk {
    pub(in crate::gateway) const fn new() -> Self {
        Self {
            chars_max: PostCommentRequest::TEXT.max_chars,
            folder_chars_max: SaveFolderRequest::NAME.max_chars,
            report_chars_max: ReportCommentRequest::NOTE.max_chars,
        }
    }
}
