// Writes the bill of materials of the release as CycloneDX 1.6 JSON: what is linked into the binary (scope "required"),
// what only builds it ("excluded"), and the browser libraries that it serves. `node web/sbom.mjs FILE`.
// It must not name a package that no lock file holds, and it puts nothing in that differs from one run to the next.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const output = process.argv[2]
if (!output) {
  console.error('stopped: say where to write to. Usage: node web/sbom.mjs FILE')
  process.exit(1)
}
const run = (program, ...words) =>
  execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
const isNotDev = ({ kind }) => kind !== 'dev'
const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0)
const purl = (kind, name, version) =>
  `pkg:${kind}/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`

/** `MIT/Apache-2.0` is how old manifests write `MIT OR Apache-2.0`. */
const licences = (expression) =>
  expression ? [{ expression: expression.replaceAll('/', ' OR ') }] : []

function component(kind, name, version, expression, algorithm, digest, scope) {
  const reference = purl(kind, name, version)
  return {
    type: 'library',
    'bom-ref': reference,
    name,
    version,
    scope,
    hashes: digest ? [{ alg: algorithm, content: digest }] : [],
    licenses: licences(expression),
    purl: reference,
  }
}

/** The SHA-256 of each archive that Cargo.lock states, by `name version`. */
async function checksums() {
  const found = new Map()
  const lock = await readFile(path.join(root, 'Cargo.lock'), 'utf8')
  for (const part of lock.split('[[package]]').slice(1)) {
    const field = (name) => part.match(new RegExp(`^${name} = "(.*)"$`, 'm'))?.[1]
    found.set(`${field('name')} ${field('version')}`, field('checksum'))
  }
  return found
}

/** `name version` of each package that cargo reaches from ours by these kinds of edges. */
function reached(...edges) {
  const words = ['tree', '--locked', '--prefix', 'none', '--format', '{p}', '--edges', ...edges]
  const rows = run('cargo', ...words).trim().split('\n')
  return new Set(rows.map((row) => row.replace(/^(\S+) v(\S+).*$/, '$1 $2')))
}

async function crates() {
  const host = run('rustc', '-vV').match(/^host: (.*)$/m)[1]
  const words = ['metadata', '--format-version', '1', '--locked', '--filter-platform', host]
  const metadata = JSON.parse(run('cargo', ...words))
  const known = (one) => `${one.name} ${one.version}`
  // Not from the metadata: there the features of what builds and of what is linked are one.
  const linked = reached('normal,no-proc-macro')
  const built = reached('normal,build')
  const packages = new Map(
    metadata.packages.filter((one) => built.has(known(one))).map((one) => [one.id, one]),
  )
  const nodes = metadata.resolve.nodes.filter((one) => packages.has(one.id))
  const sums = await checksums()
  const ours = packages.get(metadata.resolve.root)
  const reference = (id) => purl('cargo', packages.get(id).name, packages.get(id).version)
  const components = [...packages.values()]
    .filter((one) => one !== ours)
    .map((one) => {
      const scope = linked.has(known(one)) ? 'required' : 'excluded'
      const digest = sums.get(known(one))
      return component('cargo', one.name, one.version, one.license, 'SHA-256', digest, scope)
    })
  const needs = nodes.map(({ id, deps }) => ({
    ref: reference(id),
    dependsOn: deps
      .filter(({ pkg, dep_kinds: kinds }) => packages.has(pkg) && kinds.some(isNotDev))
      .map((one) => reference(one.pkg))
      .sort(byText),
  }))
  return { ours, components, needs }
}

/** What `web/vendor.mjs` copies, with what npm would install below it left out: the builds are whole. */
async function browserLibraries() {
  const read = async (file) => JSON.parse(await readFile(path.join(root, 'web', file), 'utf8'))
  const wanted = Object.keys((await read('package.json')).dependencies)
  const locked = (await read('package-lock.json')).packages
  return wanted.map((name) => {
    const { version, license, integrity } = locked[`node_modules/${name}`]
    const digest = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
    return component('npm', name, version, license, 'SHA-512', digest, 'required')
  })
}

const { ours, components, needs } = await crates()
const browser = await browserLibraries()
const self = purl('cargo', ours.name, ours.version)
const all = [...components, ...browser].sort((one, other) => byText(one.purl, other.purl))
for (const need of needs) {
  if (need.ref === self) need.dependsOn = [...need.dependsOn, ...browser.map((one) => one.purl)]
}
const bill = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': self,
      name: ours.name,
      version: ours.version,
      licenses: licences(ours.license),
      purl: self,
    },
  },
  components: all,
  dependencies: needs.sort((one, other) => byText(one.ref, other.ref)),
}
const digest = createHash('sha256').update(JSON.stringify(bill)).digest('hex')
const parts = [8, 4, 4, 4, 12].map((length, at, lengths) => {
  const from = lengths.slice(0, at).reduce((sum, one) => sum + one, 0)
  return digest.slice(from, from + length)
})
parts[2] = `8${parts[2].slice(1)}` // version 8: a UUID made of what its maker says
parts[3] = `8${parts[3].slice(1)}`
bill.serialNumber = `urn:uuid:${parts.join('-')}`
const text = `${JSON.stringify(bill, null, 2)}\n`
const wrong = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
if (wrong) {
  console.error('stopped: this is no CycloneDX 1.6 document:', JSON.stringify(wrong, null, 2))
  process.exit(1)
}
await writeFile(output, text)
const linked = components.filter((one) => one.scope === 'required').length
console.log(
  `${output}: ${linked} linked crates, ${components.length - linked} that build them, ` +
    `${browser.length} browser libraries`,
)
