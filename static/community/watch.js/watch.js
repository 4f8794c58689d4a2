// What stands under the video: puts its parts together once the page is there. The first picture
// does not wait for any of it. It must not know how a part works.

function tellCommunity() {
  'use strict'
  const section = document.getElementById('comments')
  if (!section) return
  const api = new CommunityApi(section.dataset.videoId)
  const thread = new CommunityThread(api)
  const folders = document.getElementById('favourite') && new FavouriteDialog({ api, thread })
  const coins = document.getElementById('coins') && new CoinDialog({ api, thread })
  new WatchActs({ api, thread, openFolders: (opener) => folders.open(opener), coins })
  const talk = new CommunityTalk({ api, thread, section })
  const follow = new FollowButton(api)
  // What fails says so once somebody presses it, or comes to the comments.
  follow.load().catch(() => {})
  api.ready().then(() => {
    thread.ask().catch(() => {})
    talk.watch()
  })
}

if (document.readyState === 'complete') tellCommunity()
else window.addEventListener('load', tellCommunity, { once: true })
