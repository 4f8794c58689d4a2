//! The home page, the studio and the edit page.

use super::{TAGS_CHARS_MAX, comes_back, page, refusal};
use super::{see_other, shown};
use crate::contract::user::GetUsersRequest;
use crate::contract::video::{
    self, DeleteVideoRequest, GetVideoRequest, ListNewestRequest, ListOwnRequest,
    PublishVideoRequest, UpdateVideoRequest,
};
use crate::gateway::api::transcode::known;
use crate::gateway::api::video::{privacy_named, privacy_of};
use crate::gateway::form::{self, Form};
use crate::gateway::front::{Desk, Front};
use crate::gateway::progress::{self, Known};
use crate::gateway::trouble::{Answer, Trouble};
use crate::gateway::views::{
    EditPage, HomePage, Notice, Privacy, StudioPage, StudioRow, VideoCard, VideoState,
};
use crate::gateway::visit::Visit;
use crate::kernel::wire::Page;
use actix_web::{HttpRequest, web};
use futures_util::{StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Videos on one page of a list.
const PAGE_MAX: u32 = 24;
/// Rows of the studio whose way is asked for at once.
const ASKED_AT_ONCE: usize = 8;

/// Names of accounts by id.
pub(super) type Names = HashMap<String, String>;

/// The names of all owners. Without `user` the cards go without names.
pub(super) async fn names(front: &Front, visit: &Visit, cards: &[video::VideoCard]) -> Names {
    let mut user_ids: Vec<String> = cards.iter().map(|card| card.owner_id.clone()).collect();
    user_ids.sort_unstable();
    user_ids.dedup();
    if user_ids.is_empty() {
        return Names::new();
    }
    let answer = front.clients().user.get_users(&visit.cx(), GetUsersRequest { user_ids }).await;
    let users = answer.map(|answer| answer.users).unwrap_or_default();
    users.into_iter().map(|user| (user.user_id, user.name)).collect()
}

/// The name of a video's owner.
pub(super) fn author(card: &video::VideoCard, names: &Names) -> String {
    names.get(&card.owner_id).cloned().unwrap_or_else(|| "?".to_owned())
}

/// A published video as a card.
pub(super) fn card(card: video::VideoCard, names: &Names) -> VideoCard {
    VideoCard {
        author: author(&card, names),
        id: card.video_id,
        title: card.title,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
        published_ms: card.published_at_ms,
    }
}

/// The cursor of a list, from its address.
fn cursor(request: &HttpRequest) -> String {
    let fields = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fields = fields.map(web::Query::into_inner).unwrap_or_default();
    fields.into_iter().find(|(name, _)| name == "cursor").map_or_else(String::new, |(_, at)| at)
}

/// `GET /`
pub(in crate::gateway) async fn home(desk: Desk, visit: Visit, request: HttpRequest) -> Answer {
    let cursor = cursor(&request);
    let is_first = cursor.is_empty();
    let page = Some(Page { cursor, limit: PAGE_MAX });
    let listed = desk.clients().video.list_newest(&visit.cx(), ListNewestRequest { page }).await?;
    let names = names(&desk, &visit, &listed.videos).await;
    shown(&HomePage {
        frame: visit.frame(&desk),
        videos: listed.videos.into_iter().map(|video| card(video, &names)).collect(),
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
        is_first,
    })
}

/// `GET /studio`
pub(in crate::gateway) async fn studio(desk: Desk, visit: Visit, request: HttpRequest) -> Answer {
    let page = Some(Page { cursor: cursor(&request), limit: PAGE_MAX });
    let listed = desk.clients().video.list_own(&visit.cx(), ListOwnRequest { page }).await?;
    let (desk_of_rows, visit_of_rows) = (&desk, &visit);
    let rows = stream::iter(listed.videos)
        .map(|card| row(desk_of_rows, visit_of_rows, card))
        .buffered(ASKED_AT_ONCE)
        .collect()
        .await;
    shown(&StudioPage {
        frame: visit.frame(&desk),
        rows,
        next_cursor: (!listed.next_cursor.is_empty()).then_some(listed.next_cursor),
    })
}

/// One of the creator's videos, with its way while that is not over.
async fn row(front: &Front, visit: &Visit, card: video::VideoCard) -> StudioRow {
    let is_over = matches!(card.state(), video::VideoState::Published | video::VideoState::Ready);
    let known = if is_over {
        Known { video: card, ..Known::default() }
    } else {
        let fallback = Known { video: card.clone(), ..Known::default() };
        known(front, visit, &card.video_id).await.unwrap_or(fallback)
    };
    let progress = progress::of(&known).told_in(visit.language);
    let card = known.video;
    StudioRow {
        key: front.key(),
        privacy: privacy_of(card.privacy()),
        state: progress.state,
        has_cover: progress.state.is_playable(),
        stages: progress.stages,
        retryable: progress.is_retryable,
        id: card.video_id,
        title: card.title,
        created_ms: card.created_at_ms,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
    }
}

/// What the edit form shows.
struct Fields {
    title: String,
    description: String,
    tags: String,
    privacy: Privacy,
}

impl Fields {
    fn of(card: &video::VideoCard) -> Self {
        Self {
            title: card.title.clone(),
            description: card.description.clone(),
            tags: card.tags.join(", "),
            privacy: privacy_of(card.privacy()),
        }
    }

    fn typed(form: &Form) -> Self {
        Self {
            title: form.text("title").to_owned(),
            description: form.text("description").replace("\r\n", "\n"),
            tags: form.text("tags").to_owned(),
            privacy: Privacy::from_code(form.text("privacy")).unwrap_or(Privacy::Private),
        }
    }

    /// A mark of each field, by which the form tells later what its reader has changed.
    fn marks(&self) -> [String; 4] {
        let mark = |text: &str| {
            let digest = Sha256::digest(text.trim());
            digest.iter().take(4).fold(String::new(), |mark, byte| format!("{mark}{byte:02x}"))
        };
        [&self.title, &self.description, &self.tags, self.privacy.code()].map(mark)
    }

    /// What is stored now, with what the reader has changed since the form was loaded.
    fn merged(self, loaded: &str, stored: Self) -> Self {
        let marks = self.marks();
        let mut was = loaded.split('.');
        let [title, description, tags, privacy] =
            marks.map(|mark| was.next().is_none_or(|was| was != mark));
        Self {
            title: if title { self.title } else { stored.title },
            description: if description { self.description } else { stored.description },
            tags: if tags { self.tags } else { stored.tags },
            privacy: if privacy { self.privacy } else { stored.privacy },
        }
    }
}

/// A video of the caller's, or nothing.
async fn own(front: &Front, visit: &Visit, id: &str) -> Result<video::VideoCard, Trouble> {
    let request = GetVideoRequest { video_id: id.to_owned() };
    let card = front.clients().video.get_video(&visit.cx(), request).await?.video;
    let card = card.filter(|card| visit.caller.may_act_for(&card.owner_id));
    card.ok_or_else(Trouble::not_found)
}

fn edit_page(
    front: &Front,
    visit: &Visit,
    card: &video::VideoCard,
    fields: Fields,
    refusal: Option<String>,
) -> EditPage {
    let known = Known { video: card.clone(), ..Known::default() };
    let state: VideoState = progress::of(&known).state;
    EditPage {
        frame: visit.frame(front),
        key: front.key(),
        delete_key: front.key(),
        id: card.video_id.clone(),
        version: card.version,
        loaded: Fields::of(card).marks().join("."),
        title: fields.title,
        description: fields.description,
        tags: fields.tags,
        privacy: fields.privacy,
        state,
        has_cover: state.is_playable(),
        title_chars_max: video::VideoCard::TITLE.max_chars,
        description_chars_max: video::VideoCard::DESCRIPTION.max_chars,
        tags_chars_max: TAGS_CHARS_MAX,
        refusal,
    }
}

/// `GET /studio/{id}/edit`
pub(in crate::gateway) async fn edit(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let card = own(&desk, &visit, &id).await?;
    let fields = Fields::of(&card);
    shown(&edit_page(&desk, &visit, &card, fields, None))
}

/// `POST /studio/{id}/edit`
pub(in crate::gateway) async fn save(
    desk: Desk,
    visit: Visit,
    form: Form,
    id: web::Path<String>,
) -> Answer {
    let request = UpdateVideoRequest {
        video_id: id.to_string(),
        title: Some(form.text("title").to_owned()),
        description: Some(form.text("description").replace("\r\n", "\n")),
        tags: form::tags(form.text("tags")),
        clears_tags: true,
        privacy: privacy_named(form.text("privacy"))?.into(),
        // A form states everything, so it must not undo what was changed since it was loaded.
        if_version: form.text("version").parse().unwrap_or_default(),
    };
    let saved = desk.clients().video.update_video(&visit.keyed_cx(&desk), request).await;
    let Err(error) = saved else {
        return Ok(see_other(&format!("/studio?notice={}", Notice::Saved.code())));
    };
    let trouble = Trouble::from(error);
    if !comes_back(&trouble) {
        return Err(trouble);
    }
    let card = own(&desk, &visit, &id).await?;
    // What was changed elsewhere meanwhile is shown, so that the next try does not undo it.
    let fields = Fields::typed(&form).merged(form.text("loaded"), Fields::of(&card));
    let refusal = refusal(&visit, &trouble);
    page(trouble.status, &edit_page(&desk, &visit, &card, fields, refusal))
}

/// `POST /studio/{id}/delete`
pub(in crate::gateway) async fn delete(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let request = DeleteVideoRequest { video_id: id.into_inner(), ..Default::default() };
    desk.clients().video.delete_video(&visit.cx(), request).await?;
    Ok(see_other(&format!("/studio?notice={}", Notice::Deleted.code())))
}

/// `POST /studio/{id}/publish`
pub(in crate::gateway) async fn publish(desk: Desk, visit: Visit, id: web::Path<String>) -> Answer {
    let request = PublishVideoRequest { video_id: id.into_inner() };
    desk.clients().video.publish_video(&visit.cx(), request).await?;
    Ok(see_other(&format!("/studio?notice={}", Notice::Published.code())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_comes_back_undoes_nothing_that_was_changed_meanwhile() {
        let fields = |title: &str, tags: &str, privacy| Fields {
            title: title.to_owned(),
            description: "two\nlines".to_owned(),
            tags: tags.to_owned(),
            privacy,
        };
        let loaded = fields("a", "x, y", Privacy::Public).marks().join(".");
        let typed = || fields(" b ", "x, y ", Privacy::Public);
        let stored = || fields("c", "z", Privacy::Private);
        let merged = typed().merged(&loaded, stored());
        assert_eq!((merged.title.as_str(), merged.tags.as_str()), (" b ", "z"));
        assert_eq!(merged.privacy, Privacy::Private, "it was not touched here");
        let merged = typed().merged("", stored());
        assert_eq!((merged.title.as_str(), merged.privacy), (" b ", Privacy::Public));
    }
}
