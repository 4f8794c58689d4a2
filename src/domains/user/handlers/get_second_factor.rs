//! Says how the caller signs in beyond the password. It must not give a secret or a code.

use crate::contract::user::{GetSecondFactorRequest, GetSecondFactorResponse, Owner};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, ProvenSession};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: GetSecondFactorRequest,
) -> Reply<GetSecondFactorResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let now_ms = service.domain.clock.now_ms();
    let find = move |view: &View<'_, Owner>| {
        let proven = session.map(|hash| store::proven_session(view, &hash)).transpose()?.flatten();
        let holds = |one: &ProvenSession| one.user_id == user_id && one.proven_until_ms > now_ms;
        let proven = proven.filter(holds);
        let codes_left = store::count_recovery_codes(view, &user_id)?;
        let totp = store::totp_of(view, &user_id)?;
        Ok(model::show_second_factor(totp.as_ref(), codes_left, proven.as_ref()))
    };
    service.domain.db.read(find).await
}
