//! The ears of moderation: texts and packages of videos open cases, a deleted video closes its own,
//! and what people show of themselves is judged. Nothing heard here may bring back what was
//! deleted.

use super::actor::Moderation;
use super::model::{self, Case, Require};
use super::store;
use crate::contract::moderation::{Action, Owner, Reactions};
use crate::contract::transcode::PackageReady;
use crate::contract::user::{AccountErased, ErasureOrdered, ProfileChanged};
use crate::contract::video::{VideoDeleted, VideoDescribed, VideoId};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Cases that one unit buries.
const BURIED_AT_ONCE: u32 = 100;

impl Reactions for Moderation {
    async fn on_video_described(&self, cx: Context, event: VideoDescribed) -> Reply<()> {
        let options = self.options.get();
        let judged = if options.require == Require::Off {
            (Action::Pass, Vec::new())
        } else {
            let rulebook = self.rules.rulebook(&self.domain.db, &options).await?;
            model::decide_text(&rulebook, (&event.title, &event.description, &event.tags))
        };
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        let react = move |tx: &Tx<'_, Owner>| {
            let Some(case) = open(tx, about)? else { return Ok(()) };
            let after = model::after_described(case, event, judged);
            after.map_or(Ok(()), |case| store::settle(tx, case))
        };
        self.domain.db.react(&cx, react).await
    }

    async fn on_package_ready(&self, cx: Context, event: PackageReady) -> Reply<()> {
        let options = self.options.get();
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        let react = move |tx: &Tx<'_, Owner>| {
            let Some(case) = open(tx, about)? else { return Ok(()) };
            let looks = options.requires_model()
                || options.reads_pictures()
                || (options.looks_for_known() && store::has_known(tx)?);
            let known_file = if options.looks_for_known() {
                store::known_file(tx, &event.source_sha256)?
            } else {
                String::new()
            };
            let after = model::after_package(case, event, (looks, known_file), &options);
            after.map_or(Ok(()), |case| store::settle(tx, case))
        };
        self.domain.db.react(&cx, react).await?;
        self.scoring.notify_one();
        Ok(())
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        self.domain.db.react(&cx, move |tx| store::bury(tx, &video_id)).await
    }

    async fn on_profile_changed(&self, cx: Context, event: ProfileChanged) -> Reply<()> {
        let options = self.options.get();
        let rules = match options.require {
            Require::Off => None,
            _ => Some(self.rules.rulebook(&self.domain.db, &options).await?),
        };
        let texts = model::decide_texts(rules.as_deref(), &event);
        let user_id: UserId = event.user_id.parse()?;
        let react = move |tx: &Tx<'_, Owner>| {
            if store::is_erased(tx, user_id.as_str())? {
                return Ok(());
            }
            let looks =
                options.requires_model() || (options.looks_for_known() && store::has_known(tx)?);
            let kept = store::find_profile(tx, &user_id)?;
            let hash = model::make_bio_hash(&user_id, &event.bio);
            let texts = texts.with_refused(store::refused_text(tx, &user_id, &hash)?);
            let after = model::after_changed(kept, event, (texts, looks, tx.now_ms()));
            after.map_or(Ok(()), |after| store::settle_profile(tx, after, None).map(drop))
        };
        self.domain.db.react(&cx, react).await?;
        self.scoring.notify_one();
        Ok(())
    }

    async fn on_erasure_ordered(&self, cx: Context, event: ErasureOrdered) -> Reply<()> {
        let note = move |tx: &Tx<'_, Owner>| {
            let subject = store::alias(tx, &event.user_id)?;
            store::log(tx, model::make_erasure_note(event.ordered_by, subject))
        };
        self.domain.db.react(&cx, note).await
    }

    /// Closes the cases of what the account brought, and takes its name from what it did.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let user_id: UserId = event.user_id.parse()?;
        let person = user_id.clone();
        // From here on it does nothing new; its cases go in batches.
        self.domain.db.react(&cx, move |tx| store::forget_person(tx, &person)).await?;
        loop {
            let owner_id = user_id.clone();
            let some = move |tx: &Tx<'_, Owner>| store::bury_some_of(tx, &owner_id, BURIED_AT_ONCE);
            if self.domain.db.write(&cx, some).await? == 0 {
                return self.domain.db.forget_replies(&user_id).await;
            }
        }
    }
}

/// The case of a video, opened if there is none. `None` when the video is gone, or is not whose the
/// event says.
fn open(tx: &Tx<'_, Owner>, (video_id, owner_id): (VideoId, UserId)) -> Reply<Option<Case>> {
    if let Some(case) = store::find(tx, &video_id)? {
        let is_same = case.owner_id == owner_id;
        if !is_same {
            tracing::warn!(%video_id, %owner_id, "an event of another owner was passed over");
        }
        return Ok(Some(case).filter(|_| is_same));
    }
    if store::is_buried(tx, &video_id)? || store::is_erased(tx, owner_id.as_str())? {
        return Ok(None);
    }
    let case = model::make_case(video_id, owner_id, tx.now_ms());
    store::insert(tx, &case)?;
    Ok(Some(case))
}
