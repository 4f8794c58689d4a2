//! What the pages show: one plain struct per page, filled by `gateway/pages`, rendered by askama.
//! A view formats what it is given. It must not ask a domain, decide who may see what, or parse a
//! request.

mod account;
mod domains;
mod edit;
mod error;
mod events;
mod format;
mod frame;
mod graph;
mod home;
mod progress;
mod settings;
mod sign_in;
mod studio;
#[cfg(test)]
mod tests;
mod units;
mod upload;
mod video;
mod watch;

pub(crate) use account::{AccountPage, NewToken, TokenRow};
pub(crate) use domains::{DomainRow, DomainsPage, Figures};
pub(crate) use edit::EditPage;
pub(crate) use error::{BusyPage, ErrorPage, NotFoundPage};
pub(crate) use events::{EventsPage, Listener, ParkedRow, ReadingRow};
pub(crate) use format::{moment_iso, per_s, short_time};
pub(crate) use frame::{Frame, Notice, Theme, ViewerCard};
pub(crate) use graph::{Bond, Drawing, Edge, Flow as GrowsTo, draw};
pub(crate) use home::HomePage;
pub(crate) use progress::{Cause, Stage, StageRow, StageState};
pub(crate) use settings::{
    AdminPage, ChangeRow, Control, Field, SectionView, SettingRow, SettingsFormPage,
    SettingsHistoryPage, SettingsPage, SettingsPreviewPage, SettingsVersionPage, SourceView,
    VersionRow,
};
pub(crate) use sign_in::{SetupPage, SignInPage, SignUpPage};
pub(crate) use studio::{StudioPage, StudioRow};
pub(crate) use units::{spoken, unit_word};
pub(crate) use upload::UploadPage;
pub(crate) use video::{Privacy, VideoCard, VideoState};
pub(crate) use watch::WatchPage;
