## The stages from file to page

stage-label = Progress
stage-upload = Upload
stage-probe = File check
stage-ladder = Conversion
stage-package = Playback files
stage-poster = Cover
stage-storyboard = Seek previews
stage-review = Review
stage-publish = Publishing
stage-attempt = attempt { $n } of { $max }

## The state of one stage

stage-state-waiting = Waiting
stage-state-running = In progress
stage-state-done = Done
stage-state-failed = Failed
stage-state-retrying = Retrying

## Why something was not done, by the codes of the contract

refusal-JOB_UNKNOWN = There is no conversion of this video to retry.
refusal-NOT_FAILED = The conversion has not failed, so there is nothing to retry.

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-SOURCE_GAP = From { $from_at_ms } to { $to_at_ms } the video has no picture, so it was not converted. Cut that part out, or export the video again at a common frame rate, and upload that.
cause-SOURCE_TOO_COSTLY = This file contains far more frames than is usual for its size, too many to convert. Export it again at a common resolution and frame rate, and upload that.
cause-SOURCE_UNREACHABLE = The part of the site that stores the uploaded file is unreachable. Processing continues automatically once it is back.
cause-SOURCE_MISSING = The uploaded file is no longer on the server, so it cannot be converted. Upload it again.
cause-SOURCE_UNREADABLE = The server does not recognize this type of file. Export it as MP4 and upload that.
cause-PACKAGE_DAMAGED = The playback files of this video could not be created. If processing does not resume by itself, press “Try again”.
cause-INTERNAL = The server ran into a problem while converting the video. If processing does not resume by itself, press “Try again”, or ask an administrator of this site.
cause-WORKER_LOST = The server was interrupted { $crashes } times in a row while converting the video. If processing does not resume by itself, press “Try again”, or ask an administrator of this site.
cause-MEDIA_NO_PICTURE = This file contains no moving picture. Upload a video.
cause-MEDIA_CODEC_UNKNOWN = This site does not support the encoding of this file. Export it as MP4 with H.264 and AAC, and upload that.
cause-MEDIA_NO_INDEX = The file is incomplete: its index is missing. Upload it again from the original, or export it again.
cause-MEDIA_TOO_LARGE = The picture of this video is larger than 8192 × 4320 pixels. Export it at a lower resolution and upload that.
cause-MEDIA_NO_LENGTH = This file contains no picture that can be shown. Export it again and upload that.
cause-MEDIA_DAMAGED = The picture or sound of this file is damaged. Upload it again from the original, or export it again.
cause-MEDIA_NEEDS_MEMORY = Converting this video needs more memory than allowed. Export it at a lower resolution and upload that.
cause-MEDIA_OUTPUT_TOO_LARGE = The converted video would be larger than allowed. Upload a shorter or smaller one.
cause-MEDIA_UNUSABLE = This video could not be converted. Export it again as MP4 and upload that.
cause-TOOL_MISSING = The server lacks a program that it needs to open videos. Nothing is wrong with your file; ask an administrator of this site to install it.
cause-CAGE_UNAVAILABLE = The server cannot open videos safely, so it opens none. Nothing is wrong with your file; ask an administrator of this site to fix this.
cause-MEDIA_HUNG = The conversion made no progress for { $seconds } seconds and was stopped. If processing does not resume by itself, press “Try again”, or ask an administrator of this site.
cause-MEDIA_KILLED = The system stopped the conversion. If processing does not resume by itself, press “Try again”, or ask an administrator of this site.
cause-MEDIA_TIMED_OUT = The conversion took longer than the { $seconds } seconds allowed. Upload a shorter or smaller version.
cause-OUT_OF_SPACE = The server has no disk space left to convert the video. Nothing is wrong with your file. If processing does not resume by itself, press “Try again” once there is space.

## What a form did

notice-retrying = Processing has restarted.

## What an export has of this domain

export-list = renditions.json – what was made of your files.
