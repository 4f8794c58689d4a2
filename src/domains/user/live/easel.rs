//! Where pictures of people are made anew, in the cage, a few at once. Whatever a file has besides
//! its pixels is gone then. It must not keep a file that somebody sent.

use crate::contract::user::AvatarId;
use crate::domains::user::actor::User;
use crate::domains::user::model::{self, AVATAR_EDGES_PX};
use crate::kernel::blobs::BlobFault;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::UserId;
use crate::kernel::ports::media::{MediaFault, MediaTool};
use crate::kernel::ports::picture::{PictureReader, SquarePlan};
use bytes::Bytes;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// Pictures that are made at once.
const DRAWN_MAX: usize = 2;
/// Those that are made or wait to be: each has its file in memory.
const HELD_MAX: usize = 16;
/// Those of one account among them: whoever sends many leaves places for others.
const HELD_OF_ACCOUNT_MAX: u32 = 2;
/// The file as it came, until it is made anew.
const UPLOAD_NAME: &str = "upload";

/// The tool, and the places in front of it.
pub(in crate::domains::user) struct Easel {
    media: Arc<dyn MediaTool>,
    drawn: Semaphore,
    held: Semaphore,
    held_by: RefCell<HashMap<UserId, u32>>,
}

/// A place of an account, until it is let go.
struct EaselPlace<'a> {
    easel: &'a Easel,
    user_id: UserId,
}

impl Drop for EaselPlace<'_> {
    fn drop(&mut self) {
        let mut held_by = self.easel.held_by.borrow_mut();
        let left = held_by.get(&self.user_id).map_or(0, |held| held.saturating_sub(1));
        match left {
            0 => held_by.remove(&self.user_id),
            left => held_by.insert(self.user_id.clone(), left),
        };
    }
}

impl Easel {
    pub(in crate::domains::user) fn new(media: &Arc<dyn MediaTool>) -> Self {
        let (drawn, held) = (Semaphore::new(DRAWN_MAX), Semaphore::new(HELD_MAX));
        Self { media: Arc::clone(media), drawn, held, held_by: RefCell::default() }
    }

    /// A place of an account; nothing when it has as many as it may.
    fn place(&self, user_id: &UserId) -> Option<EaselPlace<'_>> {
        let mut held_by = self.held_by.borrow_mut();
        let held = held_by.entry(user_id.clone()).or_default();
        if *held >= HELD_OF_ACCOUNT_MAX {
            return None;
        }
        *held += 1;
        Some(EaselPlace { easel: self, user_id: user_id.clone() })
    }

    async fn draw(&self, plan: &SquarePlan) -> Reply<Result<(), MediaFault>> {
        let _place = self.drawn.acquire().await.map_err(Fault::internal)?;
        // Whoever gives up drops the work, which ends it.
        let (_alive, cancel) = watch::channel(false);
        Ok(self.media.squares(plan, cancel).await)
    }
}

impl User {
    /// Makes the squares of a picture, which lie in its folder then.
    ///
    /// # Errors
    /// `PICTURE_INVALID`, `Overloaded` when too many do already, or the account does too often, and
    /// faults of tool and store.
    pub(in crate::domains::user) async fn draw_avatar(
        &self,
        (user_id, avatar): (&UserId, &AvatarId),
        (picture, reader): (Bytes, PictureReader),
    ) -> Reply<()> {
        let _place = self.easel.place(user_id).ok_or(Fault::Overloaded)?;
        let _held = self.easel.held.try_acquire().map_err(|_| Fault::Overloaded)?;
        let options = self.options.get();
        let blobs = &self.domain.blobs;
        let folder = model::make_avatar_folder(avatar);
        let upload = format!("{folder}/{UPLOAD_NAME}");
        blobs.put(&upload, picture).await?;
        let path = blobs.stage(&blobs.reference(&upload, 0)).await?;
        let made = blobs.work_folder(&folder).await?;
        let pixels_max = options.avatar_pixels_max;
        let plan = SquarePlan { path, reader, pixels_max, squares: model::make_squares(&made) };
        let drawn = self.easel.draw(&plan).await?;
        if drawn.is_ok() {
            self.keep_squares(avatar, &plan).await?;
        }
        blobs.remove(&upload).await?;
        blobs.drop_work_folder(&folder).await?;
        if let Err(fault) = &drawn {
            tracing::info!(%fault, note = fault.note(), "a picture was not made anew");
        }
        model::check_drawn(drawn, &options)
    }

    async fn keep_squares(&self, avatar: &AvatarId, plan: &SquarePlan) -> Result<(), BlobFault> {
        let blobs = &self.domain.blobs;
        for (square, edge_px) in plan.squares.iter().zip(AVATAR_EDGES_PX) {
            let length = blobs.inspect(&square.output, |open| open.len_bytes()).await?;
            let path = model::make_avatar_path(avatar, edge_px);
            blobs.put_range(&path, &square.output, 0, length).await?;
        }
        Ok(())
    }
}
