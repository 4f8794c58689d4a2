//! The upload page.

use super::{TAGS_CHARS_MAX, shown};
use crate::contract::video::VideoCard;
use crate::gateway::front::Desk;
use crate::gateway::trouble::Answer;
use crate::gateway::views::UploadPage;
use crate::gateway::visit::Visit;

/// `GET /upload`
pub(in crate::gateway) async fn upload(desk: Desk, visit: Visit) -> Answer {
    shown(&UploadPage {
        frame: visit.frame(&desk),
        upload_bytes_max: desk.settings().upload_bytes_max,
        title_chars_max: VideoCard::TITLE.max_chars,
        description_chars_max: VideoCard::DESCRIPTION.max_chars,
        tags_chars_max: TAGS_CHARS_MAX,
    })
}
