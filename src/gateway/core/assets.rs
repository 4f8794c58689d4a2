//! The files of the site that never change under one address: embedded in the binary, named with
//! a hash of their content. It must not read the disk.

use super::error::{Answer, HttpError};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

include!(concat!(env!("OUT_DIR"), "/static_files.rs"));

const PREFIX: &str = "/static/";
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// For an address without the right hash.
pub(super) const SHORT: &str = "public, max-age=60";

struct Asset {
    hash: &'static str,
    bytes: &'static [u8],
    /// The same by gzip, made when first asked for.
    packed: OnceLock<Option<Bytes>>,
    /// The whole of a small picture as an address (RFC 2397): that is less than asking for it.
    inline: Option<String>,
}

/// Beyond it a picture is asked for.
const INLINE_BYTES_MAX: usize = 800;
/// What may not stand in an attribute or in an address.
const IN_ADDRESS: &percent_encoding::AsciiSet =
    &percent_encoding::CONTROLS.add(b'"').add(b'#').add(b'%').add(b'<').add(b'>');

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let asset = |path: &str, hash, bytes| {
        let inline = inline(path, bytes);
        Asset { hash, bytes, packed: OnceLock::new(), inline }
    };
    STATIC_FILES.iter().map(|(path, hash, bytes)| (*path, asset(path, hash, bytes))).collect()
});

fn inline(path: &str, bytes: &[u8]) -> Option<String> {
    let is_small = path.ends_with(".svg") && bytes.len() <= INLINE_BYTES_MAX;
    let picture = std::str::from_utf8(bytes).ok().filter(|_| is_small)?;
    let picture = percent_encoding::utf8_percent_encode(picture.trim(), IN_ADDRESS);
    Some(format!("data:image/svg+xml,{picture}"))
}

/// The address of a static file with its hash, or the file itself where that is shorter; a file
/// that is not there keeps its bare address.
pub(in crate::gateway) fn address(path: &str) -> String {
    let Some(asset) = path.strip_prefix(PREFIX).and_then(|name| ASSETS.get(name)) else {
        return path.to_owned();
    };
    asset.inline.clone().unwrap_or_else(|| format!("{path}?v={}", asset.hash))
}

/// The names in the icon sheet.
pub(in crate::gateway) fn icons() -> Vec<&'static str> {
    let sheet = ASSETS.get("shared/icons.svg").map_or(&[][..], |asset| asset.bytes);
    let symbols = std::str::from_utf8(sheet).unwrap_or_default().split("<symbol id=\"").skip(1);
    symbols.filter_map(|symbol| symbol.split('"').next()).collect()
}

/// `GET /static/{path}`
pub(in crate::gateway) async fn file(request: HttpRequest) -> Answer {
    let name = request.match_info().get("path").unwrap_or_default();
    answer(&request, name)
}

/// `GET /favicon.ico`
pub(in crate::gateway) async fn favicon(request: HttpRequest) -> Answer {
    answer(&request, "shared/favicon.svg")
}

fn answer(request: &HttpRequest, name: &str) -> Answer {
    let asset = ASSETS.get(name).ok_or_else(HttpError::not_found)?;
    let tag = format!("\"{}\"", asset.hash);
    let wanted = request.query_string().strip_prefix("v=");
    let cache = if wanted == Some(asset.hash) { IMMUTABLE } else { SHORT };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, cache)).insert_header((ETAG, tag.clone()));
    answer.insert_header((VARY, "accept-encoding"));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return Ok(answer.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    answer.insert_header((CONTENT_TYPE, media_type(name)));
    let packed = takes_gzip(request.headers()).then(|| packed(name, asset)).flatten();
    Ok(match packed {
        Some(packed) => answer.insert_header((CONTENT_ENCODING, "gzip")).body(packed),
        None => answer.body(Bytes::from_static(asset.bytes)),
    })
}

/// Whether whoever asks takes what is packed with gzip.
pub(in crate::gateway) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get("accept-encoding").and_then(|value| value.to_str().ok());
    accepted.is_some_and(|text| {
        text.split(',').any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            let is_refused = matches!(weight.replace(' ', "").as_str(), "q=0" | "q=0.0");
            name.trim() == "gzip" && !is_refused
        })
    })
}

/// The gzip form, for text that becomes smaller by it.
fn packed(name: &str, asset: &Asset) -> Option<Bytes> {
    let is_text = [".css", ".js", ".svg", ".txt"].iter().any(|end| name.ends_with(end));
    let pack = || {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(asset.bytes).ok()?;
        packer.finish().ok().map(Bytes::from)
    };
    asset.packed.get_or_init(|| if is_text { pack() } else { None }).clone()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
