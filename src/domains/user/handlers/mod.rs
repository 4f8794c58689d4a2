//! The work of each message, one file per rpc: check, load, decide, save, answer.

pub(super) mod add_user;
pub(super) mod change_password;
pub(super) mod claim_setup;
pub(super) mod create_api_token;
pub(super) mod end_all_sessions;
pub(super) mod end_session;
pub(super) mod get_first_administrator;
pub(super) mod get_reset_link;
pub(super) mod get_sign_up_status;
pub(super) mod get_user;
pub(super) mod get_users;
pub(super) mod list_api_tokens;
pub(super) mod list_sessions;
pub(super) mod list_users;
pub(super) mod mint_reset_link;
pub(super) mod mint_setup_link;
pub(super) mod redeem_reset_link;
pub(super) mod resolve_credential;
pub(super) mod restore_user;
pub(super) mod revoke_api_token;
pub(super) mod set_role;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod sign_up;
pub(super) mod suspend_user;
