//! The gallery: every component of the site in each of its states, for whoever builds pages. It
//! must not ask a domain; what it shows is made up.

use crate::gateway::admin::views::GalleryPage;
use crate::gateway::core::assets;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;

/// `GET /admin/gallery`
pub(in crate::gateway) async fn page(front: FrontData, req: RequestContext) -> Answer {
    shown(&GalleryPage::new(req.frame(&front), assets::icons()))
}
