## Why something was not done, by the codes of the contract

refusal-CASE_UNKNOWN = There is nothing to review here.
refusal-IN_OTHER_HANDS = Another moderator is reviewing this video. Take another one, or come back later.
refusal-CASE_CHANGED = This case changed while you were looking at it. Check it again, then decide.
refusal-OWN_VIDEO = This is your own video. Another moderator has to decide.
refusal-DECISION_INVALID = Choose a decision and a reason. A note may have up to { $note_max_chars } characters.
refusal-NOTHING_TO_APPEAL = There is no decision to appeal, or your appeal is already waiting.
refusal-APPEAL_INVALID = Tell us in { $text_min_chars } to { $text_max_chars } characters why the decision is wrong.
refusal-TERMS_INVALID = { $problem ->
    [too_many_bytes] The list was not imported: the file is larger than { $most } bytes. Shorten it, then import it again.
    [not_utf8] The list was not imported: the file is not UTF-8. Save it as UTF-8, then import it again.
    [too_many_rows] The list was not imported: it has more than { $most } terms. Shorten it, then import it again.
    [column_missing] The list was not imported: its first line must name the columns, at least term and action.
    [column_twice] The list was not imported: its first line names a column twice.
    [column_unknown] The list was not imported: its first line names a column “{ $value }”, which is unknown. Use term, category, severity, action, language and match.
    [cells] The list was not imported: line { $line } has another number of cells than there are columns.
    [form] The list was not imported: the quotation marks in line { $line } do not match.
    [too_long] The list was not imported: line { $line } has a text of more than { $most } characters.
    [unknown] The list was not imported: line { $line } has “{ $value }”, which is no value of that column.
    [duplicate] The list was not imported: line { $line } repeats the term of line { $value }.
   *[blank] The list was not imported: line { $line } has no term that could be found. Correct it, then import the list again.
}
refusal-FRAME_UNKNOWN = There is no picture of this moment. Open the case again.
refusal-FRAME_UNREADABLE = This picture cannot be read now. Try again later, or take another one.
refusal-KNOWN_PICTURE_INVALID = Give a label of { $label_min_chars } to { $label_max_chars } characters in one line. A hash has 64 hexadecimal digits.
refusal-PICTURE_PLAIN = This picture has too little in it to be told from others. Take another one.
refusal-KNOWN_PICTURES_INVALID = { $problem ->
    [too_many_bytes] Nothing was imported: the file is larger than { $most } bytes. Split it, then import the parts.
    [not_utf8] Nothing was imported: the file is not UTF-8. Save it as UTF-8, then import it again.
    [too_many_rows] Nothing was imported: the file has more than { $most } pictures. Shorten it, then import it again.
    [column_missing] Nothing was imported: the first line must name the columns hash and label.
    [column_twice] Nothing was imported: the first line names a column twice.
    [column_unknown] Nothing was imported: the first line names a column “{ $value }”, which is unknown. Use hash and label.
    [cells] Nothing was imported: line { $line } has another number of cells than there are columns.
    [form] Nothing was imported: the quotation marks in line { $line } do not match.
    [too_long] Nothing was imported: line { $line } has a label of more than { $most } characters.
    [unknown] Nothing was imported: line { $line } has “{ $value }”, which is no hash of 64 hexadecimal digits.
    [duplicate] Nothing was imported: line { $line } repeats the hash of line { $value }.
   *[blank] Nothing was imported: line { $line } has no label of one line. Correct it, then import the file again.
}
refusal-TOO_MANY_KNOWN_PICTURES = The list has { $count } pictures and may have { $most }. Remove some, or raise moderation.known_pictures_max.
refusal-KNOWN_FILE_INVALID = Give a label of { $label_min_chars } to { $label_max_chars } characters in one line. A SHA-256 has 64 hexadecimal digits.
refusal-SOURCE_UNKNOWN = The digest of this file was not kept, as the video was uploaded before digests were kept.
refusal-TOO_MANY_KNOWN_FILES = The list has { $count } files and may have { $most }. Remove some, or raise moderation.known_files_max.
refusal-TERM_INVALID = { $problem ->
    [missing] Enter at least one term, and choose what happens to a text that contains it.
    [too_many] No term was added: add at most { $most } at once.
    [too_long] No term was added: “{ $value }” has more than { $terms_max_chars } characters.
    [category] No term was added: a category has at most { $category_max_chars } characters.
    [text] Enter a text of at most { $most } characters.
   *[blank] No term was added: “{ $value }” has too few letters to be found in a text.
}
refusal-TOO_MANY_TERMS = The list has { $count } terms and may have { $most }. Remove some, or raise moderation.terms_max.
refusal-CASE_ESCALATED = This case was left to the administrators. Take another one.
refusal-ESCALATION_INVALID = Say in { $note_min_chars } to { $note_max_chars } characters why an administrator should decide.
refusal-PROFILE_UNKNOWN = There is no profile here to decide about.
refusal-PROFILE_CHANGED = This profile changed while you were looking at it. Check it again, then decide.
refusal-OWN_PROFILE = This is your own profile. Another moderator has to decide.
refusal-REPORT_INVALID = Choose a reason. What you write may have up to { $note_max_chars } characters.
refusal-TOO_MANY_REPORTS = You have sent { $count } reports today and may send { $most }. Come back tomorrow.

## Why a video is not public, by the causes of the contract

cause-TEXT_NOT_ALLOWED = { $field ->
    [title] The title contains “{ $term }”, which is not allowed here. Change it, or appeal.
    [tags] The tags contain “{ $term }”, which is not allowed here. Change them, or appeal.
   *[other] The description contains “{ $term }”, which is not allowed here. Change it, or appeal.
}
cause-TEXT_IN_DOUBT = { $field ->
    [title] A moderator will look at this video because its title contains “{ $term }”. You can wait, or change the title.
    [tags] A moderator will look at this video because its tags contain “{ $term }”. You can wait, or change the tags.
   *[other] A moderator will look at this video because its description contains “{ $term }”. You can wait, or change the description.
}
cause-PICTURES_NOT_ALLOWED = A picture in this video may not be allowed here, first at { $at_ms }. A moderator will look at it.
cause-DECIDED_BY_MODERATOR = A moderator decided against this video. { $note }
cause-KNOWN_BAD = This video, or a picture in it, is not allowed here. You can appeal.
cause-BURNT_TEXT_NOT_ALLOWED = Text in the picture at { $at_ms } contains “{ $term }”, which is not allowed here. Upload the video again without it, or appeal.
cause-BURNT_TEXT_IN_DOUBT = A moderator will look at this video because text in the picture at { $at_ms } contains “{ $term }”.
cause-PICTURES_NOT_READ = Text in the pictures of this video could not be read automatically. A moderator will look at it.
cause-PICTURES_NOT_SCORED = This video could not be checked automatically. A moderator will look at it.

## Reasons

reason-sexual = Sexual content
reason-violence = Violence
reason-hate = Hate or harassment
reason-spam = Spam
reason-copyright = Copyright
reason-misleading = Misleading
reason-illegal = Illegal
reason-other = Other

## The queue

queue-title = Review
queue-lead = { $count ->
    [0] Nothing is waiting.
    [one] One video is waiting for a decision.
   *[other] { $count } videos are waiting for a decision.
}
queue-empty-title = Nothing to review
queue-empty-text = Videos that need a decision will show up here.
queue-appeal = Appeal
queue-reported = Reported
queue-escalated = For administrators
queue-proposed = Second look
queue-held = With another moderator
queue-open = Review
queue-no-model = Pictures cannot be scored, so every video waits for a person.
queue-no-reader = Text in pictures cannot be read, so every video waits for a person.
why-text = “{ $term }” in the { $field ->
    [title] title
    [tags] tags
   *[other] description
}
why-pictures = Pictures score high, first at { $at }
why-reports = { $count ->
    [one] Reported by a viewer
   *[other] Reported by { $count } viewers
}
why-category = Pictures score high for “{ $category }”, first at { $at }
why-file = Known file “{ $label }”
why-known = Known picture “{ $label }”, first at { $at }
why-unscored = Pictures could not be scored
why-burnt = “{ $term }” in the picture at { $at }
why-unread = Text in pictures could not be read
why-decided = A moderator decided against it

## One case

case-by = Uploaded by
case-waits = Waiting since
case-appeal = What the uploader says
case-hits = Found in the text
case-burnt = Found in the pictures
case-scores = Scores of the pictures over time
case-moments = Highest scores
case-escalated = Left to the administrators
case-escalated-lead = Only an administrator decides about this video.
case-not-yours = An administrator will decide about this video.
case-escalate = Leave to an administrator
case-escalate-why = Why an administrator should decide
case-escalate-hint = Only administrators and moderators read it.
case-proposal = Proposed: do not allow
case-proposal-lead = It takes effect when another moderator decides the same. Any other decision withdraws it.
case-reports = Reports of viewers
case-report_closed = decided
case-known = Known pictures
case-file = The uploaded file
case-file-known = It is on the list of known files.
case-file-lead = Videos made of exactly this file are recognised once it is on the list.
case-distance = { $bits ->
    [0] the same hash
    [one] one of 256 bits differs
   *[other] { $bits } of 256 bits differ
}
case-frames = Pictures of the video
case-frames-lead = Choose one to have it, and copies of it, recognised in other videos.
case-watch = Watch the video
case-decision = Decision
case-pass = Allow
case-age_limit = Allow with age limit
case-block = Do not allow
case-reason = Reason
case-reason-hint = Not needed to allow.
case-note = Note for the uploader
case-ready = Ready-made note
case-release = Give back undecided
case-decide = Decide
case-cover = Cover, at { $at }
field-title = title
field-description = description
field-tags = tags
decided-pass = A moderator allowed this video.
decided-age_limit = A moderator allowed this video with an age limit.
decided-block = A moderator did not allow this video: { $reason }.

## Notes that a moderator picks and edits

ready-sexual = The video shows sexual content, which is not allowed here. Cut the passage out and upload it again.
ready-violence = The video shows violence that is not allowed here. Cut the passage out and upload it again.
ready-hate = The video attacks or harasses people. Hate and harassment are not allowed here.
ready-spam = The video is mainly advertising, or the same as others that you have uploaded. Upload it once, without links that sell something.
ready-copyright = The video has pictures or sound of others. Show that you may use them, or upload it again without.
ready-misleading = The title, the cover or the tags promise what the video does not show. Change them and appeal.
ready-illegal = The video shows or offers what the law does not allow.
ready-other = The video breaks a rule of this site. You can appeal if you think that this is wrong.

## Keys of the review page

keys-title = Keys
keys-hits = Next and previous finding
keys-help = This list

## Known pictures

known-title = Known pictures
known-lead = { $count ->
    [0] The list is empty.
    [one] One picture is recognised in videos.
   *[other] { $count } pictures are recognised in videos.
}
known-new = Add a picture by its hash
known-new-lead = A picture of a video is added on the page of its case.
known-hash = Hash
known-hash-hint = The PDQ hash of the picture, 64 hexadecimal digits.
known-hash-missing = Enter the hash of a picture, 64 hexadecimal digits.
known-label = Label
known-label-hint = What it is. Only moderators read it.
known-add = Add to known pictures
known-remove = Remove
known-empty-title = No known pictures
known-empty-text = Pictures that must not come back are added from the page of a case, or by their hash.

## Known files

files-title = Known files
files-lead = { $count ->
    [0] The list is empty.
    [one] One file is recognised when it is uploaded again.
   *[other] { $count } files are recognised when they are uploaded again.
}
files-new = Add a file by its digest
files-new-lead = The file of a video is added on the page of its case.
files-digest = SHA-256
files-digest-hint = The digest of the whole file, 64 hexadecimal digits.
files-digest-missing = Enter the SHA-256 of a file, 64 hexadecimal digits.
files-add = Add to known files
files-empty-title = No known files
files-empty-text = Files that must not come back are added from the page of a case, or by their SHA-256.

## Profiles that wait for a person

profiles-title = Profiles
profiles-lead = { $count ->
    [0] No profile is waiting.
    [one] One profile is waiting for a decision.
   *[other] { $count } profiles are waiting for a decision.
}
profiles-empty-title = No profiles to review
profiles-empty-text = Names, texts and pictures of people that need a decision will show up here.
profiles-name = Name in doubt
profiles-name-hint = Nobody’s name can be changed. If it breaks a rule, an administrator can suspend the account. Otherwise allow it, and it will not come back.
profiles-bio = Text in doubt
profiles-avatar = Picture in doubt
profiles-found = Found: “{ $term }”
profiles-score = The picture scores { $score }
profiles-known = Known picture “{ $label }”
profiles-unscored = The picture could not be scored
profiles-pass = Allow
profiles-refuse_bio = Do not show the text
profiles-refuse_avatar = Do not show the picture
profiles-reason-hint = Needed for what is not shown.
profiles-note = Note for the person
profiles-account = Look up the account

## The list of terms

terms-title = Terms
terms-lead = { $count ->
    [0] No terms are looked for in titles, descriptions and tags.
    [one] One term is looked for in titles, descriptions and tags.
   *[other] { $count } terms are looked for in titles, descriptions and tags.
}
terms-export = Download as CSV
terms-new = Add terms
terms-list = Terms, one per line
terms-list-hint = Other spellings are found as well: full width, traditional characters, look-alike letters, spaces in between, pinyin.
terms-action = A text that has one
terms-block = is blocked
terms-review = waits for a moderator
terms-age_limit = gets an age limit
terms-pass = passes; it is only noted
terms-category = Category
terms-category-hint = For your own order. Only moderators read it.
terms-add = Add terms
terms-try = Try a text
terms-try-lead = See what the rules find before they apply to anyone.
terms-text = Text
terms-try-send = Check the text
terms-nothing = Nothing was found. The text passes.
terms-search = Find in the terms
terms-search-send = Find
terms-search-all = Show all
terms-word = whole word only
terms-remove = Remove
terms-none-title = No such term
terms-none-text = No term contains this.
terms-empty-title = No terms yet
terms-empty-text = Add words that must not stand in titles, descriptions or tags.

## What viewers report

report-open = Report
report-title = Report this video
report-lead = A moderator will look at it. The uploader does not learn who reported it.
report-note = What is wrong?
report-send = Send report

## What owners see

appeal-title = Appeal
appeal-text = Why is the decision wrong?
appeal-send = Send appeal
appeal-waits = Your appeal is waiting for a moderator.

## What somebody is told of a part of their profile

profile-waiting = Waiting for review. Others do not see it yet.
profile-shown = Everyone sees it.
profile-text = Not shown, because it contains “{ $term }”. Change it and save again.
profile-picture = Not shown, because it does not follow the rules. Choose another picture.
profile-person = Not shown: { $reason }.

## What a form did

notice-released = You have given the case back.
notice-proposed = Your proposal waits for another moderator.
notice-reported = Thank you. A moderator will look at the video.
notice-known_added = The picture is on the list. New videos are compared with it.
notice-known_removed = The picture is off the list.
notice-file_added = The file is on the list. New uploads are compared with it.
notice-file_removed = The file is off the list.
notice-terms_added = The terms are in force.
notice-term_removed = The term has been removed.
notice-escalated = The case is left to the administrators.
notice-decided = The decision is in force.
notice-profile-decided = The decision is in force.
notice-appealed = Your appeal has been sent. A moderator will look at the video again.

## What an export has of this domain

export-list = moderation.json – decisions about your videos and your profile with their reasons, your appeals, and what you reported.
