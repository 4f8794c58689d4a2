## The upload page

upload-title = Upload videos
upload-lead = Uploading starts right away; fill in the details in the meantime. If the connection drops, it picks up where it left off.
upload-drop-here = or drop them here
upload-choose-file = Choose files
upload-limit = MP4, MOV, MKV or WebM, up to { $size } each
upload-details = Details
upload-publish = Publish
upload-publish-hint = Your video will be published as soon as it has been converted and checked.
upload-saved = Saved. Your video will be published as soon as it has been converted and checked.
upload-waiting = Waiting for the files ahead of it.
upload-pause = Pause
upload-resume = Resume
upload-cancel = Cancel upload
upload-retry = Try again
upload-paused = Paused
upload-too-large = This file is larger than this site accepts. Choose a smaller one.
upload-no-title = Give your video a title.
upload-unfinished = You have an unfinished upload
upload-unfinished-text = Choose the same file again to pick up where you left off.
upload-forget = Discard upload
upload-keep-open = Keep this page open until the upload is complete.
upload-may-leave = Upload complete. Your video is being converted.
upload-in-review = Your video has been converted and is being checked. You can leave this page.
upload-published = Your video has been published.
upload-ready = Your video is ready. Check the details, then publish it.
upload-stopped = Your video could not be published. The reason is shown below.
upload-open-video = Watch it
upload-open-studio = Open Studio
upload-reconnecting = Connection lost. Reconnecting…
upload-needs-script = Uploading in the browser requires JavaScript. Turn it on, or use the command line: shoal publish FILE --title TITLE --wait

## Why something was not done, by the codes of the contract

refusal-UPLOAD_UNKNOWN = There is no such upload, or it has expired. Upload the file again.
refusal-OFFSET_WRONG = The upload cannot continue from here. Reload the page, then resume it.
refusal-SIZE_INVALID = The size of the file is not valid. Choose another file.
refusal-TOO_LARGE = This file is larger than this site accepts. Choose a smaller one.
refusal-UPLOAD_ENDED = This upload has already ended. To send a file, start a new upload.
refusal-QUOTA_REACHED = Your account has room for { $left_mib } MB of { $most_mib } MB. Delete videos that you no longer need, or ask an administrator for more.
refusal-DAY_QUOTA_REACHED = You can upload { $left_mib } MB more of { $most_mib } MB within 24 hours. Try again tomorrow, or choose a smaller file.
refusal-NO_SPACE = The server does not have enough space for this file. Ask an administrator of this site.
refusal-TOO_MANY_UPLOADS = You have reached the limit for unfinished uploads: { $count } of { $most }. Finish or cancel one first.
refusal-CHUNK_INVALID = Part of the data is missing. Resume the upload.
refusal-UPLOAD_BUSY = This file is being uploaded from another page. Continue there, or close that page and try again.
refusal-METADATA_INVALID = The details of the upload are invalid or too long. Change them, then try again.
refusal-TAKES_NO_SOURCE = This video already has a file. To upload another one, create a new video.
refusal-ALREADY_OPEN = This video already has an unfinished upload. Resume it, or cancel it first.

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-UPLOAD_EMPTY = The file is empty. Choose the video again and upload it.
cause-UPLOAD_UNREADABLE = The server could not read the uploaded file. Upload it again.
cause-UPLOAD_PLAYLIST = This is a playlist that points to other files, not a video. Upload the video file itself.
cause-UPLOAD_IMAGE = This is a picture ({ $kind }), not a video. Upload a video.
cause-UPLOAD_ARCHIVE = This is an archive ({ $kind }). Unpack it and upload the video inside.
cause-UPLOAD_SOUND_ONLY = This is an audio file ({ $kind }), not a video. Upload a video.
cause-UPLOAD_DOCUMENT = This is a document or a program ({ $kind }), not a video. Upload a video.
cause-UPLOAD_TEXT = This is a text file, not a video. Upload a video.
cause-FORMAT_UNKNOWN = The format of this file was not recognized. Export it as MP4, MOV, MKV, WebM, AVI, FLV or MPEG-TS and upload that.
cause-UPLOAD_TRUNCATED = The file is incomplete: { $missing_bytes } bytes are missing at its end. Upload it again from the original.
cause-UPLOAD_NO_INDEX = The file is incomplete: its index is missing, as happens when a recording is cut off. Export it again and upload that.
cause-UPLOAD_NO_MEDIA = The file contains no picture or sound. Export it again and upload that.
cause-UPLOAD_DAMAGED = The file is damaged near byte { $offset }. Export it again and upload that.
cause-UPLOAD_EXTERNAL_MEDIA = The picture or sound of this file is stored in other files. Export it as one self-contained file and upload that.
cause-SOURCE_TOO_SHORT = The video is { $length_ms } long; it must be at least { $length_ms_min } long. Upload a longer one.
cause-SOURCE_TOO_LONG = The video is { $length_ms } long; the limit is { $length_ms_max }. Split it into parts and upload those.
cause-SOURCE_SIZE_UNUSABLE = The picture is { $width } × { $height } pixels; each side must be between { $side_min } and { $side_max } pixels. Export it at another resolution and upload that.
cause-SOURCE_RATE_UNKNOWN = The file does not state its frame rate. Export it as MP4 and upload that.
cause-SOURCE_CODEC_UNKNOWN = The server cannot read the encoding of this video. Export it as MP4 and upload that.
cause-SERVER_FAULT = The server tried several times but could not check this video. Upload it again later. If that fails too, export it again, or ask an administrator of this site.
cause-EXPIRED = The upload was idle for too long and has expired. Upload the file again.
cause-TERMINATED = The upload was cancelled.
cause-REPLACED = This upload was replaced by another file for the same video.
cause-VIDEO_DELETED = The video was deleted.
cause-MEDIA_NO_PICTURE = This file contains no moving picture. Upload a video.
cause-MEDIA_CODEC_UNKNOWN = This site does not support the encoding of this file. Export it as MP4 with H.264 and AAC, and upload that.
cause-MEDIA_NO_INDEX = The file is incomplete: its index is missing. Upload it again from the original, or export it again.
cause-MEDIA_TOO_LARGE = The picture of this video is larger than 8192 × 4320 pixels. Export it at a lower resolution and upload that.
cause-MEDIA_NO_LENGTH = This file contains no picture that can be shown. Export it again and upload that.
cause-MEDIA_DAMAGED = The picture or sound of this file is damaged. Upload it again from the original, or export it again.
cause-MEDIA_NEEDS_MEMORY = Converting this video needs more memory than allowed. Export it at a lower resolution and upload that.
cause-MEDIA_OUTPUT_TOO_LARGE = The converted video would be larger than allowed. Upload a shorter or smaller one.
cause-MEDIA_UNUSABLE = This video could not be converted. Export it again as MP4 and upload that.
cause-MEDIA_TIMED_OUT = Reading the video took longer than the { $seconds } seconds allowed. Export it again as MP4 and upload that.

## How much somebody has uploaded

usage-title = Storage
usage-total = { $used } of { $most } used.
usage-total-unlimited = { $used } used.
usage-day = { $used } of { $most } uploaded within 24 hours.

## What an export has of this domain

export-list = uploads.json – the files that you uploaded, with the names they had on your device.
