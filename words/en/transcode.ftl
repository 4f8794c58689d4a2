## The stages from file to page

stage-label = Progress
stage-upload = Upload
stage-probe = File check
stage-ladder = Conversion
stage-package = Packaging
stage-poster = Cover
stage-storyboard = Seek previews
stage-publish = Publishing
stage-attempt = attempt { $n } of { $max }

## The state of one stage

stage-state-waiting = Waiting
stage-state-running = Running
stage-state-done = Done
stage-state-failed = Failed
stage-state-retrying = Retrying

## Why something was not done, by the codes of the contract

refusal-JOB_UNKNOWN = This video has no conversion that you could retry.
refusal-NOT_FAILED = The conversion has not failed, so there is nothing to retry.

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-SOURCE_GAP = From { $from_at_ms } to { $to_at_ms } the video has no picture, so it would be converted for hours to show nothing. Cut that part out, or export it with a usual frame rate, and upload that.
cause-SOURCE_TOO_COSTLY = This file holds far more pictures than others of its size, too many to convert. Export it again with a usual size and frame rate, and upload that.
cause-SOURCE_UNREACHABLE = The part of the site that holds the uploaded file is unreachable. Processing continues once it is back.
cause-SOURCE_MISSING = The uploaded file is no longer on the server, so it cannot be converted. Upload it again.
cause-SOURCE_UNREADABLE = The kind of this file is unknown to the server. Export it as MP4 and upload that.
cause-PACKAGE_DAMAGED = The converted video could not be packaged. If it does not go on by itself, press retry.
cause-INTERNAL = The server had a problem of its own with converting the video. If it does not go on by itself, press retry, or ask the operator of this site.
cause-WORKER_LOST = The server was interrupted while converting the video, { $crashes } times in a row. If it does not go on by itself, press retry, or ask the operator of this site.
cause-MEDIA_NO_PICTURE = This file has no moving picture. Upload a video.
cause-MEDIA_CODEC_UNKNOWN = The picture or sound of this file is stored in a way that this site does not take. Export it as MP4 with H.264 and AAC, and upload that.
cause-MEDIA_NO_INDEX = This file is incomplete: its index is missing. Upload it again from the original, or export it anew.
cause-MEDIA_TOO_LARGE = The picture of this video is larger than 8192 × 4320. Export it in a smaller size and upload that.
cause-MEDIA_NO_LENGTH = Not a single picture of this file can be shown. Export it again and upload that.
cause-MEDIA_DAMAGED = The picture or sound of this file is damaged. Upload it again from the original, or export it anew.
cause-MEDIA_NEEDS_MEMORY = Converting this video needs more memory than one video may use. Export it in a smaller size and upload that.
cause-MEDIA_OUTPUT_TOO_LARGE = The converted video would be larger than allowed. Upload a shorter or smaller one.
cause-MEDIA_UNUSABLE = This video could not be converted. Export it again as MP4 and upload that.
cause-TOOL_MISSING = The server has no tool that can open videos. Nothing is wrong with your file; the operator has to install one.
cause-CAGE_UNAVAILABLE = The server cannot open videos safely, so it opens none. Nothing is wrong with your file; the operator has to fix this.
cause-MEDIA_HUNG = Converting the video stood still for { $seconds } s and was stopped. If it does not go on by itself, press retry, or ask the operator of this site.
cause-MEDIA_KILLED = Converting the video was stopped by the system. If it does not go on by itself, press retry, or ask the operator of this site.
cause-MEDIA_TIMED_OUT = Converting the video took longer than the { $seconds } s allowed. Upload a shorter or smaller version.
cause-OUT_OF_SPACE = The server has no disk space left for converting the video. Nothing is wrong with your file. If it does not go on by itself, press retry when space was freed.

## What a form did

notice-retrying = Processing has restarted.
