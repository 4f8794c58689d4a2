//! Pictures of accounts that wait to be looked at. It must not decide what a score means.

use super::super::actor::Moderation;
use super::super::model::{self, JudgedProfile, SeenPortrait};
use super::super::store;
use super::pictures::{Looked, Unread, look_at_picture, looks};
use crate::contract::moderation::Owner;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Looks at the picture of one account; false when it is to be tried again.
pub(super) async fn look_at_portrait(service: &Moderation, user_id: UserId) -> Reply<bool> {
    let asked = user_id.clone();
    let found = service.domain.db.read(move |view| store::find_profile(view, &asked)).await?;
    let Some((profile, blob)) =
        found.and_then(|profile| Some((profile.clone(), model::make_portrait_ref(&profile)?)))
    else {
        return Ok(false);
    };
    let options = service.options.get();
    let looks = looks(service, &options, false).await?;
    let looked = look_at_picture(service, &looks, &blob, 0).await;
    let tries = profile.tries + u32::from(matches!(looked, Err(Unread::Failed)));
    let seen = match looked {
        // A person looks instead.
        Err(Unread::Failed) if tries >= options.tries_max => {
            Some(SeenPortrait { is_unscored: true, ..SeenPortrait::default() })
        },
        Ok(Looked { score, known, .. }) => {
            Some(SeenPortrait { score, known, is_unscored: looks.is_unscored.get() })
        },
        Err(Unread::Never) => Some(SeenPortrait { is_unscored: true, ..SeenPortrait::default() }),
        Err(Unread::Later | Unread::Failed) => None,
    };
    let retry_ms = i64::try_from(options.retry_every_ms).unwrap_or(i64::MAX);
    let is_decided = seen.is_some();
    let keep = move |tx: &Tx<'_, Owner>| {
        // It may have been erased, replaced or decided by a person meanwhile.
        let now = store::find_profile(tx, &user_id)?;
        let is_same = |now: &JudgedProfile| now.avatar == profile.avatar && model::is_to_score(now);
        let Some(now) = now.filter(is_same) else { return Ok(()) };
        match seen {
            Some(seen) => {
                let after = model::after_portrait(now, seen, &options);
                store::settle_profile(tx, after, None).map(drop)
            },
            None => {
                let retry_at_ms = tx.now_ms().saturating_add(retry_ms);
                store::put_off_portrait(tx, &user_id, retry_at_ms, tries)
            },
        }
    };
    service.domain.db.write(&Context::of_domain(Owner::NAME), keep).await?;
    Ok(is_decided)
}
