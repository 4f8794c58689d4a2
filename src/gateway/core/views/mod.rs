//! What surrounds every page, and how numbers and times are written. A view formats what it is
//! given. It must not ask a domain, decide who may see what, or parse a request.

mod chart;
mod error;
pub(in crate::gateway) mod format;
mod frame;
mod parts;
mod prose;
mod units;

pub(crate) use chart::Chart;
pub(crate) use error::{BusyPage, ErrorPage, NotFoundPage};
pub(crate) use format::{moment_iso, per_s, short_time};
pub(crate) use frame::{Frame, SiteView, Theme, ViewerCard};
pub(crate) use prose::{Piece, pieces};
pub(crate) use units::{spoken, unit_word};
