//! What is said and done under videos, as JSON: threads, comments, favourites, follows, what
//! somebody is told. It must not show a reader what people wrote whom they have set aside.

pub(in crate::gateway) mod coins;
pub(in crate::gateway) mod comments;
pub(in crate::gateway) mod folders;
pub(in crate::gateway) mod follows;
pub(in crate::gateway) mod held;
pub(in crate::gateway) mod notifications;
pub(in crate::gateway) mod reports;
pub(in crate::gateway) mod said;
pub(in crate::gateway) mod threads;
pub(in crate::gateway) mod wishes;

use utoipa::OpenApi;

/// Where a list goes on; nothing on its last page.
fn next(cursor: String) -> Option<String> {
    Some(cursor).filter(|cursor| !cursor.is_empty())
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        threads::get, threads::change, threads::rate, coins::get, coins::claim, coins::give,
        coins::support, comments::list, comments::post,
        comments::get, comments::edit, comments::delete, comments::replies, comments::edits,
        comments::like,
        comments::pin, held::decide, held::list, reports::report, reports::list,
        reports::words, reports::save_words, folders::list, folders::create, folders::rename,
        folders::delete, folders::videos, folders::keep, follows::following, follows::follow,
        follows::list, follows::followers, follows::followed, follows::feed,
        notifications::list, notifications::unread, notifications::read, wishes::get,
        wishes::save, wishes::ask_leave, wishes::leave,
    ),
    tags((name = "community", description =
        "Comments, likes, favourites, coins, follows, notifications"))
)]
pub(in crate::gateway) struct Operations;
