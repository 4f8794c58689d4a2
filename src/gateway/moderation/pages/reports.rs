//! The form with which a viewer reports a video; the watch page shows it as a dialog. It must not
//! tell what becomes of a report.

use super::{choice, reason_named};
use crate::contract::moderation::{Reason, ReportVideoRequest};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{Form, encoded};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{comes_back, page, refusal, see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::moderation::views::ReportPage;
use actix_web::web;

/// The reasons in the order in which they are offered.
const REASONS: [Reason; 6] = [
    Reason::Spam,
    Reason::Sexual,
    Reason::Violence,
    Reason::Hate,
    Reason::Copyright,
    Reason::Other,
];

fn form_of(front: &Front, req: &RequestContext, id: &str, refusal: Option<String>) -> ReportPage {
    ReportPage {
        frame: req.frame(front),
        key: front.key(),
        refusal,
        id: encoded(id),
        reasons: REASONS.map(|one| choice(req.language, one)).into(),
        note_chars_max: ReportVideoRequest::NOTE.max_chars,
    }
}

/// `GET /watch/{id}/report`
pub(in crate::gateway) async fn ask(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    shown(&form_of(&front, &req, &id, None))
}

/// `POST /watch/{id}/report`
pub(in crate::gateway) async fn send(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let asked = ReportVideoRequest {
        video_id: id.to_string(),
        reason: reason_named(form.text("reason"))?.into(),
        note: form.text("note").replace("\r\n", "\n"),
    };
    match front.clients().moderation.report_video(&req.cx(), asked).await {
        Ok(_) => {
            let back = format!("/watch/{}", encoded(&id));
            Ok(see_other_telling(&back, notices::moderation::REPORTED))
        },
        Err(error) => {
            let trouble = HttpError::from(error);
            if !comes_back(&trouble) {
                return Err(trouble);
            }
            page(trouble.status, &form_of(&front, &req, &id, refusal(&req, &trouble)))
        },
    }
}
