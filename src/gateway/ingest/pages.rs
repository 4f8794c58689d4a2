//! The upload page.

use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;
use crate::gateway::ingest::calls::{limits, usage};
use crate::gateway::ingest::views::UploadPage;
use crate::gateway::video::calls::{DESCRIPTION, TAGS_CHARS_MAX, TITLE};

/// `GET /upload`
pub(in crate::gateway) async fn upload(front: FrontData, req: RequestContext) -> Answer {
    let upload_bytes_max = limits(&front, &req).await?.upload_bytes_max;
    shown(&UploadPage {
        frame: req.frame(&front),
        upload_bytes_max,
        usage: usage(&front, &req).await,
        title_chars_max: TITLE.max_chars,
        description_chars_max: DESCRIPTION.max_chars,
        tags_chars_max: TAGS_CHARS_MAX,
    })
}
