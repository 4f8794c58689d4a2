//! A room as players of others read it: the JSON of ArtPlayer's danmaku plugin and the public XML
//! format with `<d p="…">`; DPlayer, which also sends, has a file of its own. Each dialect has its
//! own escaping. It must not say more of a room than our own API does.

use crate::contract::danmaku::{Bullet, ListNewestRequest, Mode, Size};
use crate::gateway::core::api::ErrorJson;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::Reply;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde_json::json;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// As much as one answer has; these players take a room as a whole.
const ITEMS_MAX: u64 = ListNewestRequest::LIMIT.max;

#[derive(serde::Deserialize)]
struct PlayQuery {
    #[serde(default)]
    play: String,
}

/// A text as the danmaku plugin of ArtPlayer takes it. It shows it as text and nothing else, so
/// nothing is escaped.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ArtplayerItemJson {
    id: String,
    text: String,
    /// In seconds. The plugin takes 0 for no moment at all, so the very first is 0.001.
    time: f64,
    /// 0 scroll, 1 top, 2 bottom.
    mode: u8,
    /// `#RRGGBB`.
    color: String,
}

/// `GET /api/v1/videos/{id}/danmaku/artplayer`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku/artplayer", tag = "danmaku",
    operation_id = "getDanmakuForArtplayer",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "The texts, for `danmuku` of the plugin",
            body = Vec<ArtplayerItemJson>),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn artplayer(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play } = asked(&request)?;
    let bullets = newest(&front, &req, (id.into_inner(), play), 0).await?;
    let items: Vec<_> = bullets.into_iter().map(artplayer_item).collect();
    Ok(for_anybody().json(items))
}

fn artplayer_item(one: Bullet) -> ArtplayerItemJson {
    ArtplayerItemJson {
        time: in_seconds(one.time_ms.max(1)),
        mode: place(one.mode()),
        color: format!("#{:06X}", one.color),
        id: one.danmaku_id,
        text: one.text,
    }
}

/// `GET /api/v1/videos/{id}/danmaku.xml`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku.xml", tag = "danmaku",
    operation_id = "getDanmakuXml",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "`<i>` with a `<d p=\"seconds,mode,size,colour,sent,pool,\
            sender,id\">` for each text", content_type = "text/xml", body = String),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn xml(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play } = asked(&request)?;
    let id = id.into_inner();
    let bullets = newest(&front, &req, (id.clone(), play), 0).await?;
    let mut answer = for_anybody();
    Ok(answer.content_type("text/xml; charset=utf-8").body(document(&id, &bullets)))
}

/// The document. Its head has what readers of the format look for.
fn document(id: &str, bullets: &[Bullet]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<i><chatserver></chatserver>\
         <chatid>{}</chatid><mission>0</mission><maxlimit>{ITEMS_MAX}</maxlimit><state>0</state>\
         <real_name>0</real_name><source>k-v</source>\n",
        xml_escaped(id),
    );
    for one in bullets {
        let mode = match one.mode() {
            Mode::Bottom => 4,
            Mode::Top => 5,
            Mode::Reverse => 6,
            Mode::Positioned => 7,
            Mode::Unspecified | Mode::Scroll => 1,
        };
        let size = match one.size() {
            Size::Small => 18,
            Size::Unspecified | Size::Medium => 25,
            Size::Large => 36,
        };
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "<d p=\"{},{mode},{size},{},{},0,{},{}\">{}</d>",
            seconds(one.time_ms),
            one.color,
            one.sent_at_ms.div_euclid(1000),
            xml_escaped(&one.sender),
            xml_escaped(&one.danmaku_id),
            xml_escaped(&said(one)),
        );
    }
    text.push_str("</i>\n");
    text
}

/// What stands between the tags: of those that are positioned a list with where they stand (from 0
/// to 1), how they fade, how long they are shown, and the text.
fn said(one: &Bullet) -> String {
    let Some(at) = one.position else { return one.text.clone() };
    let part = |thousandths: u32| f64::from(thousandths) / 1000.0;
    let shown_s = f64::from(at.duration_ms) / 1000.0;
    json!([part(at.x), part(at.y), "1-1", shown_s, one.text]).to_string()
}

/// Players on other pages may read what anybody may; it is of this moment.
pub(super) fn for_anybody() -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    answer.insert_header((CACHE_CONTROL, "no-store"));
    answer
}

/// The newest of a room, in the order of the video.
pub(super) async fn newest(
    front: &FrontData,
    req: &RequestContext,
    (video_id, media_token): (String, String),
    limit: u32,
) -> Reply<Vec<Bullet>> {
    let asked = ListNewestRequest { video_id, media_token, limit };
    Ok(front.clients().danmaku.list_newest(&req.cx(), asked).await?.bullets)
}

/// Milliseconds as seconds, exactly.
fn seconds(time_ms: u64) -> String {
    format!("{}.{:03}", time_ms / 1000, time_ms % 1000)
}

/// The same as a number; nothing is lost of a moment in milliseconds.
pub(super) fn in_seconds(time_ms: u64) -> f64 {
    seconds(time_ms).parse().unwrap_or_default()
}

/// Where both players put a text.
pub(super) fn place(mode: Mode) -> u8 {
    match mode {
        Mode::Top => 1,
        Mode::Bottom => 2,
        Mode::Unspecified | Mode::Scroll | Mode::Reverse | Mode::Positioned => 0,
    }
}

/// For a player that takes it for HTML.
pub(super) fn html_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            '/' => escaped.push_str("&#x2F;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// For XML 1.0, without the letters that it cannot have at all (2.2).
fn xml_escaped(text: &str) -> String {
    let allowed = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
            || *letter >= '\u{10000}'
    };
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(allowed) {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::danmaku::Position;

    fn bullet(text: &str, mode: Mode) -> Bullet {
        Bullet {
            danmaku_id: "d1".into(),
            time_ms: 61_007,
            mode: mode.into(),
            color: 255,
            size: Size::Large.into(),
            text: text.into(),
            sender: "a-_Z".into(),
            sent_at_ms: 1_700_000_000_999,
            ..Bullet::default()
        }
    }

    #[test]
    fn each_dialect_escapes_what_would_be_read_as_more_than_text() {
        let text = "<img src=x onerror='a(\"b\")'> & 弹幕 ]]>\u{0}\u{fffe}";
        let said = html_escaped(text);
        assert!(!said.contains(['<', '>', '"', '\'', '/']), "{said}");
        let document = document("v<1>", &[bullet(text, Mode::Reverse)]);
        let line = document.lines().find(|line| line.starts_with("<d ")).expect("a text");
        let head = "<d p=\"61.007,6,36,255,1700000000,0,a-_Z,d1\">&lt;img ";
        assert!(line.starts_with(head), "{line}");
        assert!(line.ends_with("&amp; 弹幕 ]]&gt;</d>"), "{line}");
        assert!(document.contains("<chatid>v&lt;1&gt;</chatid>"), "{document}");
        let position = Some(Position { x: 250, y: 1_000, duration_ms: 4_500 });
        let placed = Bullet { position, ..bullet("a\"b", Mode::Positioned) };
        let document = super::document("v", &[placed]);
        let said = "0,a-_Z,d1\">[0.25,1.0,&quot;1-1&quot;,4.5,&quot;a\\&quot;b&quot;]</d>";
        assert!(document.contains(said), "{document}");
    }

    #[test]
    fn artplayer_gets_text_as_text_whole_colours_and_no_moment_that_it_would_leave_out() {
        let one = artplayer_item(bullet("<b>", Mode::Bottom));
        assert_eq!((one.text.as_str(), one.mode, one.time), ("<b>", 2, 61.007));
        assert_eq!(one.color, "#0000FF");
        let first = Bullet { time_ms: 0, ..bullet("hi", Mode::Reverse) };
        let first = artplayer_item(first);
        assert_eq!((first.time, first.mode), (0.001, 0));
    }
}
