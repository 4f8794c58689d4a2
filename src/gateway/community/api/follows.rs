//! Who follows whom, and the videos of those whom the caller follows, as JSON.

use super::next;
use super::said::CommunityUserJson;
use crate::contract::community::{
    FollowUserRequest, GetFollowingRequest, ListFeedRequest, ListFollowsRequest,
};
use crate::gateway::community::calls::{follows, people};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, web};
use utoipa::ToSchema;

/// How many follow an account, and how many it follows.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FollowingJson {
    followers: u64,
    followed: u64,
    /// By you.
    is_followed: bool,
}

/// Whether you follow an account.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct FollowJson {
    is_followed: bool,
}

/// How many follow an account.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FollowersJson {
    followers: u64,
}

/// Accounts, the last one first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FollowsJson {
    /// Without those whom you have blocked or muted.
    users: Vec<CommunityUserJson>,
    /// Those among them whom you follow, by their ids.
    followed_ids: Vec<String>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// Videos, the newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FeedJson {
    video_ids: Vec<String>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// Which of the two.
#[derive(Clone, Copy, Default, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::gateway) enum FollowSideJson {
    /// Those who follow you.
    Followers,
    /// Those whom you follow.
    #[default]
    Followed,
}

#[derive(serde::Deserialize)]
struct SideQuery {
    #[serde(default)]
    who: FollowSideJson,
}

/// `GET /api/v1/users/{id}/following`
#[utoipa::path(
    get, path = "/api/v1/users/{id}/following", tag = "community",
    operation_id = "getFollowing",
    params(("id" = String, Path, description = "The account, by its id")),
    responses(
        (status = 200, description = "How many follow it, and whether you do",
            body = FollowingJson),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn following(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let asked = GetFollowingRequest { user_id: id.into_inner() };
    let told = front.clients().community.get_following(&req.cx(), asked).await?;
    Ok(fresh(&FollowingJson {
        followers: told.follower_count,
        followed: told.followed_count,
        is_followed: told.is_followed,
    }))
}

/// `PUT /api/v1/users/{id}/following`
#[utoipa::path(
    put, path = "/api/v1/users/{id}/following", tag = "community",
    operation_id = "followUser", request_body = FollowJson,
    params(("id" = String, Path, description = "The account, by its id")),
    responses(
        (status = 200, description = "How many follow it now", body = FollowersJson),
        (status = 403, description = "It has blocked you", body = ErrorJson),
        (status = 404, description = "No such account", body = ErrorJson),
        (status = 422, description = "It is your own", body = ErrorJson),
        (status = 429, description = "You follow as many as you can", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn follow(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    new: Json<FollowJson>,
) -> Answer {
    let asked = FollowUserRequest { user_id: id.into_inner(), is_followed: new.0.is_followed };
    let told = front.clients().community.follow_user(&req.cx(), asked).await?;
    Ok(fresh(&FollowersJson { followers: told.follower_count }))
}

/// `GET /api/v1/follows`
#[utoipa::path(
    get, path = "/api/v1/follows", tag = "community",
    operation_id = "listFollows",
    params(
        ("who" = inline(Option<FollowSideJson>), Query, description =
            "Those who follow you, or those whom you follow"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "The accounts, the last one first", body = FollowsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let SideQuery { who } = asked(&request)?;
    listed(&front, &req, &request, (String::new(), who)).await
}

async fn listed(
    front: &Front,
    req: &RequestContext,
    request: &HttpRequest,
    (user_id, who): (String, FollowSideJson),
) -> Answer {
    let is_followers = matches!(who, FollowSideJson::Followers);
    let asked = ListFollowsRequest { is_followers, page: Some(page_of(request)?), user_id };
    let told = follows(front, req, asked).await?;
    let known = people(front, req, told.user_ids.clone()).await;
    let users = told.user_ids.into_iter().filter_map(|id| CommunityUserJson::of(id, &known));
    let (users, next_cursor) = (users.collect(), next(told.next_cursor));
    Ok(fresh(&FollowsJson { users, followed_ids: told.followed_ids, next_cursor }))
}

/// `GET /api/v1/users/{id}/followers`
#[utoipa::path(
    get, path = "/api/v1/users/{id}/followers", tag = "community",
    operation_id = "listFollowers",
    params(
        ("id" = String, Path, description = "The account, by its id"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Who follows it, the last one first", body = FollowsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn followers(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    listed(&front, &req, &request, (id.into_inner(), FollowSideJson::Followers)).await
}

/// `GET /api/v1/users/{id}/followed`
#[utoipa::path(
    get, path = "/api/v1/users/{id}/followed", tag = "community",
    operation_id = "listFollowed",
    params(
        ("id" = String, Path, description = "The account, by its id"),
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Whom it follows, the last one first", body = FollowsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn followed(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    listed(&front, &req, &request, (id.into_inner(), FollowSideJson::Followed)).await
}

/// `GET /api/v1/feed`
#[utoipa::path(
    get, path = "/api/v1/feed", tag = "community",
    operation_id = "getFeed",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "The videos of those whom you follow, newest first",
            body = FeedJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn feed(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListFeedRequest { page: Some(page_of(&request)?) };
    let told = front.clients().community.list_feed(&req.cx(), asked).await?;
    Ok(fresh(&FeedJson { video_ids: told.video_ids, next_cursor: next(told.next_cursor) }))
}
