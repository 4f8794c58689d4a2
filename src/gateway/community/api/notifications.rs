//! What the caller is told, as JSON. It must not mark anything as read that the caller does not
//! name.

use super::next;
use super::said::CommunityUserJson;
use super::wishes::NotificationKindJson;
use crate::contract::community::{
    CountUnreadRequest, ListNotificationsRequest, Notification, ReadNotificationsRequest,
};
use crate::gateway::community::calls::people;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::People;
use actix_web::HttpRequest;
use utoipa::ToSchema;

/// Something that you are told.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct NotificationJson {
    notification_id: String,
    kind: NotificationKindJson,
    /// Who has caused it; absent where nobody did, or where that account is erased.
    actor: Option<CommunityUserJson>,
    video_id: Option<String>,
    comment_id: Option<String>,
    /// The beginning of a comment, or what a moderator wrote. May be empty.
    text: String,
    made_at_ms: i64,
    is_read: bool,
    /// Of a review or an appeal: the video may be shown.
    has_passed: bool,
}

impl NotificationJson {
    /// Nothing for a kind that has no name here yet.
    fn of(one: Notification, people: &People) -> Option<Self> {
        Some(Self {
            kind: NotificationKindJson::of(one.kind())?,
            notification_id: one.notification_id,
            actor: CommunityUserJson::of(one.actor_id, people),
            video_id: Some(one.video_id).filter(|id| !id.is_empty()),
            comment_id: Some(one.comment_id).filter(|id| !id.is_empty()),
            text: one.text,
            made_at_ms: one.made_at_ms,
            is_read: one.is_read,
            has_passed: one.has_passed,
        })
    }
}

/// What you are told, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct NotificationsJson {
    notifications: Vec<NotificationJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// How much of it you have not read.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct UnreadJson {
    /// At most 100.
    unread: u64,
}

/// What you have read.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ReadJson {
    /// None stands for all.
    ids: Vec<String>,
}

/// `GET /api/v1/notifications`
#[utoipa::path(
    get, path = "/api/v1/notifications", tag = "community",
    operation_id = "listNotifications",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "What you are told, newest first", body = NotificationsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListNotificationsRequest { page: Some(page_of(&request)?) };
    let told = front.clients().community.list_notifications(&req.cx(), asked).await?;
    let actors = told.notifications.iter().map(|one| one.actor_id.clone()).collect();
    let people = people(&front, &req, actors).await;
    let all = told.notifications.into_iter();
    let notifications = all.filter_map(|one| NotificationJson::of(one, &people)).collect();
    Ok(fresh(&NotificationsJson { notifications, next_cursor: next(told.next_cursor) }))
}

/// `GET /api/v1/notifications/unread`
#[utoipa::path(
    get, path = "/api/v1/notifications/unread", tag = "community",
    operation_id = "countUnread",
    responses((status = 200, description = "How much you have not read", body = UnreadJson))
)]
pub(in crate::gateway) async fn unread(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().community.count_unread(&req.cx(), CountUnreadRequest {}).await?;
    Ok(fresh(&UnreadJson { unread: told.unread_count }))
}

/// `POST /api/v1/notifications/read`
#[utoipa::path(
    post, path = "/api/v1/notifications/read", tag = "community",
    operation_id = "readNotifications", request_body = ReadJson,
    responses(
        (status = 200, description = "How much you have not read yet", body = UnreadJson),
        (status = 422, description = "They are too many", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn read(
    front: FrontData,
    req: RequestContext,
    read: Json<ReadJson>,
) -> Answer {
    let asked = ReadNotificationsRequest { notification_ids: read.0.ids };
    let told = front.clients().community.read_notifications(&req.cx(), asked).await?;
    Ok(fresh(&UnreadJson { unread: told.unread_count }))
}
