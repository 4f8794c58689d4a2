// Copies the browser builds of the locked packages to static/vendor/ under fixed names, with their
// licences and versions. Run after `npm ci`. It must not fetch or change anything.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const here = path.dirname(fileURLToPath(import.meta.url))
const target = path.join(here, '..', 'static', 'vendor')

// `licence` is the text inside the package.
const parts = [
  { name: 'hls.js', file: 'dist/hls.min.js', as: 'hls.min.js', licence: 'LICENSE' },
  { name: 'tus-js-client', file: 'dist/tus.min.js', as: 'tus.min.js', licence: 'LICENSE' },
]

const lines = []
await mkdir(target, { recursive: true })
for (const part of parts) {
  const home = path.join(here, 'node_modules', part.name)
  const about = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'))
  const wanted = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8')).dependencies[
    part.name
  ]
  if (about.version !== wanted) {
    console.error(
      `${part.name}: ${about.version} is installed, ${wanted} is wanted; run: npm ci --prefix web`,
    )
    process.exit(1)
  }
  const code = await readFile(path.join(home, part.file), 'utf8')
  // Source maps are not shipped, and a reference to a missing one is a 404 in every console.
  await writeFile(
    path.join(target, part.as),
    code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'),
  )
  const licence = path.join(home, part.licence)
  await writeFile(path.join(target, `${part.as}.LICENSE.txt`), await readFile(licence))
  lines.push(`${part.as}  ${part.name} ${about.version}  ${about.license}`)
}
await writeFile(path.join(target, 'VERSIONS.txt'), `${lines.join('\n')}\n`)
console.log(lines.join('\n'))
