## The upload page

upload-title = Upload a video
upload-lead = The upload survives a lost connection, and continues where it stopped.
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
upload-too-large = This file is larger than the server accepts. Choose a smaller one.
upload-no-file = Choose a video file first.
upload-no-title = Give the video a title.
upload-unfinished = An upload was not finished
upload-unfinished-text = Choose the same file again and it continues where it stopped.
upload-forget = Forget it
upload-keep-open = Keep this page open until the upload is done.
upload-may-leave = The file has arrived. You may leave this page; the work goes on.
upload-published = Your video is published.
upload-ready = Your video is ready to be published in the studio.
upload-stopped = The video could not be published.
upload-open-video = Watch it
upload-open-studio = Open the studio
upload-another = Upload another
upload-reconnecting = Connection lost. Trying again…
upload-needs-script = Uploading in the browser needs JavaScript. Switch it on, or use the command line: shoal publish FILE --title TITLE --wait

## Why something was not done, by the codes of the contract

refusal-UPLOAD_UNKNOWN = There is no such upload, or it has expired. Upload the file again.
refusal-OFFSET_WRONG = The upload stands elsewhere. Load the page again, then go on.
refusal-SIZE_INVALID = The size of the file is not valid. Choose another file.
refusal-TOO_LARGE = The file is larger than this site takes. Choose a smaller one.
refusal-UPLOAD_ENDED = This upload has ended.
refusal-NO_SPACE = The server has no room for this file. Tell the administrator.
refusal-TOO_MANY_UPLOADS = Too many uploads are open at once. Finish one first.
refusal-CHUNK_INVALID = A part of the data is missing. Go on with the upload.
refusal-UPLOAD_BUSY = This file is being uploaded from another page.
refusal-METADATA_INVALID = The details of the upload are not valid or too long. Change them, then try again.
refusal-TAKES_NO_SOURCE = This video has a file already. To upload another one, create a new video.
refusal-ALREADY_OPEN = This video has an unfinished upload. Go on with it, or cancel it first.
