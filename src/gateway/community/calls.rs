//! What is asked of other domains for community, and of community for other pages: the people whom
//! lists name, whom a reader has set aside, who follows an account. It must not hold an address.

use super::views::Following;
use crate::contract::community::{
    Comment, GetFollowingRequest, ListFollowsRequest, ListFollowsResponse,
};
use crate::gateway::core::error::HttpError;
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::{self as user, People};

/// As many accounts as `user` tells of at once.
const PEOPLE_MAX: usize = 100;

/// The names and pictures of accounts, however many a list names; an empty id stands for nobody.
pub(in crate::gateway) async fn people(
    front: &Front,
    req: &RequestContext,
    mut ids: Vec<String>,
) -> People {
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    ids.dedup();
    let mut all = People::default();
    for some in ids.chunks(PEOPLE_MAX) {
        let told = user::people(front, req, some.to_vec()).await;
        all.names.extend(told.names);
        all.avatars.extend(told.avatars);
    }
    all
}

/// Those of a list whose authors its reader has neither blocked nor muted.
pub(in crate::gateway) async fn wanted(
    front: &Front,
    req: &RequestContext,
    mut comments: Vec<Comment>,
) -> Vec<Comment> {
    let authors = comments.iter().map(|one| one.author_id.clone());
    let authors = authors.filter(|id| !id.is_empty()).collect();
    let aside = user::set_aside(front, req, authors).await;
    comments.retain(|one| !aside.iter().any(|other| other.id == one.author_id));
    comments
}

/// Whom an account follows, or who follows it, without those whom the reader has set aside; of
/// their own they see all.
pub(in crate::gateway) async fn follows(
    front: &Front,
    req: &RequestContext,
    asked: ListFollowsRequest,
) -> Result<ListFollowsResponse, HttpError> {
    let is_own = asked.user_id.is_empty();
    let mut told = front.clients().community.list_follows(&req.cx(), asked).await?;
    if !is_own {
        let aside = user::set_aside(front, req, told.user_ids.clone()).await;
        told.user_ids.retain(|id| !aside.iter().any(|other| other.id == *id));
        told.followed_ids.retain(|id| told.user_ids.contains(id));
    }
    Ok(told)
}

/// Those who wrote comments, and those whom they answer and name.
pub(in crate::gateway) async fn authors(
    front: &Front,
    req: &RequestContext,
    comments: &[Comment],
) -> People {
    let written = comments.iter().flat_map(|one| [&one.author_id, &one.reply_to_user_id]);
    let named = comments.iter().flat_map(|one| &one.mentioned_ids);
    people(front, req, written.chain(named).cloned().collect()).await
}

/// How many follow an account; a page that shows it goes on without.
pub(in crate::gateway) async fn following(
    front: &Front,
    req: &RequestContext,
    user_id: &str,
) -> Option<Following> {
    let request = GetFollowingRequest { user_id: user_id.to_owned() };
    let told = front.clients().community.get_following(&req.cx(), request).await.ok()?;
    Some(Following {
        followers: told.follower_count,
        followed: told.followed_count,
        is_followed: told.is_followed,
    })
}
