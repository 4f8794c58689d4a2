//! The pages of administrators. Whoever comes here is one: the routes let nobody else in, and the
//! kernel asks again.

use crate::gateway::admin::views::AdminPage;
use crate::gateway::core::front::Desk;
use crate::gateway::core::pages::shown;
use crate::gateway::core::trouble::Answer;
use crate::gateway::core::visit::Visit;

pub(in crate::gateway) mod domains;
pub(in crate::gateway) mod events;
pub(in crate::gateway) mod history;
pub(in crate::gateway) mod settings;

/// `GET /admin`
pub(in crate::gateway) async fn home(desk: Desk, visit: Visit) -> Answer {
    let kept = desk.config().history();
    shown(&AdminPage {
        frame: visit.frame(&desk),
        version: desk.config().version(),
        last: kept.versions.last().map(|version| history::row(version, kept.newest())),
    })
}
