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
queue-held = With another moderator
queue-open = Review
queue-no-model = Pictures cannot be scored, so every video waits for a person.
why-text = “{ $term }” in the { $field ->
    [title] title
    [tags] tags
   *[other] description
}
why-pictures = Pictures score high, first at { $at }
why-unscored = Pictures could not be scored
why-decided = A moderator decided against it

## One case

case-by = Uploaded by
case-waits = Waiting since
case-appeal = What the uploader says
case-hits = Found in the text
case-scores = Scores of the pictures over time
case-moments = Highest scores
case-watch = Watch the video
case-decision = Decision
case-pass = Allow
case-age_limit = Allow with age limit
case-block = Do not allow
case-reason = Reason
case-reason-hint = Not needed to allow.
case-note = Note for the uploader
case-decide = Decide
field-title = title
field-description = description
field-tags = tags
decided-pass = A moderator allowed this video.
decided-age_limit = A moderator allowed this video with an age limit.
decided-block = A moderator did not allow this video: { $reason }.

## What owners see

appeal-title = Appeal
appeal-text = Why is the decision wrong?
appeal-send = Send appeal
appeal-waits = Your appeal is waiting for a moderator.

## What a form did

notice-decided = The decision is in force.
notice-appealed = Your appeal has been sent. A moderator will look at the video again.
