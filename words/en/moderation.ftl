## Why something was not done, by the codes of the contract

refusal-CASE_UNKNOWN = There is nothing to review here.
refusal-IN_OTHER_HANDS = Another moderator is reviewing this video. Take another one, or come back later.
refusal-CASE_CHANGED = This case changed while you were looking at it. Check it again, then decide.
refusal-OWN_VIDEO = This is your own video. Another moderator has to decide.
refusal-DECISION_INVALID = Choose a decision and a reason. A note may have up to { $note_max_chars } characters.
refusal-NOTHING_TO_APPEAL = There is no decision to appeal, or your appeal is already waiting.
refusal-APPEAL_INVALID = Tell us in { $text_min_chars } to { $text_max_chars } characters why the decision is wrong.
refusal-TERMS_INVALID = The list was not imported: line { $line }, { $problem }. Correct the file, then import it again.

## Why a video is not public, by the causes of the contract

cause-TEXT_NOT_ALLOWED = The { $field } contains a term that is not allowed here: “{ $term }”. Change it, or appeal.
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

## What a form did

notice-decided = The decision is in force.
notice-appealed = Your appeal has been sent. A moderator will look at the video again.
