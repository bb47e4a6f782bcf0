// tus.mjs: a server of resumable uploads that leaves it to the kernel when bytes reach the disk
//
//   node tus.mjs FOLDER PORT-FILE

import { renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, portFile] = process.argv.slice(2)
const require = createRequire(join(process.cwd(), 'package.json'))
const { Server } = await import(pathToFileURL(require.resolve('@tus/server')))
const { FileStore } = await import(pathToFileURL(require.resolve('@tus/file-store')))

const tus = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) })
const server = createServer((request, response) => tus.handle(request, response))
server.listen(0, '127.0.0.1', () => {
  writeFileSync(portFile + '.part', String(server.address().port))
  renameSync(portFile + '.part', portFile)
})
process.on('SIGTERM', () => process.exit(0))
