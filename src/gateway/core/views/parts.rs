//! Parts that stand in the middle of a line of any page. What has room for more inside is a macro
//! of `templates/parts/ui.html`. A part must not hold a sentence.

use super::{Frame, format};
use askama::Template;
use askama::filters::HtmlSafe;

/// Where a picture has room.
const LARGE: &str = "face face-large";

/// One symbol of the icon sheet.
#[derive(Template)]
#[template(path = "parts/icon.html")]
pub(crate) struct Icon {
    address: String,
    class: &'static str,
}

/// The circle that stands for a person: their picture, or their letters.
#[derive(Template)]
#[template(path = "parts/avatar.html")]
pub(crate) struct Avatar {
    /// The address of the picture; empty without one.
    picture: String,
    letters: String,
    tint: u32,
    class: &'static str,
}

/// What every form that changes something carries.
#[derive(Template)]
#[template(path = "parts/tokens.html")]
pub(crate) struct Tokens {
    csrf: String,
    key: String,
}

// Their templates escape what they are given.
impl HtmlSafe for Icon {}
impl HtmlSafe for Avatar {}
impl HtmlSafe for Tokens {}

impl Frame {
    /// An icon in a line of text or a button.
    pub(crate) fn icon(&self, name: &str) -> Icon {
        self.art(name, "icon")
    }

    /// A symbol of the sheet in another size: `class` says which.
    pub(crate) fn art(&self, name: &str, class: &'static str) -> Icon {
        Icon { address: format!("{}#{name}", self.url("/static/shared/icons.svg")), class }
    }

    /// `picture` names it, as the card of the account does; empty for letters.
    pub(crate) fn avatar(&self, name: &str, picture: &str) -> Avatar {
        avatar(name, picture, "face")
    }

    pub(crate) fn avatar_large(&self, name: &str, picture: &str) -> Avatar {
        avatar(name, picture, LARGE)
    }

    pub(crate) fn avatar_small(&self, name: &str, picture: &str) -> Avatar {
        avatar(name, picture, "face face-small")
    }

    /// How each of them looks with the picture at an address, for the gallery.
    pub(crate) fn avatar_at(&self, picture: String, class: &'static str) -> Avatar {
        Avatar { picture, letters: String::new(), tint: 0, class }
    }

    /// Where a picture is had.
    pub(crate) fn avatar_address(picture: &str, is_large: bool) -> String {
        let edge = if is_large { "256" } else { "96" };
        format!("/avatars/{}/{edge}.jpg", format::query(picture))
    }

    /// The hidden fields of a form; `key` makes a repeat of it harmless.
    pub(crate) fn tokens(&self, key: &str) -> Tokens {
        Tokens { csrf: self.csrf.clone(), key: key.to_owned() }
    }
}

fn avatar(name: &str, picture: &str, class: &'static str) -> Avatar {
    let address = || Frame::avatar_address(picture, class == LARGE);
    let picture = if picture.is_empty() { String::new() } else { address() };
    Avatar { picture, letters: format::initials(name), tint: format::tint(name), class }
}
