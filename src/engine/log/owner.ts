import fs from 'node:fs'
import path from 'node:path'
import { connect, type Connection } from './sqlite.ts'

/**
 * Whose captures are whose. Who writes some holds the lock of a file of its own: the system lets go of it however a process ends, while
 * the number of a process that has died is soon another's.
 */
export class Owner {
  readonly #folder: string
  #own: { name: string; lock: Connection } | undefined

  /** `db`: the database, beside which the files lie. */
  constructor(db: Connection) {
    this.#folder = path.dirname(db.name)
  }

  /** What stands for this owner in the database; it holds its lock from the first call on. Throws what the file system says. */
  get name(): string {
    return (this.#own ??= this.#begin()).name
  }

  #begin(): { name: string; lock: Connection } {
    const name = `${process.pid}-${Math.floor((performance.timeOrigin + performance.now()) * 1000)}`
    fs.closeSync(fs.openSync(this.#fileOf(name), 'a', 0o600))
    const lock = connect(this.#fileOf(name), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return { name, lock }
  }

  /** Whether whoever wrote under this name still lives; what the dead have left is removed. */
  isAlive(name: string): boolean {
    if (name === this.#own?.name) return true
    const file = this.#fileOf(name)
    if (!fs.existsSync(file)) return false
    const lock = connect(file, { timeout: 0, fileMustExist: true })
    try {
      lock.exec('BEGIN EXCLUSIVE')
    } catch {
      return true
    } finally {
      lock.close()
    }
    fs.rmSync(file, { force: true })
    return false
  }

  /** Lets go of the lock. */
  close(): void {
    if (!this.#own) return
    this.#own.lock.close()
    fs.rmSync(this.#fileOf(this.#own.name), { force: true })
    this.#own = undefined
  }

  #fileOf = (name: string): string => path.join(this.#folder, `writer-${name}.lock`)
}
