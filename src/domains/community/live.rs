//! Who is to hear of a comment that has waited: asked when it is let through, for people may have
//! blocked or muted its author since it was written. It must not write.

use super::actor::Community;
use super::model::{Mention, Posted, Reach};
use super::store;
use crate::contract::community::CommentId;
use crate::contract::video::VideoId;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Who wants to hear of a comment now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listeners {
    /// Whether the owner of the video does, and whoever is answered.
    pub(super) reached: [bool; 2],
    /// Those whom its text names.
    pub(super) mentions: Vec<Mention>,
    /// As it was when they were asked.
    pub(super) text: String,
}

impl Community {
    /// # Errors
    /// Faults of `user`.
    pub(super) async fn listeners(
        &self,
        video_id: &VideoId,
        comment_id: &CommentId,
    ) -> Reply<Listeners> {
        let (of, id) = (video_id.clone(), comment_id.clone());
        let read = self.domain.db.read(move |view| {
            let thread = store::find_thread(view, &of)?;
            let (Some(one), Some(thread)) = (store::find_comment(view, &of, &id)?, thread) else {
                return Ok(None);
            };
            let replied_to = store::replied_to(view, &one)?;
            Ok(Some((one, thread.owner_id, replied_to)))
        });
        let Some((Posted { author_id, text, .. }, owner_id, replied_to)) = read.await? else {
            return Ok(Listeners::default());
        };
        // Whoever is erased is heard by nobody.
        let Ok(author_id) = author_id.parse::<UserId>() else { return Ok(Listeners::default()) };
        let owner = self.reach(&owner_id, &author_id).await?;
        let replied = self.reach(&replied_to, &author_id).await?;
        let mentions = self.mentions(&text, &author_id).await?;
        let reached = [owner, replied].map(|reach| reach == Reach::Open);
        Ok(Listeners { reached, mentions, text })
    }
}
