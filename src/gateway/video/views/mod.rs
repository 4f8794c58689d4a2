//! A video in a list, and the form that changes one, as they are shown. They must not ask a domain.

mod card;
mod edit;

pub(crate) use card::{Privacy, VideoCard, VideoState};
pub(crate) use edit::EditPage;
