//! The shape of the dictionary: one field per sentence, grouped by where it is read. It must not
//! hold any sentence itself, nor a default for one.

/// All sentences of one language.
pub(crate) struct Words {
    pub(crate) site: SiteWords,
    pub(crate) nav: NavWords,
    pub(crate) units: UnitWords,
    pub(crate) form: FormWords,
    pub(crate) privacy: PrivacyWords,
    pub(crate) state: StateWords,
    pub(crate) stage: StageWords,
    pub(crate) stage_state: StageStateWords,
    pub(crate) notice: NoticeWords,
    pub(crate) home: HomeWords,
    pub(crate) watch: WatchWords,
    pub(crate) upload: UploadWords,
    pub(crate) studio: StudioWords,
    pub(crate) user: UserWords,
    pub(crate) account: AccountWords,
    pub(crate) admin: AdminWords,
    pub(crate) settings: SettingsWords,
    pub(crate) domains: DomainsWords,
    pub(crate) events: EventsWords,
    pub(crate) error: ErrorWords,
}

/// Said on every page.
pub(crate) struct SiteWords {
    pub(crate) name: &'static str,
    pub(crate) tagline: &'static str,
    pub(crate) skip_to_content: &'static str,
    /// Shown by scripts when the server cannot be reached.
    pub(crate) offline: &'static str,
}

/// Header, bottom bar, footer, preferences.
pub(crate) struct NavWords {
    pub(crate) main_label: &'static str,
    pub(crate) home: &'static str,
    pub(crate) upload: &'static str,
    pub(crate) studio: &'static str,
    pub(crate) account: &'static str,
    /// The account's place in the narrow bottom bar, where two syllables must do.
    pub(crate) me: &'static str,
    pub(crate) account_menu: &'static str,
    pub(crate) administrator: &'static str,
    pub(crate) admin: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_up: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) preferences: &'static str,
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) theme_auto: &'static str,
    pub(crate) theme_light: &'static str,
    pub(crate) theme_dark: &'static str,
}

/// Times and amounts; the numbers are whole and positive.
pub(crate) struct UnitWords {
    pub(crate) just_now: &'static str,
    pub(crate) minutes_ago: fn(i64) -> String,
    pub(crate) hours_ago: fn(i64) -> String,
    pub(crate) yesterday: &'static str,
    pub(crate) days_ago: fn(i64) -> String,
    /// Lengths of time: days, hours, minutes, seconds, milliseconds.
    pub(crate) days: fn(i64) -> String,
    pub(crate) hours: fn(i64) -> String,
    pub(crate) minutes: fn(i64) -> String,
    pub(crate) seconds: fn(i64) -> String,
    pub(crate) milliseconds: &'static str,
    pub(crate) bytes: &'static str,
    pub(crate) kibibytes: &'static str,
    pub(crate) kilobits_per_second: &'static str,
    pub(crate) pixels: &'static str,
    pub(crate) percent: &'static str,
    pub(crate) frames_per_second: &'static str,
    /// What a screen reader says before a bare `12:34` on a poster.
    pub(crate) duration: &'static str,
}

/// Labels and hints of the video form, shared by upload and edit.
pub(crate) struct FormWords {
    pub(crate) title: &'static str,
    pub(crate) title_hint: &'static str,
    pub(crate) description: &'static str,
    pub(crate) description_hint: &'static str,
    pub(crate) tags: &'static str,
    pub(crate) tags_hint: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) save: &'static str,
    pub(crate) cancel: &'static str,
}

/// Who may watch.
pub(crate) struct PrivacyWords {
    pub(crate) public: &'static str,
    pub(crate) public_hint: &'static str,
    pub(crate) unlisted: &'static str,
    pub(crate) unlisted_hint: &'static str,
    pub(crate) private: &'static str,
    pub(crate) private_hint: &'static str,
}

/// The state of a video.
pub(crate) struct StateWords {
    pub(crate) uploading: &'static str,
    pub(crate) checking: &'static str,
    pub(crate) transcoding: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) published: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) failed: &'static str,
}

/// The stages from file to page, and what each does.
pub(crate) struct StageWords {
    pub(crate) label: &'static str,
    pub(crate) upload: &'static str,
    pub(crate) probe: &'static str,
    pub(crate) ladder: &'static str,
    pub(crate) package: &'static str,
    pub(crate) poster: &'static str,
    pub(crate) storyboard: &'static str,
    pub(crate) publish: &'static str,
    /// "attempt 2 of 3"
    pub(crate) attempt: fn(u32, u32) -> String,
    /// `attempt` for scripts, with `{attempt}` and `{max}` to fill in.
    pub(crate) attempt_pattern: &'static str,
}

/// The state of one stage.
pub(crate) struct StageStateWords {
    pub(crate) waiting: &'static str,
    pub(crate) running: &'static str,
    pub(crate) done: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) retrying: &'static str,
}

/// One line at the top of a page that says what just happened.
pub(crate) struct NoticeWords {
    pub(crate) saved: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) published: &'static str,
    pub(crate) retrying: &'static str,
    pub(crate) token_revoked: &'static str,
    pub(crate) settings_changed: &'static str,
    pub(crate) settings_back: &'static str,
    pub(crate) settings_same: &'static str,
    pub(crate) events_retried: &'static str,
    pub(crate) events_replayed: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) welcome: &'static str,
}

/// The home page.
pub(crate) struct HomeWords {
    pub(crate) title: &'static str,
    pub(crate) newest: &'static str,
    pub(crate) load_more: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_text: &'static str,
    pub(crate) invite_title: &'static str,
    pub(crate) invite_text: &'static str,
    pub(crate) invite_action: &'static str,
    pub(crate) end_of_list: &'static str,
}

/// The watch page and its player.
pub(crate) struct WatchWords {
    pub(crate) player_label: &'static str,
    pub(crate) newest: &'static str,
    pub(crate) newest_empty: &'static str,
    pub(crate) no_description: &'static str,
    pub(crate) tags_label: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) share: &'static str,
    pub(crate) link_copied: &'static str,
    pub(crate) not_playable: &'static str,
    pub(crate) not_playable_text: &'static str,
    pub(crate) open_studio: &'static str,
    /// `{time}` is filled in by the script.
    pub(crate) resumed_pattern: &'static str,
    pub(crate) start_over: &'static str,
    pub(crate) quality: &'static str,
    pub(crate) quality_auto: &'static str,
    pub(crate) playback_failed: &'static str,
    pub(crate) playback_away: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) needs_script: &'static str,
}

/// The upload page.
pub(crate) struct UploadWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) drop_here: &'static str,
    pub(crate) choose_file: &'static str,
    pub(crate) other_file: &'static str,
    pub(crate) limit: fn(String) -> String,
    pub(crate) details: &'static str,
    pub(crate) start: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) resume: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) paused: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) no_file: &'static str,
    pub(crate) no_title: &'static str,
    pub(crate) unfinished: &'static str,
    pub(crate) unfinished_text: &'static str,
    pub(crate) forget: &'static str,
    pub(crate) keep_open: &'static str,
    pub(crate) may_leave: &'static str,
    pub(crate) published: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) open_video: &'static str,
    pub(crate) open_studio: &'static str,
    pub(crate) another: &'static str,
    pub(crate) reconnecting: &'static str,
    pub(crate) needs_script: &'static str,
}

/// The studio and the edit page.
pub(crate) struct StudioWords {
    pub(crate) title: &'static str,
    pub(crate) new_upload: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_text: &'static str,
    pub(crate) watch: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) delete_title: &'static str,
    pub(crate) delete_warning: &'static str,
    pub(crate) delete_confirm: &'static str,
    pub(crate) publish: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) details: &'static str,
    pub(crate) why: &'static str,
    pub(crate) waits: &'static str,
    pub(crate) edit_title: &'static str,
    pub(crate) back: &'static str,
    pub(crate) load_more: &'static str,
}

/// Sign-in, sign-up and first set-up.
pub(crate) struct UserWords {
    pub(crate) name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_hint: fn(u32) -> String,
    pub(crate) show_password: &'static str,
    pub(crate) hide_password: &'static str,
    pub(crate) sign_in_title: &'static str,
    pub(crate) sign_in_lead: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) no_account: &'static str,
    pub(crate) sign_up_title: &'static str,
    pub(crate) sign_up_lead: &'static str,
    pub(crate) sign_up: &'static str,
    pub(crate) have_account: &'static str,
    pub(crate) setup_title: &'static str,
    pub(crate) setup_lead: &'static str,
    pub(crate) setup: &'static str,
}

/// The account page.
pub(crate) struct AccountWords {
    pub(crate) title: &'static str,
    pub(crate) member_since: &'static str,
    pub(crate) tokens: &'static str,
    pub(crate) tokens_lead: &'static str,
    pub(crate) tokens_empty: &'static str,
    pub(crate) token_label: &'static str,
    pub(crate) token_label_hint: &'static str,
    pub(crate) token_create: &'static str,
    pub(crate) token_once: &'static str,
    pub(crate) token_copy: &'static str,
    pub(crate) token_copied: &'static str,
    pub(crate) token_created: &'static str,
    pub(crate) token_last_used: &'static str,
    pub(crate) token_never_used: &'static str,
    pub(crate) token_revoke: &'static str,
    pub(crate) preferences_lead: &'static str,
}

/// The start page of administrators.
pub(crate) struct AdminWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) settings_lead: &'static str,
    pub(crate) history: &'static str,
    pub(crate) history_lead: &'static str,
    pub(crate) domains: &'static str,
    pub(crate) domains_lead: &'static str,
    pub(crate) events: &'static str,
    pub(crate) events_lead: &'static str,
    pub(crate) metrics: &'static str,
    pub(crate) metrics_lead: &'static str,
}

/// Settings that change while the site runs, and their history.
pub(crate) struct SettingsWords {
    pub(crate) lead: &'static str,
    pub(crate) version: fn(u64) -> String,
    pub(crate) never: &'static str,
    pub(crate) sections: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_empty: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) edit_title: fn(&str) -> String,
    pub(crate) edit_lead: &'static str,
    pub(crate) on: &'static str,
    pub(crate) off: &'static str,
    pub(crate) unset: &'static str,
    pub(crate) source_default: &'static str,
    pub(crate) source_file: &'static str,
    pub(crate) source_environment: &'static str,
    pub(crate) source_live: fn(u64) -> String,
    pub(crate) source_flag: &'static str,
    pub(crate) fixed_at_start: &'static str,
    pub(crate) fixed_by_owner: &'static str,
    pub(crate) next_start: fn(&str) -> String,
    pub(crate) covers: fn(&str, &str) -> String,
    pub(crate) follow: fn(&str, &str) -> String,
    pub(crate) aside: &'static str,
    pub(crate) aside_lead: &'static str,
    pub(crate) damage: &'static str,
    pub(crate) one_a_line: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) preview: &'static str,
    pub(crate) preview_title: &'static str,
    pub(crate) preview_lead: &'static str,
    pub(crate) apply: &'static str,
    pub(crate) change_more: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) changed_meanwhile: fn(&str, u64) -> String,
    pub(crate) history: &'static str,
    pub(crate) history_lead: &'static str,
    pub(crate) history_empty: &'static str,
    pub(crate) older: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) not_live: &'static str,
    pub(crate) back_to: fn(u64) -> String,
    pub(crate) in_force: &'static str,
    pub(crate) compare: &'static str,
    pub(crate) first: &'static str,
    pub(crate) first_lead: &'static str,
    pub(crate) what_it_changed: &'static str,
    pub(crate) what_back_changes: &'static str,
    pub(crate) nothing_to_bring_back: &'static str,
    pub(crate) roll_back: &'static str,
}

/// The page that draws the domains.
pub(crate) struct DomainsWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) graph: &'static str,
    pub(crate) calls: &'static str,
    pub(crate) hears: &'static str,
    pub(crate) front: &'static str,
    pub(crate) front_lead: &'static str,
    pub(crate) requests_per_s: &'static str,
    pub(crate) figures: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) placement: &'static str,
    pub(crate) local: &'static str,
    pub(crate) mailbox_wire: &'static str,
    pub(crate) calls_per_s: &'static str,
    pub(crate) mailbox: &'static str,
    pub(crate) store: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) faulted: &'static str,
    pub(crate) events: &'static str,
    pub(crate) in_flight: &'static str,
    pub(crate) parked: &'static str,
    pub(crate) restarts: &'static str,
    pub(crate) starting: &'static str,
    pub(crate) running: &'static str,
    pub(crate) restarting: &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) unreached: &'static str,
    pub(crate) window: fn(u64) -> String,
    pub(crate) live: &'static str,
    pub(crate) lost: &'static str,
    pub(crate) note: &'static str,
}

/// The page of the events between domains.
pub(crate) struct EventsWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) parked: fn(usize) -> String,
    pub(crate) retry: &'static str,
    pub(crate) tries: fn(u64) -> String,
    pub(crate) behind: &'static str,
    pub(crate) away: &'static str,
    pub(crate) readings: &'static str,
    pub(crate) hears: &'static str,
    pub(crate) position: fn(u64) -> String,
    pub(crate) replay: &'static str,
    pub(crate) replaying: &'static str,
    pub(crate) note: &'static str,
}

/// The error page and the 404.
pub(crate) struct ErrorWords {
    pub(crate) title: &'static str,
    pub(crate) what_to_do: &'static str,
    pub(crate) code: &'static str,
    pub(crate) trace_id: &'static str,
    pub(crate) trace_hint: &'static str,
    pub(crate) go_home: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) not_found_title: &'static str,
    pub(crate) not_found_text: &'static str,
    pub(crate) not_found_action: &'static str,
}
