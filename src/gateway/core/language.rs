//! Which language and theme a request asks for: its cookies first, then the browser. It must not
//! hold a sentence.

use super::views::Theme;
use super::words::Language;
use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

pub(in crate::gateway) const LANGUAGE_COOKIE: &str = "shoal_language";
pub(in crate::gateway) const THEME_COOKIE: &str = "shoal_theme";

/// The language of the answer.
pub(in crate::gateway) fn language(request: &HttpRequest) -> Language {
    let chosen = request.cookie(LANGUAGE_COOKIE);
    if let Some(language) = chosen.and_then(|cookie| Language::from_code(cookie.value())) {
        return language;
    }
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map_or(Language::SOURCE, Language::from_accept_language)
}

/// The colours of the answer.
pub(in crate::gateway) fn theme(request: &HttpRequest) -> Theme {
    request.cookie(THEME_COOKIE).map_or(Theme::Auto, |cookie| Theme::from_code(cookie.value()))
}
