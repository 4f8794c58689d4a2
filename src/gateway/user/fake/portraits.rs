//! What accounts show of themselves: mira has a picture that everybody sees and one that waits.

use super::factors::factors;
use crate::contract::user;
use crate::kernel::fault::RefusalCode as _;
use crate::kernel::wire::BlobRef;

/// The picture that everybody sees, and the one that waits.
pub(in crate::gateway) const SHOWN: &str = "a1";
pub(in crate::gateway) const WAITING: &str = "a2";

pub(super) fn portraits(call: user::Call) {
    match call {
        user::Call::UpdateProfile(request, reply_to) if request.bio == "long" => {
            reply_to.fail(user::Refusal::BioInvalid.because("it is too long").into());
        },
        user::Call::UpdateProfile(request, reply_to) => {
            reply_to.send(Ok(user::UpdateProfileResponse { bio: request.bio }));
        },
        user::Call::GetProfile(_, reply_to) => {
            let part = |standing: user::Standing| user::ProfilePart {
                standing: standing.into(),
                note: "Too <b>loud</b>".into(),
                ..user::ProfilePart::default()
            };
            reply_to.send(Ok(user::GetProfileResponse {
                bio: "I film <b>fish</b>, see https://fish.example".into(),
                bio_part: Some(part(user::Standing::Refused)),
                avatar: WAITING.into(),
                avatar_part: Some(part(user::Standing::Waiting)),
            }));
        },
        user::Call::SetAvatar(request, reply_to) if request.picture.starts_with(b"<svg") => {
            let refused = user::Refusal::PictureInvalid.because("an SVG is a program");
            reply_to.fail(refused.with("problem", "svg").with("most", 0_u64).into());
        },
        user::Call::SetAvatar(_, reply_to) => {
            reply_to.send(Ok(user::SetAvatarResponse { avatar: WAITING.into() }));
        },
        user::Call::RemoveAvatar(_, reply_to) => {
            reply_to.send(Ok(user::RemoveAvatarResponse {}));
        },
        user::Call::GetAvatar(request, reply_to)
            if [SHOWN, WAITING].contains(&&*request.avatar) && request.edge_px == 96 =>
        {
            let path = format!("avatars/{}/96.jpg", request.avatar);
            let blob = Some(BlobRef { owner: "user".into(), path, size_bytes: 0 });
            let is_public = request.avatar == SHOWN;
            reply_to.send(Ok(user::GetAvatarResponse { blob, is_public }));
        },
        user::Call::GetAvatar(_, reply_to) => {
            reply_to.fail(user::Refusal::AvatarUnknown.because("there is no such picture").into());
        },
        other => factors(other),
    }
}
