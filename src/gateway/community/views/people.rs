//! Who follows an account, or whom it follows, each with the form that follows them. It must not
//! ask a domain.

use crate::gateway::core::views::Frame;

/// `GET /u/{name}/followers` and `/followed`
#[derive(askama::Template)]
#[template(path = "community/people.html")]
pub(crate) struct PeoplePage {
    pub(crate) frame: Frame,
    /// Whose list it is.
    pub(crate) name: String,
    /// Those who follow them; else those whom they follow.
    pub(crate) is_followers: bool,
    /// The address of the list.
    pub(crate) here: String,
    pub(crate) rows: Vec<PersonRow>,
    /// The address of the rest.
    pub(crate) more: Option<String>,
}

/// Somebody in the list.
pub(crate) struct PersonRow {
    pub(crate) name: String,
    pub(crate) avatar: String,
    /// By the reader.
    pub(crate) is_followed: bool,
    /// It is the reader.
    pub(crate) is_own: bool,
}

impl PeoplePage {
    /// What the list is called.
    pub(crate) fn title(&self) -> String {
        let words = self.frame.words.community;
        if self.is_followers {
            words.people_followers(self.name.clone())
        } else {
            words.people_followed(self.name.clone())
        }
    }

    pub(crate) fn empty(&self) -> &'static str {
        let words = self.frame.words.community;
        if self.is_followers { words.people_no_followers() } else { words.people_no_followed() }
    }
}

#[cfg(test)]
impl PeoplePage {
    /// One whom the reader follows, one whom they do not, and the reader.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let row = |name: &str, is_followed: bool, is_own: bool| PersonRow {
            name: name.into(),
            avatar: String::new(),
            is_followed,
            is_own,
        };
        Self {
            frame: Frame::sample(language, "/u/mira/followers"),
            name: "mira".into(),
            is_followers: true,
            here: "/u/mira/followers".into(),
            rows: vec![
                row("mei", true, false),
                row("小明", false, false),
                row("root", false, true),
            ],
            more: Some("/u/mira/followers?cursor=1-a".into()),
        }
    }

    /// A visitor, and nobody in the list.
    pub(crate) fn sample_empty(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample_visitor(language, "/u/mira/followed");
        let (rows, is_followers) = (Vec::new(), false);
        Self { frame, rows, is_followers, more: None, ..Self::sample(language) }
    }
}
