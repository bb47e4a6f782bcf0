// peer.mjs: the same ops at fastify and better-sqlite3, with group commit
//
//   node peer.mjs FOLDER PORT-FILE [verify KEY]
//
// What somebody would write who wants an op on the disk before it is answered:
// the op parsed, kept under its id with its signature, a position given to it;
// all that comes while a transaction is being kept makes the next one. It
// judges nothing, and checks signatures only when it is given the key
// (32 bytes, base64).
//
//   PUT  /v1/ops/ID   as the hub's
//   POST /v1/ops      as the hub's: of each op a line and its bytes

import { createPublicKey, verify } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [folder, portFile, mode, key] = process.argv.slice(2)
const require = createRequire(join(process.cwd(), 'package.json'))
const fastify = require('fastify')({ bodyLimit: 4 * 1024 * 1024 })
const Database = require('better-sqlite3')

const publicKey = mode === 'verify'
  ? createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'base64')]),
      format: 'der',
      type: 'spki',
    })
  : null

const database = new Database(join(folder, 'peer.db'))
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec(`CREATE TABLE ops (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL,
                                 bytes BLOB NOT NULL, signature BLOB NOT NULL) STRICT`)
const insert = database.prepare('INSERT INTO ops (id, stream, bytes, signature) VALUES (?, ?, ?, ?)')
const begin = database.prepare('BEGIN IMMEDIATE')
const commit = database.prepare('COMMIT')

let waiting = []
let scheduled = false

function keep () {
  const ops = waiting
  waiting = []
  scheduled = false
  begin.run()
  for (const op of ops) {
    op.position = Number(insert.run(op.id, op.stream, op.bytes, op.signature).lastInsertRowid)
  }
  commit.run()
  for (const op of ops) op.done()
}

function take (id, bytes, signatureText) {
  const signature = Buffer.from(signatureText, 'base64')
  const parsed = JSON.parse(bytes)
  if (parsed.id !== id) throw new Error('another id')
  if (publicKey !== null && !verify(null, bytes, publicKey, signature)) throw new Error('signature')
  return new Promise((resolve) => {
    const op = { id, stream: parsed.stream, bytes, signature, position: 0 }
    op.done = () => resolve({ position: op.position, received: Date.now() })
    waiting.push(op)
    if (!scheduled) {
      scheduled = true
      setImmediate(keep)
    }
  })
}

fastify.removeAllContentTypeParsers()
fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body))
fastify.put('/v1/ops/:id', (request) => take(request.params.id, request.body, request.headers['yc-signature']))
fastify.post('/v1/ops', async (request) => {
  const answers = []
  for (let at = 0; at < request.body.length;) {
    const end = request.body.indexOf(10, at)
    const head = JSON.parse(request.body.subarray(at, end))
    answers.push(take(head.id, request.body.subarray(end + 1, end + 1 + head.size), head.signature))
    at = end + 1 + head.size + 1
  }
  return { answers: await Promise.all(answers) }
})

const address = await fastify.listen({ host: '127.0.0.1', port: 0 })
writeFileSync(portFile + '.part', new URL(address).port)
renameSync(portFile + '.part', portFile)
process.on('SIGTERM', () => fastify.close().then(() => process.exit(0)))
