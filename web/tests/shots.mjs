// Eight named pictures of the site with something to watch on it, into web/shots: home and watch,
// each wide, on a phone, dark and in Chinese. With `--docs` also those that the documents show,
// small enough for a page. None may be blank. The gallery of components is compared with what it
// looked like when somebody last said that it is right; `--accept` says so again.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  CLIP,
  ROOT,
  SHOTS,
  Site,
  Visitor,
  colours,
  folder,
  media,
  openBrowser,
} from './support.mjs'

const DOCS = join(ROOT, 'docs/shots')
const DOCS_SHOWN = ['home-wide', 'watch-wide', 'home-phone', 'watch-zh']
const DOCS_BYTES_MAX = 200_000
const BLANK_BYTES_MAX = 20_000
const COLOURS_MIN = 60

const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const MODES = {
  wide: { viewport: WIDE },
  phone: { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  dark: { viewport: WIDE, colorScheme: 'dark' },
  zh: { viewport: WIDE, language: 'zh-CN' },
}

const SIZE = '854x480'
const drawn = (source, filters = 'null') => ['-f', 'lavfi', '-i', source, '-vf', filters]
// A picture by formula is computed small, then enlarged.
const formula = (r, g, b) =>
  drawn(
    'nullsrc=s=427x240:r=25',
    `format=gbrp,geq=r='${r}':g='${g}':b='${b}',scale=854:480:flags=bicubic`,
  )
const CREDIT = '© 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0.'
const bunny = (filters) => ['-i', CLIP, '-vf', `scale=854:480,${filters}`]

/** The bay: sky, sun and sea, as one channel of the picture. */
const bay = (sky, sun, sea, glitter) =>
  `if(lt(Y,150),if(lt(hypot(X-210,Y-105-T*5),34),${sun},${sky}),` +
  `${sea}+if(lt(abs(X-210),10+(Y-150)*0.5+6*sin(Y/2+T*6)),${glitter},0)+12*sin(Y/2.5+X/30+T*4))`

const rings = (x, y) => `sin(hypot(X-${x},Y-${y})/7-T*5)`

/** Oldest first: the last one is the newest, and the one that is watched. */
const VIDEOS = [
  {
    title: 'A test card for your new projector',
    by: 'lina-codes',
    seconds: 4,
    flags: drawn(`smptehdbars=s=${SIZE}:r=25`),
  },
  {
    title: '谢尔宾斯基地毯，无限延伸',
    by: '数学小馆',
    seconds: 4,
    flags: drawn(
      `sierpinski=s=${SIZE}:r=25:seed=5:jump=3`,
      "hue=s=0,lutrgb=r='255-val*0.9':g='215-val*0.65':b='150-val*0.3'",
    ),
  },
  {
    title: 'Clouds over the hill, no music, no talk',
    by: 'slow-tv',
    seconds: 5,
    flags: bunny('crop=256:144:590:40,scale=854:480:flags=lanczos,hue=h=-12:s=1.2'),
  },
  {
    title: 'Why grass bends: a close look',
    by: 'orange',
    seconds: 4,
    flags: bunny('crop=342:192:430:280,scale=854:480:flags=lanczos'),
  },
  {
    title: '生命游戏：从一把沙子到一座城',
    by: '螺丝小鱼',
    seconds: 5,
    flags: drawn(
      'life=s=214x120:r=12:mold=24:ratio=0.22:seed=7:' +
        'life_color=0xffe08a:death_color=0x0c2f3a:mold_color=0x1f8a83',
      'fps=25,scale=856:480:flags=neighbor,crop=854:480',
    ),
  },
  {
    title: 'The meadow, drawn with coloured pencils',
    by: 'orange',
    seconds: 5,
    flags: bunny('edgedetect=mode=colormix:high=0.09:low=0.03,eq=brightness=0.06:saturation=1.5'),
  },
  {
    title: 'Ripples: two stones in one pond',
    by: 'reef-lab',
    seconds: 5,
    flags: drawn(
      'nullsrc=s=427x240:r=25',
      `format=gray,geq=lum='128+55*(${rings(130, 100)}+${rings(310, 150)})',` +
        "scale=854:480,format=rgb24,lutrgb=r='val*val/420':g='40+val*0.75':b='90+val*0.6'",
    ),
  },
  {
    title: '春天的紫花，微距',
    by: '小林',
    seconds: 5,
    flags: bunny('crop=256:144:110:8,scale=854:480:flags=lanczos,eq=saturation=1.3'),
  },
  {
    title: '凌晨四点的霓虹，一个人的城市散步',
    by: '散步少年',
    seconds: 5,
    flags: drawn(
      `gradients=s=${SIZE}:r=25:n=5:type=spiral:x0=300:y0=200:x1=854:y1=480:speed=0.01:` +
        'c0=0x1b0a4a:c1=0xff3d81:c2=0x3a1f9e:c3=0x16e0ff:c4=0x2a0f5e',
    ),
  },
  {
    title: 'Sunset over the bay, in five seconds',
    by: 'mira',
    seconds: 5,
    flags: formula(
      bay('250-Y*0.2', 255, 60, 150),
      bay('70+Y*0.75', 225, 50, 80),
      bay('120-Y*0.35', 150, 100, 0),
    ),
  },
  {
    title: '深入曼德博集合：放大一万倍之后',
    by: '数学小馆',
    seconds: 5,
    flags: drawn(
      `mandelbrot=s=${SIZE}:r=25:start_x=-0.743643887:start_y=0.131825904:` +
        'start_scale=0.012:end_scale=0.0008:end_pts=125:maxiter=900:inner=mincol',
      'hue=h=200:s=1.3',
    ),
  },
  {
    title: 'Big Buck Bunny: a morning in the meadow 大雄兔',
    by: 'shoal',
    description: 'A giant rabbit with a heart bigger than himself wakes up to a fine morning.',
    tags: ['animation', '开源电影', 'Blender'],
    file: CLIP,
  },
]

let site
let browser
const authors = new Set()

const ENCODED = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-pix_fmt', 'yuv420p']

/** The author's account, then the file, then its page. */
async function publish(video, number, made) {
  const drawing = [...(video.flags ?? []), '-t', String(video.seconds), '-an', ...ENCODED]
  const file = video.file ?? (await media(join(made, `${number}.mp4`), ...drawing))
  if (!authors.has(video.by)) await site.account(video.by)
  authors.add(video.by)
  const tags = (video.tags ?? []).flatMap((tag) => ['--tag', tag])
  const isBunny = video.file === CLIP || video.flags.includes(CLIP)
  const description = [video.description, isBunny && CREDIT].filter(Boolean).join('\n\n')
  const about = ['--title', video.title, '--description', description, ...tags]
  return site.shoal('publish', file, ...about, '--as', video.by, '--wait')
}

let watched

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  await rm(SHOTS, { recursive: true, force: true })
  await mkdir(SHOTS, { recursive: true })
  const made = await folder()
  for (const [number, video] of VIDEOS.entries()) {
    const { page_url: pageUrl } = await publish(video, number, made)
    watched = new URL(pageUrl, site.url).pathname
  }
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

/** All covers that are in sight, decoded. */
async function covers(page) {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    const isInSight = (image) => image.getBoundingClientRect().top < innerHeight
    const images = [...document.images].filter(isInSight)
    return Promise.all(images.map((image) => image.decode().catch(() => {})))
  })
}

async function home(page) {
  await page.goto('/')
  await covers(page)
  const shown = await page.locator('.card-author').allInnerTexts()
  assert.deepEqual(shown, VIDEOS.map(({ by }) => by).reverse(), 'newest first, by their authors')
}

/** The player as a viewer sees it: playing, with the controls in sight. */
async function watch(page) {
  await page.goto(watched)
  await page.locator('#player[data-state=ready]').waitFor()
  await page.locator('#player video').evaluate(async (video) => {
    video.muted = true
    await video.play()
  })
  const isThere = () => document.querySelector('#player video').currentTime > 1.5
  await page.waitForFunction(isThere, null, { timeout: 20_000 })
  assert.ok((await colours(page, '#player video')) > COLOURS_MIN, 'the player is blank')
  await page.locator('#player').hover()
  await covers(page)
}

async function blankness(page, path) {
  const bytes = await readFile(path)
  assert.ok(bytes.length > BLANK_BYTES_MAX, `${path} has ${bytes.length} bytes`)
  await page.goto('about:blank')
  await page.setContent(`<img src="data:image/png;base64,${bytes.toString('base64')}">`)
  await page.locator('img').evaluate((image) => image.decode())
  assert.ok((await colours(page, 'img')) > COLOURS_MIN, `${path} is blank`)
}

for (const [kind, take] of Object.entries({ home, watch })) {
  for (const [mode, options] of Object.entries(MODES)) {
    const name = `${kind}-${mode}`
    test(`${name}.png`, { timeout: 90_000 }, async () => {
      const visitor = await Visitor.come(browser, site, options)
      const { page } = visitor
      await take(page)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wider <= 0, `the page is ${wider} px wider than the screen`)
      const path = join(SHOTS, `${name}.png`)
      await page.screenshot({ path })
      assert.deepEqual(visitor.complaints, [])
      await blankness(page, path)
      await visitor.leave()
    })
  }
}

/** The picture of the components, small: what a person would call another look is seen there. */
async function gallery(page) {
  await page.goto('/admin/gallery')
  // What turns or runs is another picture each time.
  await page.addStyleTag({ content: '*, *::before, *::after { animation: none !important }' })
  await page.evaluate(() => document.fonts.ready)
  const whole = await page.screenshot({ fullPage: true })
  await page.goto('about:blank')
  return page.evaluate(async ([base64, width]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = Math.round((image.naturalHeight / image.naturalWidth) * width)
    const brush = canvas.getContext('2d')
    brush.imageSmoothingQuality = 'high'
    brush.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/png').split(',')[1]
  }, [whole.toString('base64'), GALLERY_PX])
}

/** The largest share, of the bands of two pictures, of pixels that a person would see the difference
 * of: what changes is one component, and the whole picture would hide it. */
function difference(page, ours, known) {
  return page.evaluate(async ([a, b]) => {
    const BAND_PX = 12
    const pixels = async (base64) => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      const brush = canvas.getContext('2d')
      brush.drawImage(image, 0, 0)
      return brush.getImageData(0, 0, canvas.width, canvas.height)
    }
    const [left, right] = [await pixels(a), await pixels(b)]
    if (Math.abs(left.height - right.height) > 2) return 1
    const height = Math.min(left.height, right.height)
    let most = 0
    for (let top = 0; top < height; top += BAND_PX) {
      const end = Math.min(top + BAND_PX, height) * left.width * 4
      let other = 0
      for (let at = top * left.width * 4; at < end; at += 4) {
        const far = (part) => Math.abs(left.data[at + part] - right.data[at + part])
        if (Math.max(far(0), far(1), far(2)) > 40) other += 1
      }
      most = Math.max(most, other / (left.width * BAND_PX))
    }
    return most
  }, [ours, known])
}

const GALLERY = join(ROOT, 'web/tests/gallery')
const GALLERY_PX = 200
const OTHER_SHARE_MAX = 0.01

test('the components look as they were accepted', { timeout: 120_000 }, async () => {
  const owner = await Visitor.come(browser, site)
  await owner.page.goto(await site.setupLink())
  await owner.page.locator('#name').fill('harbour')
  await owner.page.locator('#password').fill('correct horse battery')
  await owner.at('submit').click()
  await owner.page.locator('[data-testid=account-menu]').waitFor()
  const cookies = await owner.context.cookies()
  for (const [mode, options] of Object.entries(MODES)) {
    // At two pixels for one, Chromium rounds the height of a line now one way, now the other.
    const visitor = await Visitor.come(browser, site, { ...options, deviceScaleFactor: 1 })
    const spoken = { name: 'shoal_language', value: options.language ?? 'en', url: site.url }
    await visitor.context.addCookies([...cookies, spoken])
    const ours = await gallery(visitor.page)
    const path = join(GALLERY, `${mode}.png`)
    if (process.argv.includes('--accept')) {
      await mkdir(GALLERY, { recursive: true })
      await writeFile(path, Buffer.from(ours, 'base64'))
    }
    const known = (await readFile(path)).toString('base64')
    const share = await difference(visitor.page, ours, known)
    await writeFile(join(SHOTS, `gallery-${mode}.png`), Buffer.from(ours, 'base64'))
    const text = `${mode}: ${(share * 100).toFixed(1)} % differ; look at web/shots, then accept`
    assert.ok(share <= OTHER_SHARE_MAX, text)
    await visitor.leave()
  }
})

if (process.argv.includes('--docs')) {
  test('the pictures of the documents', async () => {
    await mkdir(DOCS, { recursive: true })
    for (const name of DOCS_SHOWN) {
      const path = join(DOCS, `${name}.webp`)
      const flags = ['-v', 'error', '-y', '-i', join(SHOTS, `${name}.png`)]
      execFileSync('ffmpeg', [...flags, '-c:v', 'libwebp', '-quality', '82', path])
      const { size } = await stat(path)
      assert.ok(size > BLANK_BYTES_MAX && size < DOCS_BYTES_MAX, `${path} has ${size} bytes`)
    }
  })
}
