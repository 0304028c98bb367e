import type { CaptureRow } from '../../core/api.ts'
import { type Fold, step, wait } from '../../core/fold.ts'
import { iso } from '../../core/time.ts'
import type { WireEvent } from '../../core/wire.ts'
import { EventBatch, type EventTable, eventTable } from './batch.ts'
import { type Folding, foldingWith } from './folding.ts'
import { Owner } from './owner.ts'
import { placeOf, placesOf } from './schema.ts'
import { Segments } from './segments.ts'
import type { Connection } from './sqlite.ts'
import { countsTable, endOpen, type RowTable, rowTables } from './tables.ts'

/** What a capture starts with. */
export interface NewCapture {
  name: string
  target: string
  transport: string
  tapUrl: string | null
  /** Default: `checked`. */
  certificate?: CaptureRow['certificate']
  /** Default: `hashed`. */
  credentials?: CaptureRow['credentials']
  /** Microseconds since 1970. */
  at: number
}

/** A capture that is being written. */
interface Writing {
  fold: Fold
  batch: EventBatch
}

const MOST_ANNOUNCED = 1000

/** Writes events and the fold's rows, in one transaction a batch. */
export class Writer {
  readonly #db: Connection
  readonly #owner: Owner
  readonly #folding: Folding
  readonly #tables: RowTable[]
  readonly #events: EventTable
  readonly #writeCounts
  readonly #findAnnounced
  readonly #writing = new Map<number, Writing>()

  constructor(db: Connection, folding = foldingWith(), owner = new Owner(db)) {
    this.#db = db
    this.#owner = owner
    this.#folding = folding
    this.#tables = rowTables(db)
    this.#events = eventTable(db)
    this.#findAnnounced = db.prepare<[number, string], { id: number; replay: number | null }>(
      'SELECT id, replay FROM announced WHERE captureId = ? AND client = ?',
    )
    this.#writeCounts = countsTable(db)
  }

  /** Begins a capture; returns its id. */
  begin(capture: NewCapture): number {
    const insert = this.#db.prepare(
      `INSERT INTO capture (name, target, transport, tapUrl, certificate, credentials, startedAt, owner, foldVersion)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    const { name, target, transport, tapUrl, certificate = 'checked', credentials = 'hashed', at } = capture
    const owner = [iso(at), this.#owner.name, this.#folding.version]
    const { lastInsertRowid } = insert.run(name, target, transport, tapUrl, certificate, credentials, ...owner)
    const captureId = Number(lastInsertRowid)
    this.#writing.set(captureId, { fold: this.#folding.begin(captureId, target), batch: new EventBatch() })
    return captureId
  }

  /** The tap's address is known once it listens. */
  setTapUrl(captureId: number, tapUrl: string): void {
    this.#db
      .prepare('UPDATE capture SET tapUrl = ?, revision = revision + 1 WHERE captureId = ?')
      .run(tapUrl, captureId)
  }

  /** Takes the next event of a capture that this process began. It is encoded first: what the fold makes of it can be made anew. */
  take(captureId: number, event: WireEvent): void {
    const writing = this.#writing.get(captureId)
    if (!writing) return
    writing.batch.add(event)
    step(writing.fold, event)
  }

  /** Stores what was taken, whole or not at all; what was not can be tried again. */
  store(captureId: number): void {
    const writing = this.#writing.get(captureId)
    if (!writing || writing.batch.size === 0) return
    const { fold, batch } = writing
    this.#db.transaction(() => {
      this.#events.write(captureId, batch)
      this.#writeRows(fold)
    })()
    batch.clear()
    for (const table of this.#tables) table.clear(fold.changed)
  }

  /** Gives up what was taken and could not be stored. */
  giveUp(captureId: number): void {
    const writing = this.#writing.get(captureId)
    if (!writing) return
    this.lose(captureId, writing.batch.size)
    writing.batch.clear()
  }

  /** Tells a capture that time has passed, and stores what that shows. Throws if the database cannot be written. */
  pass(captureId: number, at: number): void {
    const fold = this.#writing.get(captureId)?.fold
    if (!fold) return
    wait(fold, at)
    if (fold.changed.findings.size === 0 && fold.changed.withdrawn.size === 0) return
    this.#db.transaction(() => this.#writeRows(fold))()
    for (const table of this.#tables) table.clear(fold.changed)
  }

  /** Counts events that could not be stored; the next batch writes the number. */
  lose(captureId: number, events: number): void {
    const writing = this.#writing.get(captureId)
    if (writing) writing.fold.counts.dropped += events
  }

  /** Ends a capture; what was counted as lost is written with it, `dropped` at least. */
  end(captureId: number, at: number, dropped = 0): void {
    const writing = this.#writing.get(captureId)
    if (writing) writing.fold.counts.dropped = Math.max(writing.fold.counts.dropped, dropped)
    this.#db.transaction(() => {
      if (writing) this.#writeRows(writing.fold)
      this.#db
        .prepare('UPDATE capture SET stoppedAt = ?, revision = revision + 1 WHERE captureId = ?')
        .run(iso(at), captureId)
      endOpen(this.#db, captureId, iso(at))
    })()
    this.#writing.delete(captureId)
  }

  #writeRows(fold: Fold): void {
    for (const table of this.#tables) table.write(fold.changed)
    this.#writeCounts(fold)
  }

  /** Closes captures whose process has died: what it stored stays, and what was open is marked. */
  adopt(): void {
    const open = this.#db
      .prepare<[], { captureId: number; owner: string }>('SELECT captureId, owner FROM capture WHERE stoppedAt IS NULL')
      .all()
    for (const { captureId, owner } of open) if (!this.#owner.isAlive(owner)) this.#closeDead(captureId)
  }

  #closeDead(captureId: number): void {
    const last = new Segments(this.#db).at(placesOf(captureId)[1])
    const started = this.#db.prepare('SELECT startedAt FROM capture WHERE captureId = ?').pluck().get(captureId)
    const at = last ? iso(last.at) : String(started)
    this.#db.transaction(() => {
      this.#db
        .prepare('UPDATE capture SET stoppedAt = ?, revision = revision + 1 WHERE captureId = ?')
        .run(at, captureId)
      endOpen(this.#db, captureId, at)
    })()
  }

  /** Notes that a connection is of a replay; returns the replay's number. */
  announce(captureId: number, client: string, replay: number | null): number {
    const insert = this.#db.prepare('INSERT INTO announced (captureId, client, replay) VALUES (?, ?, ?)')
    const id = Number(insert.run(captureId, client, replay).lastInsertRowid)
    // Those of replays that never sent anything.
    this.#db.prepare('DELETE FROM announced WHERE id <= ?').run(id - MOST_ANNOUNCED)
    return replay ?? id
  }

  /** The number of the replay that announced this connection, once; null if none did. */
  announced(captureId: number, client: string): number | null {
    const found = this.#findAnnounced.get(captureId, client)
    if (!found) return null
    this.#db.prepare('DELETE FROM announced WHERE id = ?').run(found.id)
    return found.replay ?? found.id
  }

  /** Notes that an exchange replays another; both are given by capture and frame. */
  noteReplay(replay: [number, number], of: [number, number], mode: string, at: number): void {
    this.#db.transaction(() => {
      this.#db
        .prepare('INSERT OR REPLACE INTO replay (place, of, mode, at) VALUES (?, ?, ?, ?)')
        .run(placeOf(...replay), placeOf(...of), mode, iso(at))
      this.#db.prepare('UPDATE capture SET revision = revision + 1 WHERE captureId IN (?, ?)').run(replay[0], of[0])
    })()
  }

  /** Deletes captures that no living process writes to; returns how many. */
  remove(captureIds: readonly number[]): number {
    let removed = 0
    for (const captureId of captureIds) {
      this.#db.transaction(() => {
        const { changes } = this.#db
          .prepare('DELETE FROM capture WHERE captureId = ? AND stoppedAt IS NOT NULL')
          .run(captureId)
        if (changes === 0) return
        removed++
        const places = placesOf(captureId)
        for (const table of this.#tables) table.remove(...places)
        this.#events.remove(captureId)
        for (const column of ['place', 'of']) {
          this.#db.prepare(`DELETE FROM replay WHERE ${column} BETWEEN ? AND ?`).run(...places)
        }
      })()
    }
    return removed
  }
}
