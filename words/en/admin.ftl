## The start page of administrators

admin-title = Administration
admin-lead = Everything that concerns the site as a whole.
admin-overview = Overview
admin-gallery = Components
admin-gallery-lead = Every component of the site in each of its states, for developers.
admin-settings = Settings
admin-settings-lead = What is in effect, where each value comes from, and what can change while the site is running.
admin-history = Settings history
admin-history-lead = Who changed what, when and why. Any version can be restored.
admin-domains = Domains
admin-domains-lead = How the parts of the site work together: where each one runs, how busy it is and how fast, live.
admin-events = Events
admin-events-lead = Events that could not be processed and were set aside. Retry them here.
admin-mail = Mail
admin-mail-lead = Messages to your users are sent by your mail server.
admin-mail-files = No mail server is set: messages are written into a folder. See [mail] in config.toml.
admin-mail-waiting =
    { $n ->
        [one] One message is waiting to be sent, since
       *[other] { $n } messages are waiting to be sent, the oldest since
    }
admin-mail-given-up =
    { $n ->
        [one] One message of the last days could not be delivered.
       *[other] { $n } messages of the last days could not be delivered.
    }
admin-metrics = Metrics
admin-metrics-lead = Counters and timings of this server in Prometheus format. Point your monitoring at this address.

## Settings that change while the site runs, and their history

settings-lead = What is in effect on this server now, and where each value comes from.
settings-version = Version { $n }
settings-never = No settings have been changed here yet.
settings-sections = Sections
settings-search = Find a setting
settings-search-empty = No setting matches this search.
settings-edit = Change
settings-clear = Clear
settings-edit-title = Change { $section }
settings-edit-lead = Changes take effect on every server of the site within a second. You review them before they are applied.
settings-on = on
settings-off = off
settings-unset = unset
settings-source-default = default
settings-source-file = file
settings-source-environment = environment
settings-source-live = live, version { $n }
settings-source-flag = flag
settings-fixed-at-start = Read when the server starts. Change it in the configuration file.
settings-fixed-by-owner = Controls whom the site trusts. Only the owner of the machine can change it, in the configuration file.
settings-next-start = The next start will use { $value }.
settings-covers = Overrides { $value } ({ $source }).
settings-follow = Reset to { $value } ({ $source })
settings-aside = Not in effect
settings-aside-lead = These live values could not be applied on this server. Clear them or set them again.
settings-damage = Part of the history cannot be read:
settings-one-a-line = One per line.
settings-note = Note
settings-note-hint = Why you are making this change
settings-preview = Review changes
settings-preview-title = Review changes
settings-preview-lead = Nothing has been applied yet. This is how your changes differ from the current settings.
settings-apply = Apply
settings-change-more = Keep editing
settings-refused = No settings were changed.
settings-changed-meanwhile = { $who } saved version { $n } in the meantime. Your input is kept; please review the changes again.
settings-history = History
settings-history-lead = Every change is saved as a version. Restoring an old version creates a new one, so nothing is lost.
settings-history-empty = No settings have been changed here yet. The first change will show up here.
settings-older = Older versions
settings-setting = Setting
settings-before = Before
settings-after = After
settings-not-live = not set here
settings-back-to = restored version { $n }
settings-in-force = current
settings-compare = Compare and restore
settings-first = Before the first change
settings-first-lead = Only the configuration file and the environment; no live settings.
settings-what-it-changed = What this version changed
settings-what-back-changes = What restoring it would change now
settings-nothing-to-bring-back = The current settings already match this version.
settings-roll-back = Restore this version
settings-site-preview = Preview
settings-site-logo-file = Logo: choose a picture
settings-site-logo-too-large = This picture is too large. Choose one of up to 18 KB.

## The page that draws the domains

domains-title = Domains
domains-lead = Where each part of the site runs, how much it does, and how fast.
domains-graph = Calls and events between domains
domains-calls = calls
domains-hears = events
domains-front = Gateway
domains-front-lead = Accepts HTTP requests and calls the domains.
domains-requests-per-s = requests/s
domains-figures = Figures
domains-domain = Domain
domains-placement = Location
domains-local = this process
domains-mailbox-wire = mailbox
domains-calls-per-s = Calls/s
domains-mailbox = Mailbox wait
domains-store = Store wait
domains-refused = Refused/s
domains-faulted = Faults/s
domains-events = Events/s
domains-in-flight = In flight
domains-parked = Parked
domains-restarts = Restarts
domains-starting = starting
domains-running = running
domains-restarting = restarting
domains-stopped = stopped
domains-unreached = unreachable
domains-window =
    { $n ->
        [one] the last { $n } second
       *[other] the last { $n } seconds
    }
domains-live = live
domains-lost = no connection
domains-note = Averages over the last ten seconds. p50 and p99 are handler times; waits are shown as p50 / p99. CPU is relative to one core. Refusals are caused by the caller, faults by the site. Parked events were set aside after repeated failures. Restarts are counted since the server started.

## The page of the events between domains

events-title = Events
events-lead = What the domains tell each other: how far each has read, and which events were set aside because they could not be processed.
events-nothing = No events are set aside.
events-parked = { $n } set aside
events-retry = Retry now
events-tries =
    { $n ->
        [one] { $n } try
       *[other] { $n } tries
    }
events-behind = waiting behind an earlier event of the same entity
events-unreachable = This domain runs in another process that is not responding. Its events are kept until it responds again.
events-readings = Sources
events-hears = reads
events-position = read up to { $n }
events-replay = Replay
events-replaying = replaying
events-note = An event that fails is retried three times, then set aside together with its entity while all others continue; from time to time it is retried automatically. A replay applies the latest event of each kind again and changes nothing that is already correct.

## What is wrong with a setting

complaint-unknown = { $key }: there is no such setting
complaint-near = { $key }: there is no such setting; did you mean { $near }?
complaint-at-start = { $key } is only read when the server starts; set it in the configuration file
complaint-by-owner = { $key } controls whom the site trusts, so only the owner of the machine can set it, in the configuration file
complaint-boolean = { $key } is { $given }; write true or false
complaint-integer = { $key } is { $given }; write a whole number, such as 50
complaint-decimal = { $key } is { $given }; write a number, such as 0.82
complaint-text = { $key } is { $given }; write text
complaint-word = { $key } is { $given }; write one of { $choices }
complaint-integers = { $key } is { $given }; write whole numbers with commas, such as 1000, 3000
complaint-strings = { $key } is { $given }; write one entry per line
complaint-rows = { $key } is { $given }; write one row per line, such as height = 720, bitrate_kbps = 2600
complaint-table = { $key } is { $given }; write a table, such as { "{ video = " }"…"{ " }" }
complaint-between = { $key } is { $value }; it must be between { $least } and { $most }
complaint-at-least = { $key } is { $value }; because of { $other } it must be at least { $bound }
complaint-at-most = { $key } is { $value }; because of { $other } it must be at most { $bound }
complaint-items = { $key } has { $count } entries; it must have between { $least } and { $most }
complaint-twice = { $key } lists { $entry } twice; keep one
complaint-lacks = { $key } has a row without { $field }
complaint-form = { $key } is { $given }; write it as { $like }
complaint-note-chars = The note has { $count } characters; the limit is { $most }
complaint-all-bytes = The live settings take { $count } bytes; the limit is { $most }
complaint-unread = { $key } cannot be read: { $cause }

## What a form did

notice-settings-changed = Settings applied.
notice-settings-back = The earlier version is in effect again.
notice-events-retried = Retrying the events that were set aside.
notice-events-replayed = The replay has started.
notice-settings-same = No changes to apply.
