//! GiveCoins: gives coins of the caller to a video. It must not give one that they have not got.

use crate::contract::community::{GiveCoinsRequest, GiveCoinsResponse, Owner};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Reach};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use std::sync::Arc;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: GiveCoinsRequest,
) -> Reply<GiveCoinsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let options = service.options.get();
    let coins = model::decide_coins(request.coins, options.video_coins_max)?;
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    model::check_giver(&cx.caller, &entry)?;
    let reach = service.reach(&entry.owner_id, &user_id).await?;
    model::check_reach(reach)?;
    // By itself: the coins of this day stay also where these are not enough.
    let (of, live) = (user_id.clone(), Arc::clone(&options));
    let claim = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &of)? {
            return Err(refuse_erased().into());
        }
        store::claim_coins(tx, &of, &live)
    };
    service.domain.db.write(&cx, claim).await?;
    let give = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if store::has_ended(tx, &entry.video_id)? {
            return Err(model::refuse_thread().into());
        }
        store::ensure_thread(tx, &entry.video_id, &entry.owner_id)?;
        store::lock_thread(tx, &entry.video_id)?;
        let wallet = store::wallet_of(tx, &user_id)?;
        let more = coins.saturating_sub(store::given_to(tx, &entry.video_id, &user_id)?);
        if more > 0 {
            if !store::give_coins(tx, &entry.video_id, &user_id, more)? {
                return Err(model::refuse_coins(wallet).into());
            }
            if reach == Reach::Open {
                store::tell_coins(tx, &entry, &user_id)?;
            }
        }
        let thread = store::find_thread(tx, &entry.video_id)?;
        Ok(GiveCoinsResponse {
            counts: Some(model::show_counts(thread.as_ref(), entry.is_manager)),
            given_coins: store::given_to(tx, &entry.video_id, &user_id)?,
            wallet: Some(store::wallet_of(tx, &user_id)?.show(tx.now_ms(), &options)),
        })
    });
    give.await
}
