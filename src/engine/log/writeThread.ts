import type { MessagePort } from 'node:worker_threads'
import type { CaptureRow } from '../../core/api.ts'
import type { WireEvent } from '../../core/wire.ts'
import { fromTraceLine } from '../trace/lines.ts'
import { createDeriver } from './derive.ts'
import { foldingWith } from './folding.ts'
import { Indexer } from './indexer.ts'
import { createObserver, type Observer } from './observe.ts'
import { createProcessObserver } from './observeProcess.ts'
import type { OwnWords } from './ownWords.ts'
import { Owner } from './owner.ts'
import { Pauses } from './pauses.ts'
import { readCapture } from './reader.ts'
import { type LogRecord, readRecords } from './records.ts'
import { Rebuild } from './rebuild.ts'
import { now } from './recorder.ts'
import { afterTheRush } from './rush.ts'
import { migrate } from './schema.ts'
import { keepCredentials, type Redactor, saltOf, Secrets } from './secrets.ts'
import { inSpareTime } from './spareTime.ts'
import { openDatabase } from './sqlite.ts'
import { answerRequests, type Slab, type ThreadData, type WriteRequests } from './thread.ts'
import { Writer } from './writer.ts'

/** A batch that cannot be written is tried again so often, after a pause; then it is counted as dropped. */
const TRIES = 3
const PAUSE_MS = 200
/** While batches are refused each gets one try, and so long a wait: a queue that waited for each would never end. */
const STUCK_BUSY_MS = 50

/** How often a capture is told that time has passed, and how far behind, since copies are on their way for a moment; ms. */
const PASS_MS = 1000

interface Writing {
  observer: Observer
  redactor: Redactor
}

/** Opens the database for writing and stores what arrives. Opening errors are answered to the first request. */
export function startWriting(port: MessagePort, data: ThreadData, ownWords: OwnWords): void {
  const db = openDatabase(data.dataFolder, false, data.busyMs)
  migrate(db)
  const owner = new Owner(db)
  const folding = foldingWith(ownWords)
  const writer = new Writer(db, folding, owner)
  writer.adopt()
  const secrets = new Secrets(saltOf(db))
  const writing = new Map<number, Writing>()
  const imports = new Map<number, ReturnType<typeof createDeriver>>()
  const indexer = new Indexer(db)
  indexer.lookBack()
  const spare = inSpareTime([new Rebuild(db, folding, owner), indexer])
  const pauses = new Pauses(db, (captureId, recording) => port.postMessage({ captureId, recording }))
  const patience = Number(db.pragma('busy_timeout', { simple: true }))
  let isStuck = false

  function setStuck(stuck: boolean): void {
    if (stuck !== isStuck) db.pragma(`busy_timeout = ${stuck ? STUCK_BUSY_MS : patience}`)
    isStuck = stuck
  }

  function store(captureId: number): void {
    for (let attempt = 1; ; attempt++) {
      try {
        writer.store(captureId)
        return setStuck(false)
      } catch (error) {
        if (isStuck || attempt === TRIES) {
          setStuck(true)
          // The events are gone, and the log will say so as soon as it can say anything.
          writer.giveUp(captureId)
          return complain(error)
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
      }
    }
  }

  function complain(error: unknown): void {
    port.postMessage({ trouble: error instanceof Error ? error.message : String(error) })
  }

  function slab({ captureId, memory, used }: Slab): void {
    const observer = writing.get(captureId)?.observer
    if (observer) {
      for (const record of readRecords(memory, used)) observe(captureId, observer, record)
      store(captureId)
      indexer.note(captureId)
      spare.come()
    }
    port.postMessage({ giveBack: memory }, [memory])
  }

  /** What only silence shows, findings above all, is to be seen in time; what cannot be written now is written later. */
  const passing = setInterval(() => {
    const at = now() - PASS_MS * 1000
    for (const captureId of writing.keys()) {
      try {
        writer.pass(captureId, at)
      } catch {
        // The next batch writes it, or says what is wrong.
      }
    }
  }, PASS_MS)

  /** A record that cannot be understood costs itself, not the thread. */
  function observe(captureId: number, observer: Observer, record: LogRecord): void {
    try {
      observer.observe(record)
    } catch (error) {
      writer.lose(captureId, 1)
      complain(error)
    }
  }

  /** The row of a capture that this process began. */
  function row(captureId: number): CaptureRow {
    const found = readCapture(db, captureId)
    if (!found) throw new Error(`capture ${captureId} was removed from the database while its tap was running`)
    return found
  }

  const requests: WriteRequests = {
    ready() {},
    begin({ keepBytes, ...capture }) {
      const redactor = capture.credentials === 'kept' ? keepCredentials : secrets
      const captureId = writer.begin({ ...capture, target: redactor.redactUrls(capture.target) })
      const emit = (event: WireEvent): void => writer.take(captureId, event)
      const isProcess = capture.transport === 'stdio'
      const observer = isProcess
        ? createProcessObserver({ emit, keepBytes })
        : createObserver({
            emit,
            secrets: redactor,
            keepBytes,
            replayOn: (client) => writer.announced(captureId, client),
          })
      writing.set(captureId, { observer, redactor })
      pauses.begin(captureId)
      return captureId
    },
    listens({ captureId, tapUrl }) {
      writer.setTapUrl(captureId, (writing.get(captureId)?.redactor ?? secrets).redactUrls(tapUrl))
      return { ...row(captureId), tapUrl }
    },
    end({ captureId }) {
      const observer = writing.get(captureId)?.observer
      if (!observer) return row(captureId)
      const at = now()
      observer.finish(at)
      store(captureId)
      writing.delete(captureId)
      pauses.end(captureId)
      writer.end(captureId, at)
      return row(captureId)
    },
    import(capture) {
      const captureId = writer.begin(capture)
      imports.set(captureId, createDeriver())
      return captureId
    },
    imported({ captureId, events }) {
      const derive = imports.get(captureId)
      if (!derive) throw new Error(`capture ${captureId} is not being imported`)
      for (const event of events) writer.take(captureId, derive(fromTraceLine(event)))
      writer.store(captureId)
    },
    importEnded({ captureId, at, dropped }) {
      imports.delete(captureId)
      writer.end(captureId, at, dropped)
      indexer.note(captureId)
    },
    setRecording: ({ captureId, recording }) => (pauses.set(captureId, recording) ? row(captureId) : null),
    announce: ({ captureId, client, replay }) => writer.announce(captureId, client, replay),
    replayed: ({ replay, of, mode }) => writer.noteReplay(replay, of, mode, now()),
    remove: ({ captureIds }) => writer.remove(captureIds),
    reveal: ({ text }) => secrets.reveal(text),
    close() {
      clearInterval(passing)
      spare.stop()
      db.pragma('wal_checkpoint(PASSIVE)')
      db.close()
      owner.close()
    },
  }
  answerRequests(port, requests, afterTheRush(slab))
}
