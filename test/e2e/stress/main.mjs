// Many statements with the collector forced in between: an addon built for another Node-API crashes there.
// Runs in Node and as the main process of an Electron; prints what it counted.
import Database from 'better-sqlite3'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const addon = process.env.TAPSCOPE_SQLITE_ADDON
const database = new Database(':memory:', addon ? { nativeBinding: addon } : {})
database.exec('CREATE TABLE event (frame INTEGER PRIMARY KEY, body BLOB)')
for (let frame = 1; frame <= 10_000; frame += 1) {
  database.prepare('INSERT INTO event VALUES (?, ?)').run(frame, Buffer.alloc(64, frame))
  if (frame % 250 === 0) collect()
}
const { sum } = database.prepare('SELECT sum(length(body)) AS sum FROM event').get()
database.close()
collect()
console.log(`stressed ${sum} on ${process.versions.electron ?? 'node'}`)
if (process.versions.electron) (await import('electron')).app.quit()
