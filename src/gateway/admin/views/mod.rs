//! The pages of administrators, as they are shown. They must not measure or judge anything.

mod domains;
mod events;
mod gallery;
mod graph;
mod settings;

pub(crate) use domains::{DomainRow, DomainsPage, Figures};
pub(crate) use events::{EventsPage, Listener, ParkedRow, ReadingRow};
pub(crate) use gallery::GalleryPage;
pub(crate) use graph::{Bond, Drawing, Edge, Flow as GrowsTo, draw};
pub(crate) use settings::{
    AdminPage, ChangeRow, Control, Field, MailTile, SectionView, SettingRow, SettingsFormPage,
    SettingsHistoryPage, SettingsPage, SettingsPreviewPage, SettingsVersionPage, SourceView,
    VersionRow,
};
