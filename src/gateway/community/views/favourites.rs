//! Folders of favourites, and the videos in one. A video that is not shown to its reader any more
//! leaves a place, which they may take away.

use crate::contract::community::SaveFolderRequest;
use crate::gateway::core::views::Frame;
use crate::gateway::video::views::VideoCard;

/// `GET /favourites`
#[derive(askama::Template)]
#[template(path = "community/favourites.html")]
pub(crate) struct FavouritesPage {
    pub(crate) frame: Frame,
    /// Of the form that makes a folder.
    pub(crate) key: String,
    pub(crate) refusal: Option<String>,
    /// What was typed for a new folder.
    pub(crate) typed: String,
    pub(crate) rows: Vec<FolderRow>,
}

/// One folder.
pub(crate) struct FolderRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) videos: u64,
}

impl FavouritesPage {
    pub(crate) fn name_chars_max(&self) -> u32 {
        SaveFolderRequest::NAME.max_chars
    }
}

/// `GET /favourites/{folder_id}`
#[derive(askama::Template)]
#[template(path = "community/folder.html")]
pub(crate) struct FolderPage {
    pub(crate) frame: Frame,
    /// Of the form that names it anew.
    pub(crate) key: String,
    pub(crate) refusal: Option<String>,
    pub(crate) folder: FolderRow,
    /// What stands in the field of its name.
    pub(crate) typed: String,
    /// The last put in first.
    pub(crate) rows: Vec<KeptRow>,
    pub(crate) more: Option<String>,
}

/// A video in a folder.
pub(crate) struct KeptRow {
    pub(crate) id: String,
    /// None where it is not shown to its reader any more.
    pub(crate) card: Option<VideoCard>,
}

impl FolderPage {
    pub(crate) fn name_chars_max(&self) -> u32 {
        SaveFolderRequest::NAME.max_chars
    }

    /// "Remove “Title” from this folder"
    pub(crate) fn remove_name(&self, row: &KeptRow) -> String {
        let words = self.frame.words.community;
        match &row.card {
            Some(card) => words.folder_remove_named(card.title.clone()),
            None => words.folder_remove().to_owned(),
        }
    }
}

#[cfg(test)]
impl FavouritesPage {
    /// Two folders, and a name that was refused.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let row =
            |id: &str, name: &str, videos| FolderRow { id: id.into(), name: name.into(), videos };
        Self {
            frame: Frame::sample(language, "/favourites"),
            key: "key-folder".into(),
            refusal: Some("Give it a name.".into()),
            typed: "x".into(),
            rows: vec![row("f1", "默认收藏夹", 1), row("f2", "<b>Fish</b>", 1_234)],
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { refusal: None, rows: Vec::new(), ..Self::sample(language) }
    }
}

#[cfg(test)]
impl FolderPage {
    /// One video is gone.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let row = |(at, card): (usize, VideoCard)| KeptRow {
            id: format!("v{at}"),
            card: Some(card).filter(|_| at != 2),
        };
        Self {
            frame: Frame::sample(language, "/favourites/f2"),
            key: "key-folder".into(),
            refusal: None,
            folder: FolderRow { id: "f2".into(), name: "<b>Fish</b>".into(), videos: 12 },
            typed: "<b>Fish</b>".into(),
            rows: VideoCard::samples().into_iter().enumerate().map(row).collect(),
            more: Some("/favourites/f2?cursor=1-a".into()),
        }
    }

    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        Self { rows: Vec::new(), more: None, ..Self::sample(language) }
    }
}
