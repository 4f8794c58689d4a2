//! Coins as JSON: those that the caller has, and those that they give to videos.

use super::threads::VideoCountsJson;
use crate::contract::community::{
    ClaimCoinsRequest, Counts, GetWalletRequest, GiveCoinsRequest, SupportVideoRequest, Wallet,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::danmaku::api::PlayQuery;
use actix_web::{HttpRequest, web};
use utoipa::ToSchema;

/// The coins that you have.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct WalletJson {
    coins: u64,
    /// Whether those of this day, which ends at midnight UTC, are among them.
    is_claimed: bool,
    /// As many as you may give to one video.
    video_coins_max: u64,
}

impl WalletJson {
    fn of(wallet: Option<Wallet>) -> Self {
        let Wallet { coins, is_claimed, video_coins_max } = wallet.unwrap_or_default();
        Self { coins, is_claimed, video_coins_max }
    }
}

/// What you have given to a video.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewCoinsJson {
    /// How many you have given it afterwards, those of before included. None is taken back.
    coins: u32,
}

/// A video after you have given it coins.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct GivenCoinsJson {
    #[serde(flatten)]
    counts: VideoCountsJson,
    /// By you, in all.
    given_coins: u64,
    /// What you have left.
    wallet: WalletJson,
}

impl GivenCoinsJson {
    fn of(counts: Option<Counts>, given_coins: u64, wallet: Option<Wallet>) -> Self {
        let (counts, wallet) = (VideoCountsJson::of(counts), WalletJson::of(wallet));
        Self { counts, given_coins, wallet }
    }
}

/// `GET /api/v1/coins`
#[utoipa::path(
    get, path = "/api/v1/coins", tag = "community",
    operation_id = "getCoins",
    responses((status = 200, description = "The coins that you have", body = WalletJson)),
)]
pub(in crate::gateway) async fn get(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().community.get_wallet(&req.cx(), GetWalletRequest {}).await?;
    Ok(fresh(&WalletJson::of(told.wallet)))
}

/// `POST /api/v1/coins`
#[utoipa::path(
    post, path = "/api/v1/coins", tag = "community",
    operation_id = "claimCoins",
    responses(
        (status = 200, description = "The coins that you have, with those of this day",
            body = WalletJson),
    )
)]
pub(in crate::gateway) async fn claim(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().community.claim_coins(&req.cx(), ClaimCoinsRequest {}).await?;
    Ok(fresh(&WalletJson::of(told.wallet)))
}

/// `PUT /api/v1/videos/{id}/coins`
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/coins", tag = "community",
    operation_id = "giveCoins", request_body = NewCoinsJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "The video has them", body = GivenCoinsJson),
        (status = 403, description = "Its owner has blocked you", body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
        (status = 409, description = "You have not got as many", body = ErrorJson),
        (status = 422, description = "None, too many for one video, or your own video",
            body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn give(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    new: Json<NewCoinsJson>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let coins = new.0.coins;
    let asked = GiveCoinsRequest { video_id: id.into_inner(), media_token, coins };
    let told = front.clients().community.give_coins(&req.cx(), asked).await?;
    Ok(fresh(&GivenCoinsJson::of(told.counts, told.given_coins, told.wallet)))
}

/// `POST /api/v1/videos/{id}/support`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/support", tag = "community",
    operation_id = "supportVideo",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description =
            "You like it, have given it as many coins as you may and have, and keep it in your \
             first folder, which is made if you have none", body = GivenCoinsJson),
        (status = 403, description = "Its owner has blocked you", body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
        (status = 429, description = "The folder is full", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn support(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let folder_name = req.language.words().community.favourites_first().to_owned();
    let asked = SupportVideoRequest { video_id: id.into_inner(), media_token, folder_name };
    let told = front.clients().community.support_video(&req.cx(), asked).await?;
    Ok(fresh(&GivenCoinsJson::of(told.counts, told.given_coins, told.wallet)))
}
