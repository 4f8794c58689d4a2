//! ExportAccount: what the caller has written, rated, kept and followed. It must not give anybody
//! else's.

use crate::contract::community::{
    Belongings, ExportAccountRequest, ExportAccountResponse, KeptFolder, Owner,
};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::{self, Span};
use crate::kernel::wire::Page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let is_first = request.page.is_none_or(|page| page.cursor.is_empty());
    let most = service.options.get().export_rows_max;
    let read = service.domain.db.read(move |view| {
        let found = store::posted_by(view, &user_id, &span)?;
        let (page, next_cursor) = page::cut_page(found, &span, Posted::by_time);
        let belongings = if is_first { Some(belongings(view, &user_id, most)?) } else { None };
        let show = |one| model::show_own(one, &ReaderMarks::default());
        let comments = page.into_iter().map(show).collect();
        Ok(ExportAccountResponse { comments, next_cursor, belongings })
    });
    read.await
}

fn belongings(view: &View<'_, Owner>, user_id: &UserId, most: u32) -> Reply<Belongings> {
    let span = Span { limit: most, ..page::decide_page(Some(&Page::default()))? };
    let mut kept = Vec::new();
    for folder in store::folders_of(view, user_id)? {
        let video_ids = store::kept_in(view, &folder.folder_id, &span)?;
        let video_ids = video_ids.into_iter().map(|one| one.video_id).collect();
        kept.push(KeptFolder { name: folder.name, video_ids });
    }
    let followed = store::followed_by(view, user_id, &span)?;
    let followed_ids = followed.into_iter().map(|one| one.user_id).collect();
    let rated = store::rated_by(view, user_id, most)?.into_iter().map(Into::into).collect();
    let given = store::given_by(view, user_id, most)?.into_iter().map(Into::into).collect();
    let coins = store::wallet_of(view, user_id)?.coins;
    let blocked_words = store::blocked_words_of(view, user_id.as_str())?;
    let reports = store::reports_by(view, user_id, most)?.into_iter().map(Into::into).collect();
    Ok(Belongings { rated, kept, followed_ids, given, coins, blocked_words, reports })
}
