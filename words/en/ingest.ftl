## The upload page

upload-title = Upload a video
upload-lead = If the connection drops, the upload picks up where it left off.
upload-drop-here = Drop a video file here
upload-choose-file = Choose a file
upload-other-file = Choose another file
upload-limit = MP4, MOV, MKV or WebM, up to { $size }
upload-details = Details
upload-start = Upload
upload-pause = Pause
upload-resume = Resume
upload-cancel = Cancel upload
upload-retry = Try again
upload-paused = Paused
upload-too-large = This file is larger than this site accepts. Choose a smaller one.
upload-no-file = Choose a video file first.
upload-no-title = Give your video a title.
upload-unfinished = You have an unfinished upload
upload-unfinished-text = Choose the same file again to pick up where you left off.
upload-forget = Dismiss
upload-keep-open = Keep this page open until the upload is complete.
upload-may-leave = Upload complete. You can leave this page; processing continues.
upload-published = Your video is published.
upload-ready = Your video is ready. Publish it in Studio.
upload-stopped = Your video could not be published.
upload-open-video = Watch it
upload-open-studio = Open Studio
upload-another = Upload another
upload-reconnecting = Connection lost. Reconnecting…
upload-needs-script = Uploading in the browser requires JavaScript. Turn it on, or use the command line: shoal publish FILE --title TITLE --wait

## Why something was not done, by the codes of the contract

refusal-UPLOAD_UNKNOWN = There is no such upload, or it has expired. Upload the file again.
refusal-OFFSET_WRONG = The upload stands elsewhere. Load the page again, then go on.
refusal-SIZE_INVALID = The size of the file is not valid. Choose another file.
refusal-TOO_LARGE = The file is larger than this site takes. Choose a smaller one.
refusal-UPLOAD_ENDED = This upload has ended.
refusal-NO_SPACE = The server has no room for this file. Tell the administrator.
refusal-TOO_MANY_UPLOADS = Unfinished uploads: { $count } of { $most }. Finish or cancel one first.
refusal-CHUNK_INVALID = A part of the data is missing. Go on with the upload.
refusal-UPLOAD_BUSY = This file is being uploaded from another page.
refusal-METADATA_INVALID = The details of the upload are not valid or too long. Change them, then try again.
refusal-TAKES_NO_SOURCE = This video has a file already. To upload another one, create a new video.
refusal-ALREADY_OPEN = This video has an unfinished upload. Go on with it, or cancel it first.

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-UPLOAD_EMPTY = The file is empty. Choose the video again and upload it.
cause-UPLOAD_UNREADABLE = The upload could not be read back. Upload the file again.
cause-UPLOAD_PLAYLIST = This is a playlist: a text that names other files, not a video. Upload the video file itself.
cause-UPLOAD_IMAGE = This is a picture ({ $kind }), not a video. Upload a video.
cause-UPLOAD_ARCHIVE = This is an archive ({ $kind }). Unpack it and upload the video inside.
cause-UPLOAD_SOUND_ONLY = This is a sound file ({ $kind }) without a picture. Upload a video.
cause-UPLOAD_DOCUMENT = This is a document or a program ({ $kind }), not a video. Upload a video.
cause-UPLOAD_TEXT = This is a text file, not a video. Upload a video.
cause-FORMAT_UNKNOWN = This is not a video in a known format. Export it as MP4, MOV, MKV, WebM, AVI, FLV or MPEG-TS and upload that.
cause-UPLOAD_TRUNCATED = The file is incomplete: { $missing_bytes } bytes are missing at its end. Upload it again from the original.
cause-UPLOAD_NO_INDEX = The file is incomplete: its index is missing, as when a recording was cut off. Export it again and upload that.
cause-UPLOAD_NO_MEDIA = The file has an index but no pictures or sound in it. Export it again and upload that.
cause-UPLOAD_DAMAGED = The file is damaged near byte { $offset }. Export it again and upload that.
cause-UPLOAD_EXTERNAL_MEDIA = The file keeps its pictures or sound in other files. Export it as one self-contained file and upload that.
cause-SOURCE_TOO_SHORT = The video is { $length_ms } long; { $length_ms_min } is the least. Upload a longer one.
cause-SOURCE_TOO_LONG = The video is { $length_ms } long; { $length_ms_max } is the most. Cut it into parts and upload those.
cause-SOURCE_SIZE_UNUSABLE = The picture is { $width } × { $height } pixels; each side must be { $side_min } to { $side_max }. Export it in another size and upload that.
cause-SOURCE_RATE_UNKNOWN = The file does not tell how many pictures a second it has. Export it as MP4 and upload that.
cause-SOURCE_CODEC_UNKNOWN = The picture of this file is stored in a way that the server cannot read. Export it as MP4 and upload that.
cause-SERVER_FAULT = The server could not check this video, several times in a row. Nothing is known to be wrong with your file: upload it again later. If it stays so, export it anew, or ask the operator, whose log says what went wrong.
cause-EXPIRED = The upload stood still for too long and was given up. Upload the file again.
cause-TERMINATED = The upload was cancelled.
cause-REPLACED = Another file was uploaded to the same video and took the place of this one.
cause-VIDEO_DELETED = The video was deleted.
cause-MEDIA_NO_PICTURE = This file has no moving picture. Upload a video.
cause-MEDIA_CODEC_UNKNOWN = The picture or sound of this file is stored in a way that this site does not take. Export it as MP4 with H.264 and AAC, and upload that.
cause-MEDIA_NO_INDEX = This file is incomplete: its index is missing. Upload it again from the original, or export it anew.
cause-MEDIA_TOO_LARGE = The picture of this video is larger than 8192 × 4320. Export it in a smaller size and upload that.
cause-MEDIA_NO_LENGTH = Not a single picture of this file can be shown. Export it again and upload that.
cause-MEDIA_DAMAGED = The picture or sound of this file is damaged. Upload it again from the original, or export it anew.
cause-MEDIA_NEEDS_MEMORY = Converting this video needs more memory than one video may use. Export it in a smaller size and upload that.
cause-MEDIA_OUTPUT_TOO_LARGE = The converted video would be larger than allowed. Upload a shorter or smaller one.
cause-MEDIA_UNUSABLE = This video could not be converted. Export it again as MP4 and upload that.
cause-MEDIA_TIMED_OUT = Reading the video took longer than the { $seconds } s allowed. Export it again as MP4 and upload that.
