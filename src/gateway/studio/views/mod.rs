//! The studio and the way of a video, as they are shown. They must not ask a domain.

pub(in crate::gateway) mod progress;
mod studio;
pub(in crate::gateway) mod way;

pub(crate) use progress::{Cause, StageRow, StageState};
pub(crate) use studio::{StudioPage, StudioRow};
