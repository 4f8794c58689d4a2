//! DecideProfile: what a person decides about a profile holds from now on. It must not hold for
//! what the person did not see.

use crate::contract::moderation::{
    DecideProfileRequest, DecideProfileResponse, Owner, ProfileDecision,
};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: DecideProfileRequest,
) -> Reply<DecideProfileResponse> {
    cx.caller.authorize_moderator()?;
    let (caller, moderator) = (cx.caller.clone(), model::make_actor(&cx.caller));
    let user_id = request.user_id.parse().map_err(|_| model::refuse_profile())?;
    let decide = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &moderator)? {
            return Err(refuse_erased().into());
        }
        let profile = store::find_profile(tx, &user_id)?.ok_or_else(model::refuse_profile)?;
        model::check_profile_decision(&profile, &caller, &request)?;
        let decided = model::after_profile_decision(profile, moderator.clone(), &request);
        if request.decision() == ProfileDecision::RefuseBio {
            let hash = model::make_bio_hash(&user_id, &decided.bio);
            store::note_refused_text(tx, &user_id, &hash, &decided.bio_verdict)?;
        }
        let decided = store::settle_profile(tx, decided, Some(moderator))?;
        Ok(DecideProfileResponse { profile: Some(model::show_judged_profile(decided)) })
    };
    service.domain.db.answer(&cx, decide).await
}
