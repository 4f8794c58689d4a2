## The start page of administrators

admin-title = Administration
admin-lead = What concerns the site as a whole.
admin-settings = Settings
admin-settings-lead = What is in force, where each value comes from, and what may change while the site runs.
admin-history = History of settings
admin-history-lead = Who changed what, when and why; any version can be brought back.
admin-domains = Domains
admin-domains-lead = Who calls and hears whom, where each runs, how much and how fast, live.
admin-events = Events
admin-events-lead = What was set aside because it could not be applied, and trying it again.
admin-metrics = Metrics
admin-metrics-lead = All counters of this server, as Prometheus reads them.

## Settings that change while the site runs, and their history

settings-lead = What is in force on this server now, and where each value comes from.
settings-version = Version { $n }
settings-never = Nothing was set while the site ran.
settings-sections = Sections
settings-search = Find a setting
settings-search-empty = No setting has that in its name or description.
settings-edit = Change
settings-clear = Clear
settings-edit-title = Change { $section }
settings-edit-lead = What you change is in force on every server of the site within a second. You see what differs before anything happens.
settings-on = on
settings-off = off
settings-unset = unset
settings-source-default = default
settings-source-file = file
settings-source-environment = environment
settings-source-live = live, version { $n }
settings-source-flag = flag
settings-fixed-at-start = Read when the server starts. Set it in the file.
settings-fixed-by-owner = Decides whom the site believes. Only the owner of the machine sets it, in the file.
settings-next-start = The next start will read { $value }.
settings-covers = Stands over { $value } ({ $source }).
settings-follow = Let it be { $value } again ({ $source })
settings-aside = Not in force
settings-aside-lead = These live values cannot be in force on this server. Clear them, or set them anew.
settings-damage = A part of the history cannot be read:
settings-one-a-line = One a line.
settings-note = Note
settings-note-hint = Why, for whoever reads the history
settings-preview = Show what differs
settings-preview-title = Is this right?
settings-preview-lead = Nothing has happened yet. This is what differs from what is live now.
settings-apply = Put in force
settings-change-more = Back to the form
settings-refused = Nothing was changed.
settings-changed-meanwhile = { $who } made version { $n } while you were here. What you typed is kept; look at what differs once more.
settings-history = History
settings-history-lead = Each change is a version. Rolling back makes a new version too, so nothing is lost.
settings-history-empty = Nothing was set while the site ran. The first change will stand here.
settings-older = Older versions
settings-setting = Setting
settings-before = Before
settings-after = After
settings-not-live = not live
settings-back-to = back to version { $n }
settings-in-force = in force
settings-compare = Compare and roll back
settings-first = Before the first change
settings-first-lead = Only file and environment, nothing live.
settings-what-it-changed = What it changed
settings-what-back-changes = What rolling back to it changes now
settings-nothing-to-bring-back = All of it is live now; there is nothing to roll back.
settings-roll-back = Roll back to it

## The page that draws the domains

domains-title = Domains
domains-lead = Where each part of the site runs, how much it does, and how fast.
domains-graph = Who calls and hears whom
domains-calls = calls
domains-hears = events
domains-front = Front
domains-front-lead = Takes HTTP and calls every domain.
domains-requests-per-s = requests/s
domains-figures = Figures
domains-domain = Domain
domains-placement = Where
domains-local = here
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
domains-unreached = not reached
domains-window =
    { $n ->
        [one] the last { $n } second
       *[other] the last { $n } seconds
    }
domains-live = live
domains-lost = no connection
domains-note = Over the last ten seconds. p50 and p99 are times in the handler; waits are p50 / p99. CPU is of one processor. Refused is the caller's fault, a fault is ours. Parked are events that were set aside; restarts count since the server began.

## The page of the events between domains

events-title = Events
events-lead = What the domains of this site tell each other: how far each has read, and what was set aside because it could not be applied.
events-nothing = Nothing is set aside.
events-parked = { $n } set aside
events-retry = Try again now
events-tries =
    { $n ->
        [one] { $n } try
       *[other] { $n } tries
    }
events-behind = waits behind an earlier event of the same entity
events-unreachable = It runs in another process, which does not answer now. What it hears waits for it.
events-readings = What it hears
events-hears = hears
events-position = read up to { $n }
events-replay = Read anew
events-replaying = being read anew
events-note = An event that fails is tried three times, then set aside with its entity, while all others flow; it is tried again by itself from time to time. Reading anew applies the newest event of each kind once more: it changes nothing that is right.

## What is wrong with a setting

complaint-unknown = { $key }: there is no such setting
complaint-near = { $key }: there is no such setting; did you mean { $near }?
complaint-at-start = { $key } is read once, when the server starts; set it in the file
complaint-by-owner = { $key } decides whom the site believes, so only the owner of the machine sets it, in the file
complaint-boolean = { $key } is { $given }; write true or false
complaint-integer = { $key } is { $given }; write a whole number, such as 50
complaint-decimal = { $key } is { $given }; write a number, such as 0.82
complaint-text = { $key } is { $given }; write text
complaint-word = { $key } is { $given }; write one of { $choices }
complaint-integers = { $key } is { $given }; write whole numbers with commas, such as 1000, 3000
complaint-strings = { $key } is { $given }; write one a line
complaint-rows = { $key } is { $given }; write one row a line, such as height = 720, bitrate_kbps = 2600
complaint-table = { $key } is { $given }; write a table, such as { "{ video = " }"…"{ " }" }
complaint-between = { $key } is { $value }; it must lie from { $least } to { $most }
complaint-at-least = { $key } is { $value }; by { $other } it must be at least { $bound }
complaint-at-most = { $key } is { $value }; by { $other } it must be at most { $bound }
complaint-items = { $key } has { $count } entries; it must have from { $least } to { $most }
complaint-twice = { $key } has { $entry } twice; keep one
complaint-lacks = { $key } has a row without { $field }
complaint-form = { $key } is { $given }; write it as { $like }
complaint-note-bytes = The note has { $count } bytes; at most { $most } are kept
complaint-all-bytes = All live values take { $count } bytes; at most { $most } are kept
complaint-unread = { $key } cannot be read: { $cause }

## What a form did

notice-settings-changed = The settings are in force.
notice-settings-back = The earlier version is in force again.
notice-events-retried = What was parked is being tried again.
notice-events-replayed = The source is being read anew.
notice-settings-same = Everything was so already; nothing was changed.
