import { createHash } from 'node:crypto'
import type { Connection } from './sqlite.ts'

/**
 * Numbered migrations: the n-th brings a database from version n to n + 1 (`user_version`). Never change one that was
 * released; add another.
 *
 * Places put the capture's number above the frame's (`placeOf`), so that a capture's rows lie together, in the order of the wire,
 * without an index. Blobs stand last: a row is read without the pages of its blob.
 */
const OF_PLACE = 'captureId INTEGER AS (place / 4294967296)'
const FRAME = 'frame INTEGER AS (place % 4294967296)'

/** What an exchange replays, as a face names it: with its capture only if that is another one. */
const REPLAY_OF = `(
  SELECT iif(of / 4294967296 = captureId, '', (of / 4294967296) || ':') || (of % 4294967296)
  FROM replay WHERE replay.place = exchange.place
)`

const MIGRATIONS = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE capture (
    captureId INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, target TEXT NOT NULL, transport TEXT NOT NULL,
    tapUrl TEXT, startedAt TEXT NOT NULL, stoppedAt TEXT, dropped INTEGER NOT NULL DEFAULT 0,
    exchanges INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0, sessions INTEGER NOT NULL DEFAULT 0,
    era TEXT, recording TEXT NOT NULL DEFAULT 'on', unrecorded INTEGER NOT NULL DEFAULT 0, certificate TEXT NOT NULL, credentials TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0, indexed INTEGER NOT NULL DEFAULT 0, owner TEXT NOT NULL, foldVersion INTEGER NOT NULL,
    rebuilder TEXT, rebuilt REAL
  );
  CREATE TABLE segment (place INTEGER PRIMARY KEY, kinds INTEGER NOT NULL, bytes BLOB NOT NULL);
  CREATE INDEX segment_life ON segment (place) WHERE kinds & 6656;
  CREATE TABLE streamed (exchange INTEGER, segment INTEGER, PRIMARY KEY (exchange, segment)) WITHOUT ROWID;
  CREATE VIRTUAL TABLE words USING fts5(text, content = '', contentless_delete = 1, detail = none);
  CREATE TABLE replay (
    place INTEGER PRIMARY KEY, of INTEGER NOT NULL, mode TEXT NOT NULL, at TEXT NOT NULL
  );
  CREATE INDEX replay_of ON replay (of);
  CREATE TABLE announced (
    id INTEGER PRIMARY KEY AUTOINCREMENT, captureId INTEGER NOT NULL, client TEXT NOT NULL, replay INTEGER
  );
  CREATE TABLE exchange (
    place INTEGER PRIMARY KEY, ${OF_PLACE}, ${FRAME}, method TEXT, url TEXT, status INTEGER, session TEXT,
    transport TEXT, era TEXT, startedAt TEXT, endedAt TEXT, "end" TEXT, reason TEXT, requestBytes INTEGER,
    responseBytes INTEGER, connectMs REAL, tlsMs REAL, sentMs REAL, firstByteMs REAL, idleMs REAL, contentType TEXT, rpc TEXT, carried TEXT, offered TEXT, connection INTEGER, client TEXT,
    remote TEXT, tls TEXT, proxy TEXT, dropped INTEGER, unrecorded INTEGER, attempt INTEGER, role TEXT, replay INTEGER,
    parts TEXT
  );
  CREATE VIEW told_exchange AS SELECT exchange.*, ${REPLAY_OF} AS replayOf FROM exchange;
  CREATE TABLE message (
    place INTEGER PRIMARY KEY, ${OF_PLACE}, ${FRAME}, exchange INTEGER, direction TEXT, kind TEXT, id TEXT,
    method TEXT, name TEXT, code INTEGER, session TEXT, at TEXT, size INTEGER, answers INTEGER, answeredBy INTEGER,
    relatesTo INTEGER, cancelledBy INTEGER, collidesWith INTEGER
  );
  CREATE TABLE stream (
    place INTEGER PRIMARY KEY, ${OF_PLACE}, ${FRAME}, kind TEXT, session TEXT, events INTEGER, comments INTEGER, bytes INTEGER,
    lastEventId TEXT, retryMs INTEGER, openedAt TEXT, firstByteAt TEXT, firstEventAt TEXT, lastEventAt TEXT,
    longestGapMs REAL, endedAt TEXT, "end" TEXT, resumes INTEGER, resumedBy INTEGER, missed TEXT, repeated TEXT
  );
  CREATE INDEX exchange_session ON exchange (session) WHERE session IS NOT NULL;
  CREATE INDEX message_session ON message (session) WHERE session IS NOT NULL;
  CREATE INDEX stream_session ON stream (session) WHERE kind <> 'response';
  CREATE TABLE session (
    place INTEGER PRIMARY KEY, ${OF_PLACE}, key TEXT, kind TEXT, replay INTEGER, sessionId TEXT, transport TEXT, era TEXT, protocolVersion TEXT,
    client TEXT, server TEXT, clientCapabilities TEXT, serverCapabilities TEXT, issuedBy INTEGER, mintedBy INTEGER, carriedBy INTEGER, missingOn TEXT, foreignOn TEXT, afterEndOn TEXT,
    refusedOn TEXT, openedAt TEXT, lastSeenAt TEXT, "end" TEXT, predecessor TEXT, successor TEXT
  );
  CREATE TABLE finding (
    place INTEGER PRIMARY KEY, ${OF_PLACE}, key TEXT, id TEXT, severity TEXT, side TEXT, confidence TEXT, title TEXT,
    text TEXT, fix TEXT, spec TEXT, session TEXT, frames TEXT, count INTEGER, at TEXT, cause TEXT
  );
  `,
]

const CAPTURE_STEP = 2 ** 32

/** Where a frame of a capture (or its n-th session) stands in the tables. */
export const placeOf = (captureId: number, frame: number): number => captureId * CAPTURE_STEP + frame

/** First and last possible place of a capture. */
export const placesOf = (captureId: number): [number, number] => [placeOf(captureId, 0), placeOf(captureId + 1, 0) - 1]

export const frameOf = (place: number): number => place % CAPTURE_STEP
export const captureOf = (place: number): number => Math.floor(place / CAPTURE_STEP)

/** A database that a newer Tapscope has written. */
class NewerDatabase extends Error {
  constructor(version: number) {
    super(`the database is of version ${version}, and this Tapscope knows versions up to ${MIGRATIONS.length}`)
  }
}

/** A database that was made by other migrations than these: before the first release they changed. */
class OtherDatabase extends Error {
  constructor() {
    super('the database is of another layout, which only an unreleased Tapscope had')
  }
}

/** What tells migrations from others, in the database's `application_id`. */
const markOf = (version: number): number =>
  createHash('sha256').update(MIGRATIONS.slice(0, version).join()).digest().readInt32BE()

/** Brings the database up to date, whole or not at all. */
export function migrate(db: Connection): void {
  if (versionOf(db) === MIGRATIONS.length) return
  db.transaction(() => {
    // Another process may have done it while this one waited for the lock.
    for (const migration of MIGRATIONS.slice(versionOf(db))) db.exec(migration)
    db.pragma(`user_version = ${MIGRATIONS.length}`)
    db.pragma(`application_id = ${markOf(MIGRATIONS.length)}`)
  }).immediate()
}

/** Throws NewerDatabase if a newer Tapscope has written the database, OtherDatabase if one has that was never released. */
export function checkVersion(db: Connection): void {
  const version = versionOf(db)
  if (version > MIGRATIONS.length) throw new NewerDatabase(version)
  if (version > 0 && db.pragma('application_id', { simple: true }) !== markOf(version)) throw new OtherDatabase()
}

export const versionOf = (db: Connection): number => Number(db.pragma('user_version', { simple: true }))
