//! CreateDraft: opens a video that an upload will fill. It must not touch media.

use crate::contract::video::{CreateDraftRequest, CreateDraftResponse, VideoState};
use crate::domains::video::model::{self, Card, Entry};
use crate::domains::video::{Video, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: CreateDraftRequest,
) -> Reply<CreateDraftResponse> {
    let owner_id = model::decide_owner(&cx.caller, &request.owner_id)?;
    let video_id = service.domain.ids.fresh();
    let options = service.options.get();
    service
        .domain
        .db
        .answer(&cx, move |tx| {
            if store::is_erased(tx, &owner_id)? {
                return Err(refuse_erased().into());
            }
            model::check_room(store::count_sourceless(tx, &owner_id)?, &options)?;
            let (texts, privacy) = model::decide_draft(&request)?;
            let card = Card {
                video_id,
                owner_id,
                title: texts.title,
                description: texts.description,
                tags: texts.tags,
                privacy,
                state: VideoState::Draft,
                duration_ms: 0,
                created_at_ms: tx.now_ms(),
                published_at_ms: 0,
                failure: None,
                width: 0,
                height: 0,
                version: 1,
                is_age_limited: false,
            };
            let (hold, way) = (request.hold, model::make_way());
            let entry = Entry {
                card,
                hold,
                ahead: false,
                size_bytes: 0,
                way,
                package_id: String::new(),
                described_version: 1,
                review: None,
            };
            store::insert(tx, &entry)?;
            store::tell_texts(tx, &entry)?;
            Ok(CreateDraftResponse { video: Some(entry.card.into()) })
        })
        .await
}
