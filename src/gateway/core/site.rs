//! How the site presents itself: name, colour, mark, texts of the owner, and the style sheet that
//! comes of the colour. It must not let a colour through that cannot be read.

use super::assets;
use super::error::{Answer, HttpError};
use super::front::FrontData;
use super::views::SiteView;
use crate::kernel::settings::{LongText, Reason, section};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What `data:` may say a picture is; SVG may carry scripts.
const PICTURES: [&str; 4] = ["image/png", "image/webp", "image/jpeg", "image/avif"];
const LOGO_CHARS_MAX: usize = 24 << 10;
/// The grounds of both themes, as `tokens.css` has them.
const LIGHT: Colour = Colour([0xff, 0xff, 0xff]);
const DARK: Colour = Colour([0x0e, 0x15, 0x18]);
/// WCAG 2.2, 1.4.3 for text.
const CONTRAST_MIN: f64 = 4.5;

section! {
    /// How the site presents itself.
    #[derive(PartialEq)]
    pub(crate) struct Site {
        /// The name in the header and in titles.
        name: String = "Shoal".to_owned(), live;
        /// One sentence about the site, for search engines and whoever shares a link.
        description: String = String::new(), live;
        /// The colour of buttons and links, such as `#00738f`; empty for the built-in one.
        accent: String = String::new(), live;
        /// A picture in place of the built-in mark, as `data:image/png;base64,…` of up to 24 KiB;
        /// empty for none.
        logo: String = String::new(), live;
        /// What stands above the newest videos.
        home_text: LongText = LongText::default(), live;
        /// The page about the site; an empty line begins a paragraph.
        about: LongText = LongText::default(), live;
        /// The terms of use; an empty line begins a paragraph.
        terms: LongText = LongText::default(), live;
    }
    also Self::odd;
}

impl Site {
    fn odd(&self) -> Vec<(&'static str, Reason)> {
        let form =
            |given: &str, like| Reason::Form { given: given.chars().take(40).collect(), like };
        let mut odd = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > 40 {
            odd.push(("name", form(&self.name, "Shoal")));
        }
        if !self.accent.is_empty() && Colour::parse(&self.accent).is_none() {
            odd.push(("accent", form(&self.accent, "#00738f")));
        }
        if !self.logo.is_empty() && picture(&self.logo).is_none() {
            odd.push(("logo", form(&self.logo, "data:image/png;base64,…")));
        }
        odd
    }

    /// The style sheet of the accent, where one is set.
    fn sheet(&self) -> Option<String> {
        let accent = Colour::parse(&self.accent)?;
        let (light, dark) = (accent.until_read_on(LIGHT), accent.until_read_on(DARK));
        let strong = (light.towards(Colour([0; 3]), 64), dark.towards(LIGHT, 96));
        Some(format!(
            ":root {{\n  --water: light-dark({light}, {dark});\n  --water-strong: \
             light-dark({}, {});\n  --water-soft: color-mix(in srgb, var(--water) 13%, \
             var(--ground));\n  --on-water: light-dark(#ffffff, #0e1518);\n  --focus: \
             var(--water);\n}}\n",
            strong.0, strong.1
        ))
    }
}

/// What is shown of the settings of the site, worked out once for each change of them.
pub(in crate::gateway) struct Shown {
    /// What it was worked out from.
    pub(in crate::gateway) settings: Arc<Site>,
    pub(in crate::gateway) view: Arc<SiteView>,
    sheet: Option<File>,
    logo: Option<File>,
}

/// A file that the settings make.
struct File {
    kind: &'static str,
    mark: String,
    bytes: Bytes,
}

impl File {
    fn new(kind: &'static str, bytes: Vec<u8>) -> Self {
        let mark = hex::encode(Sha256::digest(&bytes).get(..8).unwrap_or_default());
        Self { kind, mark, bytes: bytes.into() }
    }

    /// Its address changes with it.
    fn address(&self, path: &str) -> String {
        format!("{path}?v={}", self.mark)
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let is_exact = request.query_string().strip_prefix("v=") == Some(self.mark.as_str());
        let cache = if is_exact { assets::IMMUTABLE } else { assets::SHORT };
        let mut answer = HttpResponse::Ok();
        answer.insert_header((CONTENT_TYPE, self.kind));
        answer.insert_header((CACHE_CONTROL, cache)).body(self.bytes.clone())
    }
}

impl Shown {
    pub(in crate::gateway) fn of(settings: Arc<Site>) -> Self {
        let sheet = settings.sheet().map(|text| File::new("text/css; charset=utf-8", text.into()));
        let logo = picture(&settings.logo).map(|(kind, bytes)| File::new(kind, bytes));
        let view = SiteView {
            name: settings.name.clone(),
            description: settings.description.clone(),
            sheet: sheet.as_ref().map(|file| file.address("/site.css")),
            logo: logo.as_ref().map(|file| file.address("/logo")),
            has_about: !settings.about.paragraphs().is_empty(),
            has_terms: !settings.terms.paragraphs().is_empty(),
        };
        Self { settings, view: Arc::new(view), sheet, logo }
    }
}

/// The kind and the bytes of a picture in a `data:` address (RFC 2397).
fn picture(address: &str) -> Option<(&'static str, Vec<u8>)> {
    if address.len() > LOGO_CHARS_MAX {
        return None;
    }
    let (kind, text) = address.strip_prefix("data:")?.split_once(";base64,")?;
    let kind = PICTURES.into_iter().find(|known| *known == kind)?;
    Some((kind, STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty())?))
}

/// `GET /site.css`
pub(in crate::gateway) async fn sheet(front: FrontData, request: HttpRequest) -> Answer {
    let shown = front.site();
    Ok(shown.sheet.as_ref().ok_or_else(HttpError::not_found)?.answer(&request))
}

/// `GET /logo`
pub(in crate::gateway) async fn logo(front: FrontData, request: HttpRequest) -> Answer {
    let shown = front.site();
    Ok(shown.logo.as_ref().ok_or_else(HttpError::not_found)?.answer(&request))
}

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour([u8; 3]);

impl Colour {
    /// `#00738f`
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let mut parts = [0; 3];
        hex::decode_to_slice(digits, &mut parts).ok()?;
        Some(Self(parts))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio (WCAG 2.2).
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// So many 255ths of the way to another colour.
    fn towards(self, other: Self, share: u16) -> Self {
        let mut mixed = self.0;
        for (part, goal) in mixed.iter_mut().zip(other.0) {
            let sum = u16::from(*part) * (255 - share) + u16::from(goal) * share;
            *part = u8::try_from(sum / 255).unwrap_or(u8::MAX);
        }
        Self(mixed)
    }

    /// The nearest of its shades that can be read on a ground, and that the ground can be read on.
    fn until_read_on(self, ground: Self) -> Self {
        let away = if ground.luminance() > 0.5 { Self([0; 3]) } else { LIGHT };
        let shades = (0..=255).step_by(5).map(|share| self.towards(away, share));
        shades.into_iter().find(|shade| shade.contrast(ground) >= CONTRAST_MIN).unwrap_or(away)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_colour_is_chosen_can_be_read_in_both_themes() {
        assert!((LIGHT.contrast(Colour([0; 3])) - 21.0).abs() < 0.001);
        for text in ["#ffff00", "#000000", "#ffffff", "#ff0000", "#00738f", "#777777"] {
            let colour = Colour::parse(text).expect("a colour");
            for ground in [LIGHT, DARK] {
                let shade = colour.until_read_on(ground);
                assert!(shade.contrast(ground) >= CONTRAST_MIN, "{text} on {ground} as {shade}");
            }
        }
        let own = Colour([0x00, 0x73, 0x8f]);
        assert_eq!(own.until_read_on(LIGHT), own, "what can be read stays as it is");
    }

    #[test]
    fn what_is_no_colour_and_no_picture_is_refused() {
        let wrong = Site {
            name: " ".to_owned(),
            accent: "red;} body{display:none".to_owned(),
            logo: "data:image/svg+xml;base64,PHN2Zz4=".to_owned(),
            ..Site::default()
        };
        let keys: Vec<&str> = wrong.odd().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["name", "accent", "logo"]);
        let shown = Shown::of(Arc::new(wrong));
        assert!(shown.view.sheet.is_none() && shown.view.logo.is_none());
        let right = Site { logo: "data:image/png;base64,AAAA".to_owned(), ..Site::default() };
        assert!(right.odd().is_empty());
        assert!(Shown::of(Arc::new(right)).view.logo.is_some());
        let long = format!("data:image/png;base64,{}", "A".repeat(LOGO_CHARS_MAX));
        assert!(picture(&long).is_none());
    }
}
