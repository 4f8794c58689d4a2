## The stages from file to page

stage-label = Progress
stage-upload = Upload
stage-probe = Check the file
stage-ladder = Transcode
stage-package = Package
stage-poster = Cover
stage-storyboard = Seek previews
stage-publish = Publish
stage-attempt = attempt { $n } of { $max }

## The state of one stage

stage-state-waiting = Waiting
stage-state-running = Running
stage-state-done = Done
stage-state-failed = Failed
stage-state-retrying = Trying again

## Why something was not done, by the codes of the contract

refusal-JOB_UNKNOWN = This video has no conversion that you could retry.
refusal-NOT_FAILED = The conversion has not failed, so there is nothing to retry.
