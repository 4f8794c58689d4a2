//! FollowUser: follows an account, or no longer. Following twice must count once.

use crate::contract::community::{FollowUserRequest, FollowUserResponse, Refusal};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Reach};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::id::UserId;
use crate::kernel::quota::check_quota;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: FollowUserRequest,
) -> Reply<FollowUserResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let unknown = |_| Refusal::FollowInvalid.because("there is no such account");
    let followed_id: UserId = request.user_id.parse().map_err(unknown)?;
    model::check_follow(&user_id, &followed_id)?;
    let reach = service.reach(followed_id.as_str(), &user_id).await?;
    if request.is_followed {
        model::check_reach(reach)?;
    }
    let most = service.options.get().follows_max;
    let follow = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? || store::is_erased(tx, &followed_id)? {
            return Err(refuse_erased().into());
        }
        if !request.is_followed {
            store::unfollow(tx, &user_id, &followed_id)?;
        } else if !store::is_followed(tx, &user_id, &followed_id)? {
            let counts = store::counts_of(tx, &user_id)?;
            check_quota(Refusal::TooManyFollows, counts.followed_count, most)?;
            let is_new = store::follow(tx, &user_id, &followed_id)?;
            if is_new && reach == Reach::Open {
                store::tell_followed(tx, &user_id, &followed_id)?;
            }
        }
        let counts = store::counts_of(tx, &followed_id)?;
        Ok(FollowUserResponse { follower_count: counts.follower_count })
    });
    follow.await
}
