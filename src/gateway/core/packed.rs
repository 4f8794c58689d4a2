//! Answers that are the same for all and dear to make: kept as bytes, and packed once. It must not
//! decide who may read them; whoever asks has asked a domain.

use super::assets::takes_gzip;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, VARY};
use actix_web::{HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use moka::sync::Cache;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Bytes of all that are kept, packed ones included.
const BYTES_MAX: u64 = 32 << 20;
/// What nobody asks for any more leaves memory.
const IDLE: Duration = Duration::from_secs(600);

/// One answer.
#[derive(Debug)]
pub(in crate::gateway) struct Packed {
    plain: Bytes,
    gzip: OnceLock<Option<Bytes>>,
}

impl Packed {
    /// The answer, in the form that whoever asks takes.
    pub(in crate::gateway) fn answer(
        &self,
        headers: &HeaderMap,
        mut answer: HttpResponseBuilder,
    ) -> HttpResponse {
        answer.insert_header((CONTENT_TYPE, "application/json"));
        answer.insert_header((VARY, "accept-encoding"));
        let gzip = takes_gzip(headers).then(|| self.gzip()).flatten();
        match gzip {
            Some(gzip) => answer.insert_header((CONTENT_ENCODING, "gzip")).body(gzip),
            None => answer.body(self.plain.clone()),
        }
    }

    fn gzip(&self) -> Option<Bytes> {
        let pack = || {
            let level = flate2::Compression::default();
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), level);
            packer.write_all(&self.plain).ok()?;
            packer.finish().ok().map(Bytes::from)
        };
        self.gzip.get_or_init(pack).clone()
    }
}

/// All that are kept, by what they are of.
pub(in crate::gateway) struct PackedAnswers {
    all: Cache<String, Arc<Packed>>,
}

impl PackedAnswers {
    pub(in crate::gateway) fn new() -> Self {
        // Packed, a text is a fraction of itself.
        let weigh = |key: &String, one: &Arc<Packed>| {
            let bytes = key.len() + one.plain.len() + one.plain.len() / 2;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let all = Cache::builder().max_capacity(BYTES_MAX).weigher(weigh).time_to_idle(IDLE);
        Self { all: all.build() }
    }

    pub(in crate::gateway) fn find(&self, key: &str) -> Option<Arc<Packed>> {
        self.all.get(key)
    }

    pub(in crate::gateway) fn keep(&self, key: String, plain: Vec<u8>) -> Arc<Packed> {
        let one = Arc::new(Packed { plain: plain.into(), gzip: OnceLock::new() });
        self.all.insert(key, Arc::clone(&one));
        one
    }
}
