//! Operations of which the test of the OpenAPI document can take none: what they need is not made
//! by chance. Each is tested elsewhere. It must not list what could be taken.

/// What is never done here: nothing begins a backup, no job fails, no video is blocked, and nobody
/// tells their password, a code or a passkey. Of all other operations at least one request is
/// taken, or the requests are too poor to show anything.
pub(crate) const NEVER_TAKEN: [&str; 40] = [
    "GET /api/v1/admin/backup",
    "POST /api/v1/admin/backup",
    "POST /api/v1/account/password",
    "POST /api/v1/account/proof",
    "POST /api/v1/account/second-factor/totp/confirm",
    "POST /api/v1/account/second-factor/recovery-codes",
    // This site has no name.
    "POST /api/v1/passkey-challenges",
    "POST /api/v1/account/passkey-challenges",
    "POST /api/v1/account/passkeys",
    "PATCH /api/v1/account/passkeys/{id}",
    "POST /api/v1/videos/{id}/retry",
    "POST /api/v1/videos/{id}/appeal",
    // No bytes of chance are a picture.
    "POST /api/v1/account/avatar",
    // It is asked for by names, and what stands below `users` elsewhere are ids.
    "GET /api/v1/users/{name}",
    // Nobody waits on a site that is open.
    "POST /api/v1/admin/sign-ups/{id}/refuse",
    // They need a password, and a link that was sent.
    "POST /api/v1/account/address",
    "POST /api/v1/account/erase",
    "POST /api/v1/address-confirmations",
    // It needs the hash of an entry of the log.
    "POST /api/v1/admin/moderation/checkpoints",
    // They need a play session, a text that was written, or a version of it.
    "POST /api/v1/videos/{id}/danmaku",
    // No bytes of chance are a file of texts.
    "POST /api/v1/videos/{id}/danmaku/import",
    "DELETE /api/v1/videos/{id}/danmaku/{danmaku_id}",
    "POST /api/v1/videos/{id}/danmaku/{danmaku_id}/recall",
    "POST /api/v1/videos/{id}/danmaku/{danmaku_id}/decision",
    "GET /api/v1/videos/{id}/danmaku/segments/{number}",
    "GET /api/v1/videos/{id}/danmaku/segments/{number}/delta",
    "GET /api/v1/danmaku/held",
    // They need a folder, or a comment.
    "GET /api/v1/folders/{folder_id}/videos",
    "PATCH /api/v1/folders/{folder_id}",
    "DELETE /api/v1/folders/{folder_id}",
    "GET /api/v1/videos/{id}/comments/{comment_id}/edits",
    "PATCH /api/v1/videos/{id}/comments/{comment_id}",
    "DELETE /api/v1/videos/{id}/comments/{comment_id}",
    "PUT /api/v1/videos/{id}/comments/{comment_id}/like",
    "POST /api/v1/videos/{id}/comments/{comment_id}/decision",
    "GET /api/v1/videos/{id}/comments/{comment_id}",
    "POST /api/v1/videos/{id}/comments/{comment_id}/reports",
    // Of all numbers two are coins that somebody has.
    "PUT /api/v1/videos/{id}/coins",
    // They need the link out of a mail; the first only leads to a page.
    "GET /api/v1/notifications/leave/{token}",
    "POST /api/v1/notifications/leave/{token}",
];
