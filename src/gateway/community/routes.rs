//! What the world reaches of `community`: threads of videos, favourites, follows, what somebody is
//! told.

use super::api::{
    coins, comments, folders, follows, held, notifications, reports, threads, wishes,
};
use super::pages;
use crate::gateway::core::routes::Access::{Anyone, Member};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

const DELETION: &str = "/favourites/{folder_id}/delete";
const REMOVAL: &str = "/favourites/{folder_id}/videos/{id}/remove";
const LEAVE: &str = "/notifications/leave/{token}";
const LEAVE_API: &str = "/api/v1/notifications/leave/{token}";
const THREAD: &str = "/api/v1/videos/{id}/thread";
const COMMENTS: &str = "/api/v1/videos/{id}/comments";
const COMMENT: &str = "/api/v1/videos/{id}/comments/{comment_id}";
const REPLIES: &str = "/api/v1/videos/{id}/comments/{comment_id}/replies";
const EDITS: &str = "/api/v1/videos/{id}/comments/{comment_id}/edits";
const LIKE: &str = "/api/v1/videos/{id}/comments/{comment_id}/like";
const PIN: &str = "/api/v1/videos/{id}/comments/{comment_id}/pin";
const DECISION: &str = "/api/v1/videos/{id}/comments/{comment_id}/decision";
const REPORTS: &str = "/api/v1/videos/{id}/comments/{comment_id}/reports";
const WORDS: &str = "/api/v1/comments/blocked-words";
const FOLDER: &str = "/api/v1/folders/{folder_id}";
const FOLLOWING: &str = "/api/v1/users/{id}/following";
const WISHES: &str = "/api/v1/notifications/wishes";

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/feed", || to(pages::feed::feed)),
    row(Page, Member, "POST", "/u/{name}/follow", || to(pages::follow::follow)),
    row(Page, Anyone, "GET", "/u/{name}/followers", || to(pages::follow::followers)),
    row(Page, Anyone, "GET", "/u/{name}/followed", || to(pages::follow::followed)),
    row(Page, Member, "GET", "/favourites", || to(pages::favourites::favourites)),
    row(Page, Member, "POST", "/favourites", || to(pages::favourites::create)),
    row(Page, Member, "GET", "/favourites/{folder_id}", || to(pages::favourites::folder)),
    row(Page, Member, "POST", "/favourites/{folder_id}/rename", || to(pages::favourites::rename)),
    row(Page, Member, "GET", DELETION, || to(pages::favourites::ask_delete)),
    row(Page, Member, "POST", DELETION, || to(pages::favourites::delete)),
    row(Page, Member, "POST", REMOVAL, || to(pages::favourites::remove)),
    row(Page, Member, "GET", "/notifications", || to(pages::notifications::notifications)),
    row(Page, Member, "POST", "/notifications/read", || to(pages::notifications::read)),
    row(Page, Member, "POST", "/notifications/wishes", || to(pages::notifications::save_wishes)),
    row(Page, Anyone, "GET", LEAVE, || to(pages::notifications::ask_leave)),
    row(Page, Anyone, "POST", LEAVE, || to(pages::notifications::leave)),
    row(Page, Member, "GET", "/comments/held", || to(pages::held::held)),
    row(Page, Member, "POST", "/comments/held/words", || to(pages::held::save_words)),
    row(Page, Member, "POST", "/comments/held/{id}/{comment_id}", || to(pages::held::decide)),
    row(Api, Anyone, "GET", THREAD, || to(threads::get)),
    row(Api, Member, "PATCH", THREAD, || to(threads::change)),
    row(Api, Member, "PUT", "/api/v1/videos/{id}/rating", || to(threads::rate)),
    row(Api, Member, "GET", "/api/v1/coins", || to(coins::get)),
    row(Api, Member, "POST", "/api/v1/coins", || to(coins::claim)),
    row(Api, Member, "PUT", "/api/v1/videos/{id}/coins", || to(coins::give)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/support", || to(coins::support)),
    row(Api, Anyone, "GET", COMMENTS, || to(comments::list)),
    row(Api, Member, "POST", COMMENTS, || to(comments::post)),
    row(Api, Anyone, "GET", COMMENT, || to(comments::get)),
    row(Api, Member, "PATCH", COMMENT, || to(comments::edit)),
    row(Api, Member, "DELETE", COMMENT, || to(comments::delete)),
    row(Api, Anyone, "GET", REPLIES, || to(comments::replies)),
    row(Api, Anyone, "GET", EDITS, || to(comments::edits)),
    row(Api, Member, "PUT", LIKE, || to(comments::like)),
    row(Api, Member, "PUT", PIN, || to(comments::pin)),
    row(Api, Member, "POST", DECISION, || to(held::decide)),
    row(Api, Member, "GET", "/api/v1/comments/held", || to(held::list)),
    row(Api, Member, "POST", REPORTS, || to(reports::report)),
    row(Api, Member, "GET", "/api/v1/comments/reported", || to(reports::list)),
    row(Api, Member, "GET", WORDS, || to(reports::words)),
    row(Api, Member, "PUT", WORDS, || to(reports::save_words)),
    row(Api, Member, "GET", "/api/v1/folders", || to(folders::list)),
    row(Api, Member, "POST", "/api/v1/folders", || to(folders::create)),
    row(Api, Member, "PATCH", FOLDER, || to(folders::rename)),
    row(Api, Member, "DELETE", FOLDER, || to(folders::delete)),
    row(Api, Member, "GET", "/api/v1/folders/{folder_id}/videos", || to(folders::videos)),
    row(Api, Member, "PUT", "/api/v1/videos/{id}/folders", || to(folders::keep)),
    row(Api, Anyone, "GET", FOLLOWING, || to(follows::following)),
    row(Api, Member, "PUT", FOLLOWING, || to(follows::follow)),
    row(Api, Anyone, "GET", "/api/v1/users/{id}/followers", || to(follows::followers)),
    row(Api, Anyone, "GET", "/api/v1/users/{id}/followed", || to(follows::followed)),
    row(Api, Member, "GET", "/api/v1/follows", || to(follows::list)),
    row(Api, Member, "GET", "/api/v1/feed", || to(follows::feed)),
    row(Api, Member, "GET", "/api/v1/notifications", || to(notifications::list)),
    row(Api, Member, "GET", "/api/v1/notifications/unread", || to(notifications::unread)),
    row(Api, Member, "POST", "/api/v1/notifications/read", || to(notifications::read)),
    row(Api, Anyone, "GET", LEAVE_API, || to(wishes::ask_leave)),
    row(Api, Anyone, "POST", LEAVE_API, || to(wishes::leave)),
    row(Api, Member, "GET", WISHES, || to(wishes::get)),
    row(Api, Member, "PUT", WISHES, || to(wishes::save)),
];
