// Resumable uploads, judged by tus-js-client itself: the server may be killed at any moment, and
// the client goes on where the server says it stands.

import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import * as node from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as tus from 'tus-js-client'
import { CLIP, CLIP_S, PUBLISH_MS_MAX, Site, folder, media, until } from './support.mjs'

const MIB = 1 << 20
const BIG_S = 12
const UPLOADS = '/api/v1/uploads'
const PART = 'application/offset+octet-stream'
const VERSION = { 'tus-resumable': '1.0.0' }

let site
let mei
let lin
let big
let bigBytes

node.before(async () => {
  site = await Site.start()
  mei = await site.account('mei')
  lin = await site.account('lin')
  // Noise does not compress: twelve seconds of it are large enough to be cut in the middle.
  big = await media(
    join(await folder(), 'big.mkv'),
    ...['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=25:duration=${BIG_S}`],
    ...['-vf', 'noise=alls=100:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-b:v', '18M', '-minrate', '18M', '-maxrate', '18M', '-bufsize', '4M'],
    ...['-pix_fmt', 'yuv420p'],
  )
  bigBytes = (await stat(big)).size
  assert.ok(bigBytes > 16 * MIB, `the large file has only ${bigBytes} bytes`)
})

node.after(() => site?.stop())

/** A test that ends, whatever the server does. */
const test = (name, work) => node.test(name, { timeout: PUBLISH_MS_MAX + 60_000 }, work)

/** What a client knows of one upload, as it goes. */
class Client {
  constructor(file, options = {}) {
    this.acknowledged = 0
    this.sent = 0
    this.videoId = null
    this.answers = []
    this.ended = new Promise((resolve, reject) => {
      this.upload = new tus.Upload(createReadStream(file), {
        endpoint: new URL(UPLOADS, site.url).href,
        headers: { authorization: `Bearer ${mei.api_token}` },
        metadata: { filename: file.split('/').at(-1), title: 'By tus' },
        retryDelays: null,
        removeFingerprintOnSuccess: true,
        onChunkComplete: (_, accepted) => {
          this.acknowledged = accepted
        },
        onProgress: (sent) => {
          this.sent = sent
          this.onSent?.(sent)
        },
        onAfterResponse: (request, response) => {
          this.videoId ??= response.getHeader('shoal-video-id') ?? null
          this.answers.push({
            method: request.getMethod(),
            status: response.getStatus(),
            offset: Number(response.getHeader('upload-offset') ?? Number.NaN),
            expires: response.getHeader('upload-expires'),
          })
        },
        onSuccess: () => resolve(),
        onError: reject,
        ...options,
      })
    })
    // Awaited where it matters; an error before that is not unhandled.
    this.ended.catch(() => {})
  }

  answered(method) {
    return this.answers.filter((answer) => answer.method === method)
  }
}

/** Opens an upload by hand; `given` are headers. */
async function opened(sizeBytes, given = {}) {
  const headers = { ...VERSION, 'upload-length': String(sizeBytes), ...given }
  return site.fetch(UPLOADS, { method: 'POST', token: mei.api_token, headers })
}

function part(path, offset, body, given = {}) {
  const headers = { ...VERSION, 'content-type': PART, 'upload-offset': String(offset), ...given }
  return site.fetch(path, { method: 'PATCH', token: mei.api_token, headers, body })
}

function head(path, token = mei.api_token) {
  return site.fetch(path, { method: 'HEAD', token, headers: VERSION })
}

const offsetOf = (response) => Number(response.headers.get('upload-offset') ?? Number.NaN)

/** A published video has the length of its file: no byte was lost or doubled. */
async function plays(client, seconds) {
  await site.published(client.videoId, mei.api_token)
  const video = await site.json(`/api/v1/videos/${client.videoId}`)
  assert.equal(video.state, 'published')
  assert.ok(Math.abs(video.duration_ms / 1000 - seconds) < 0.3, `${video.duration_ms} ms`)
}

test('OPTIONS says what is spoken', async () => {
  const response = await site.fetch(UPLOADS, { method: 'OPTIONS' })
  assert.ok(response.ok, String(response.status))
  assert.equal(response.headers.get('tus-version'), '1.0.0')
  assert.ok(Number(response.headers.get('tus-max-size')) > bigBytes)
  const extensions = response.headers.get('tus-extension').split(',')
  for (const name of ['creation', 'creation-with-upload', 'termination', 'expiration']) {
    assert.ok(extensions.includes(name), `${name} is missing in ${extensions}`)
  }
})

test('another version of the protocol is refused', async () => {
  for (const version of ['0.2.2', '2.0.0']) {
    const response = await opened(10, { 'tus-resumable': version })
    assert.equal(response.status, 412)
    assert.equal(response.headers.get('tus-version'), '1.0.0')
  }
})

test('an upload is for its owner alone', async () => {
  const headers = { ...VERSION, 'upload-length': '10' }
  const nobody = await site.fetch(UPLOADS, { method: 'POST', headers })
  assert.equal(nobody.status, 401)
  const location = (await opened(10)).headers.get('location')
  assert.equal((await head(location)).status, 200)
  assert.equal((await head(location, lin.api_token)).status, 404)
  const stolen = { method: 'DELETE', token: lin.api_token, headers: VERSION }
  assert.equal((await site.fetch(location, stolen)).status, 404)
  assert.equal((await head(location)).status, 200)
})

test('an upload that waits says when it ends', async () => {
  const created = await opened(100)
  assert.equal(created.status, 201)
  const location = created.headers.get('location')
  const written = await part(location, 0, Buffer.alloc(40))
  assert.equal(written.status, 204)
  const asked = await head(location)
  assert.equal(asked.headers.get('upload-length'), '100')
  assert.equal(asked.headers.get('cache-control'), 'no-store')
  assert.equal(offsetOf(asked), 40)
  for (const response of [created, written, asked]) {
    const ends = Date.parse(response.headers.get('upload-expires'))
    assert.ok(ends > Date.now(), `Upload-Expires: ${response.headers.get('upload-expires')}`)
  }
})

test('a part that does not fit is refused and changes nothing', async () => {
  const location = (await opened(100)).headers.get('location')
  assert.equal((await part(location, 0, Buffer.alloc(40))).status, 204)
  assert.equal((await part(location, 39, Buffer.alloc(10))).status, 409)
  assert.equal((await part(location, 41, Buffer.alloc(10))).status, 409)
  const untyped = await part(location, 40, Buffer.alloc(10), { 'content-type': 'text/plain' })
  assert.equal(untyped.status, 415)
  const tooMuch = await part(location, 40, Buffer.alloc(61))
  assert.ok(tooMuch.status >= 400 && tooMuch.status < 500, String(tooMuch.status))
  assert.ok(offsetOf(await head(location)) <= 100)
})

test('a request cut in its middle leaves what arrived', async () => {
  const location = (await opened(4 * MIB)).headers.get('location')
  const { host, hostname, port, pathname } = new URL(location, site.url)
  const socket = connect(Number(port), hostname)
  const lines = [
    `PATCH ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${mei.api_token}`,
    'Tus-Resumable: 1.0.0',
    `Content-Type: ${PART}`,
    'Upload-Offset: 0',
    `Content-Length: ${4 * MIB}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => socket.write(Buffer.alloc(2 * MIB, 7), resolve))
  await sleep(300)
  socket.destroy()
  const kept = await until('the received prefix', async () => offsetOf(await head(location)))
  assert.equal(kept, 2 * MIB)
})

test('a terminated upload is gone', async () => {
  const client = new Client(big, { chunkSize: MIB })
  client.onSent = (sent) => {
    if (sent > 3 * MIB) client.stop?.()
  }
  const cut = new Promise((resolve) => {
    client.stop = resolve
  })
  client.upload.start()
  await Promise.race([cut, client.ended])
  const location = client.upload.url
  await client.upload.abort(true)
  assert.ok([404, 410].includes((await head(location)).status))
  // The request that was cut may still hold the upload for a moment: 423.
  const settled = await until('the writer to go', async () => {
    const { status } = await part(location, 0, Buffer.alloc(1))
    return status !== 423 && status
  })
  assert.ok([404, 410].includes(settled), String(settled))
})

test('the real clip is uploaded and published', async () => {
  const client = new Client(CLIP, { chunkSize: 256 << 10 })
  client.upload.start()
  await client.ended
  assert.equal(client.acknowledged, (await stat(CLIP)).size)
  assert.equal(client.answered('POST').length, 1)
  assert.equal(client.answered('POST')[0].status, 201)
  assert.ok(client.answered('PATCH').every(({ status }) => status === 204))
  await plays(client, CLIP_S)
})

test('an upload may begin with its creation', async () => {
  const client = new Client(CLIP, { uploadDataDuringCreation: true })
  client.upload.start()
  await client.ended
  assert.equal(client.answered('PATCH').length, 0, 'all of it went with the creation')
  assert.equal(client.answered('POST')[0].offset, (await stat(CLIP)).size)
  await plays(client, CLIP_S)
})

/** Kills the server once `client` has sent half a part more than `bytes`. */
function killedAt(client, bytes) {
  return new Promise((resolve, reject) => {
    client.onSent = (sent) => {
      if (sent < bytes + MIB / 2) return
      client.onSent = null
      site.kill().then(resolve, reject)
    }
    const early = (error) => client.onSent && reject(error ?? new Error('nothing was left to cut'))
    client.ended.then(early, early)
  })
}

test('after kill -9 a new client finds the upload and goes on', async () => {
  const storage = join(await folder(), 'uploads.json')
  await writeFile(storage, '{}')
  const options = { chunkSize: MIB, urlStorage: new tus.FileUrlStorage(storage) }
  const first = new Client(big, options)
  const killed = killedAt(first, 8 * MIB)
  first.upload.start()
  await killed
  await assert.rejects(first.ended, 'the client has lost its server')
  const { acknowledged, videoId } = first
  assert.ok(acknowledged >= 7 * MIB && acknowledged < bigBytes, `${acknowledged} acknowledged`)
  await site.again()

  const second = new Client(big, options)
  const previous = await second.upload.findPreviousUploads()
  assert.equal(previous.length, 1)
  second.upload.resumeFromPreviousUpload(previous[0])
  second.upload.start()
  await second.ended
  const resumedAt = second.answered('HEAD')[0].offset
  assert.ok(resumedAt >= acknowledged, `${resumedAt} of ${acknowledged} acknowledged`)
  assert.ok(resumedAt < bigBytes)
  assert.equal(second.answered('POST').length, 0, 'no second upload')
  assert.equal(second.videoId, videoId)
  const isForgotten = async () => (await readFile(storage, 'utf8')) === '{}'
  await until('nothing left to resume', isForgotten)
  await plays(second, BIG_S)
})

test('a client that tries again outlives a restart by itself', async () => {
  const client = new Client(big, { chunkSize: MIB, retryDelays: [100, 300, 1000, 3000, 5000] })
  const killed = killedAt(client, 5 * MIB)
  client.upload.start()
  await killed
  const { acknowledged } = client
  await site.again()
  await client.ended
  const resumedAt = client.answered('HEAD')[0].offset
  assert.ok(resumedAt >= acknowledged && resumedAt > 0, `${resumedAt} of ${acknowledged}`)
  assert.equal(client.acknowledged, bigBytes)
  await plays(client, BIG_S)
})
