//! The upload page.

use crate::gateway::core::front::Desk;
use crate::gateway::core::pages::shown;
use crate::gateway::core::trouble::Answer;
use crate::gateway::core::visit::Visit;
use crate::gateway::ingest::views::UploadPage;
use crate::gateway::video::calls::{DESCRIPTION, TAGS_CHARS_MAX, TITLE};

/// `GET /upload`
pub(in crate::gateway) async fn upload(desk: Desk, visit: Visit) -> Answer {
    shown(&UploadPage {
        frame: visit.frame(&desk),
        upload_bytes_max: desk.settings().upload_bytes_max,
        title_chars_max: TITLE.max_chars,
        description_chars_max: DESCRIPTION.max_chars,
        tags_chars_max: TAGS_CHARS_MAX,
    })
}
