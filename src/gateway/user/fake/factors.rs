//! Two-step sign-in as the front's tests know it: one ticket, one code, and an administrator
//! who is never proven.

use super::mira;
use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::user;
use crate::kernel::bus::Call as _;
use crate::kernel::fault::RefusalCode as _;

/// The second factor: 123456 is the code, and root is not proven.
pub(super) fn factors(call: user::Call) {
    let unproven = || user::Refusal::ProofNeeded.because("type the password once more").into();
    match call {
        user::Call::FinishSignIn(request, reply_to) if request.ticket != "one-time" => {
            reply_to.fail(user::Refusal::TicketInvalid.because("it took too long").into());
        },
        user::Call::FinishSignIn(request, reply_to)
            if request.code == "123456" || request.recovery_code == "abcd" =>
        {
            let (user, session_token) = (Some(mira()), "good".into());
            reply_to.send(Ok(user::FinishSignInResponse { user, session_token }));
        },
        user::Call::FinishSignIn(_, reply_to) => {
            reply_to.fail(user::Refusal::CodeWrong.because("it is another one").into());
        },
        user::Call::ProvePassword(request, reply_to)
            if request.current_password == "correct horse" =>
        {
            let proven_until_ms = FIRST_DAY_MS + 600_000;
            reply_to.send(Ok(user::ProvePasswordResponse { proven_until_ms }));
        },
        user::Call::ProvePassword(_, reply_to) => {
            reply_to.fail(user::Refusal::PasswordWrong.because("it is another one").into());
        },
        user::Call::GetSecondFactor(request, reply_to) => {
            reply_to.send(Ok(user::GetSecondFactorResponse {
                has_totp: request.session_token == "admin",
                totp_since_ms: FIRST_DAY_MS,
                recovery_codes_left: 8,
                proven_until_ms: 0,
            }));
        },
        user::Call::BeginTotp(request, reply_to) if request.session_token != "good" => {
            reply_to.fail(unproven());
        },
        user::Call::BeginTotp(_, reply_to) => {
            let (secret, uri) = ("MZXW6YTBOI".into(), "otpauth://totp/x?secret=MZXW6YTBOI".into());
            reply_to.send(Ok(user::BeginTotpResponse { secret, uri }));
        },
        user::Call::ConfirmTotp(request, reply_to) if request.code == "123456" => {
            let recovery_codes = vec!["abcd-efgh".into(), "ijkl-mnop".into()];
            reply_to.send(Ok(user::ConfirmTotpResponse { recovery_codes }));
        },
        user::Call::ConfirmTotp(_, reply_to) => {
            reply_to.fail(user::Refusal::CodeWrong.because("it is another one").into());
        },
        user::Call::RenewRecoveryCodes(_, reply_to) => {
            let recovery_codes = vec!["qrst-uvwx".into()];
            reply_to.send(Ok(user::RenewRecoveryCodesResponse { recovery_codes }));
        },
        user::Call::RemoveTotp(request, reply_to) if request.session_token != "good" => {
            reply_to.fail(unproven());
        },
        user::Call::RemoveTotp(_, reply_to) => reply_to.send(Ok(user::RemoveTotpResponse {})),
        user::Call::ResetSecondFactor(request, reply_to) if request.user_id == "u9" => {
            reply_to.fail(unproven());
        },
        user::Call::ResetSecondFactor(_, reply_to) => {
            reply_to.send(Ok(user::ResetSecondFactorResponse {}));
        },
        other => passkeys(other),
    }
}

fn passkey(id: &str) -> user::Passkey {
    user::Passkey {
        passkey_id: id.into(),
        label: "<b>phone</b>".into(),
        created_at_ms: FIRST_DAY_MS,
        used_at_ms: 0,
    }
}

/// Passkeys: one, whose device signs as "signed".
fn passkeys(call: user::Call) {
    match call {
        user::Call::BeginPasskeySignIn(_, reply_to) => {
            reply_to.send(Ok(user::BeginPasskeySignInResponse {
                challenge: "challenge".into(),
                rp_id: "here.test".into(),
                expires_at_ms: FIRST_DAY_MS + 300_000,
            }));
        },
        user::Call::FinishPasskeySignIn(request, reply_to) if request.signature == "signed" => {
            let (user, session_token) = (Some(mira()), "good".into());
            reply_to.send(Ok(user::FinishPasskeySignInResponse { user, session_token }));
        },
        user::Call::FinishPasskeySignIn(_, reply_to) => {
            reply_to.fail(user::Refusal::PasskeyInvalid.because("it is not known").into());
        },
        user::Call::BeginPasskey(request, reply_to) if request.session_token != "good" => {
            reply_to.fail(user::Refusal::ProofNeeded.because("type the password").into());
        },
        user::Call::BeginPasskey(_, reply_to) => {
            reply_to.send(Ok(user::BeginPasskeyResponse {
                challenge: "challenge".into(),
                rp_id: "here.test".into(),
                user_handle: "u1".into(),
                user_name: "mira".into(),
                excluded_ids: vec!["abcd".into()],
                expires_at_ms: FIRST_DAY_MS + 300_000,
            }));
        },
        user::Call::AddPasskey(request, reply_to) if request.attestation_object == "made" => {
            reply_to.send(Ok(user::AddPasskeyResponse { passkey: Some(passkey("p2")) }));
        },
        user::Call::AddPasskey(_, reply_to) => {
            reply_to.fail(user::Refusal::PasskeyInvalid.because("it is not known").into());
        },
        user::Call::ListPasskeys(_, reply_to) => {
            let passkeys = vec![passkey("p1")];
            reply_to.send(Ok(user::ListPasskeysResponse { passkeys }));
        },
        user::Call::RenamePasskey(request, reply_to) if request.passkey_id != "p1" => {
            reply_to.fail(user::Refusal::PasskeyUnknown.because("there is none").into());
        },
        user::Call::RenamePasskey(_, reply_to) => {
            reply_to.send(Ok(user::RenamePasskeyResponse {}));
        },
        user::Call::RemovePasskey(_, reply_to) => {
            reply_to.send(Ok(user::RemovePasskeyResponse {}));
        },
        other => other.fail(user::Refusal::UserUnknown.because("there is no such account").into()),
    }
}
