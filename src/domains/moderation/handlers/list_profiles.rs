//! ListProfiles: the profiles that wait for a person, the oldest first. It must not give them to
//! anybody else.

use crate::contract::moderation::{ListProfilesRequest, ListProfilesResponse, Owner};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::page::{cut_page, decide_page};

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ListProfilesRequest,
) -> Reply<ListProfilesResponse> {
    cx.caller.authorize_moderator()?;
    let span = decide_page(request.page.as_ref())?;
    let asked = span.clone();
    let read = move |view: &View<'_, Owner>| {
        Ok((store::waiting_profiles(view, &asked)?, store::count_waiting_profiles(view)?))
    };
    let (profiles, waiting) = service.domain.db.read(read).await?;
    let (profiles, next_cursor) =
        cut_page(profiles, &span, |one| (model::make_profile_rank(one), one.user_id.as_str()));
    let profiles = profiles.into_iter().map(model::show_judged_profile).collect();
    Ok(ListProfilesResponse { profiles, next_cursor, waiting })
}
