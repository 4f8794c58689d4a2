//! The pages of administrators. Whoever comes here is one: the routes let nobody else in, and the
//! kernel asks again.

use crate::gateway::admin::views::{AdminPage, MailTile};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls as user;

pub(in crate::gateway) mod domains;
pub(in crate::gateway) mod events;
pub(in crate::gateway) mod gallery;
pub(in crate::gateway) mod history;
pub(in crate::gateway) mod settings;

/// `GET /admin`
pub(in crate::gateway) async fn home(front: FrontData, req: RequestContext) -> Answer {
    let mail = user::mail_state(&front, &req).await.map(|told| MailTile {
        is_sent: told.is_sent,
        waiting: told.waiting,
        given_up: told.given_up,
        oldest_ms: told.oldest_ms,
        last_fault: told.last_fault,
    });
    let kept = front.config().history();
    shown(&AdminPage {
        frame: req.frame(&front),
        version: front.config().version(),
        last: kept.versions.last().map(|version| history::row(version, kept.newest())),
        mail,
    })
}
