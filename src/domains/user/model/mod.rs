//! The rules of accounts, as plain functions over plain values.
//! They must not read a clock, a store or chance: all three come in as parameters.

mod access;
mod account;
mod avatar;
mod erasure;
mod export;
mod invitation;
mod mail;
mod options;
mod oversight;
mod passkey;
mod portrait;
mod profile;
mod quota;
mod relation;
mod second_factor;
mod session;
mod sign_up;
mod tries;

pub(super) use access::{
    Setup, check_setup, refuse_no_password, refuse_setup_done, refuse_setup_link, refuse_token,
};
pub(super) use account::{
    Account, Credential, Keeping, Listed, Locked, Name, Overseen, Resolved, Suspension, Token, Use,
    check_password, decide_label, decide_name, decide_role, may_be_password, refuse_user,
};
pub(super) use avatar::{
    AVATAR_EDGES_PX, check_drawn, decide_edge, decide_picture, make_avatar_folder,
    make_avatar_path, make_squares, refuse_avatar,
};
pub(super) use erasure::{
    Erasure, check_erasing, check_typed_name, decide_erasure_reason, make_orderer,
};
pub(super) use export::{AsideMark, EXPORTS_COUNTED_MS, LetterMark};
pub(super) use invitation::{
    Invited, Offer, decide_offer, may_admit, refuse_invitation, refuse_invitation_id,
    show_invitation,
};
pub(super) use mail::{
    AddressClaim, AskedReset, Fate, LETTERS_COUNTED_MS, MailCounts, Outgoing, Recipient,
    after_confirmed, decide_address, decide_fate, decide_notice, decide_own_address,
    decide_reset_request, make_decision_letter, make_device, make_notice, make_outgoing,
    refuse_address_taken, refuse_mail_later, refuse_mail_link, show_addresses, show_confirmed,
    show_mail_counts,
};
pub(crate) use options::Options;
#[cfg(test)]
pub(super) use options::SignUp;
pub(super) use oversight::{
    Listing, check_role, check_suspending, check_suspension, decide_listing, decide_new_role,
    decide_reason, refuse_password, refuse_reset_link,
};
pub(super) use passkey::{
    CHALLENGES_MAX, KeptPasskey, OWN_CHALLENGES_MAX, check_counter, decide_passkey_label,
    refuse_passkey, refuse_passkey_id, refuse_passkeys_off,
};
pub(super) use portrait::{
    Portrait, Shown, after_avatar, after_bio, after_judged, decide_shown, make_largest,
    make_letters, make_portrait, make_told, show_profile,
};
pub(super) use profile::{PROFILE_CHANGES_COUNTED_MS, check_profile_changes, decide_bio};
pub(super) use quota::{OwnQuota, decide_own_quota, show_quota};
pub(super) use relation::{Aside, Between, check_other, decide_kind, decide_sight, show_relations};
pub(super) use second_factor::{
    ProvenSession, RECOVERY_CODES, TICKETS_MAX, Ticket, Totp, check_proof, decide_confirmed,
    decide_secret, decide_step, decide_stranger_code, refuse_code, refuse_off, refuse_proof,
    refuse_ticket, show_second_factor,
};
pub(super) use session::{Opened, Opening, Origin, make_origin, show_session};
pub(super) use sign_up::{
    Admission, Asking, Dismissal, InQueue, check_approved, check_room, decide_answer,
    decide_sign_up, refuse_sign_up_id, show_mode,
};
pub(super) use tries::{
    Booked, Booking, Places, Tries, after_failure, after_stranger_taken_back, after_taken_back,
    decide_stranger_try, decide_try, refuse_wrong,
};
