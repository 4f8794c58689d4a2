//! What pages need to show of `community`. It must not decide who may read or write.

mod favourites;
mod feed;
mod following;
mod held;
mod leave;
mod people;
mod talk;
mod told;

pub(crate) use favourites::{FavouritesPage, FolderPage, FolderRow, KeptRow};
pub(crate) use feed::FeedPage;
pub(crate) use following::Following;
pub(crate) use held::{CommentReportRow, HeldCommentRow, HeldCommentsPage, ReportedCommentRow};
pub(crate) use leave::LeaveMailPage;
pub(crate) use people::{PeoplePage, PersonRow};
pub(crate) use talk::Talk;
pub(crate) use told::{Staff, ToldPage, ToldRow, WishRow};
