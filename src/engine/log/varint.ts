/** Numbers, texts and bytes one after the other, in memory that grows as it must. Numbers are whole: 7 bits a byte, lowest first. */
export class ByteWriter {
  #memory = Buffer.allocUnsafe(64 * 1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#size = 0
    // One long body must not be paid for ever after.
    if (this.#memory.length > MOST_HELD) this.#memory = Buffer.allocUnsafe(64 * 1024)
  }

  number(value: number): void {
    this.#room(LONGEST_NUMBER)
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#memory[this.#size++] = (rest % 0x80) | 0x80
    this.#memory[this.#size++] = rest
  }

  /** A number that may be less than nothing. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value)
  }

  text(value: string | null): void {
    if (value === null) return this.number(0)
    const length = Buffer.byteLength(value)
    this.number(length + 1)
    this.#room(length)
    this.#size += this.#memory.write(value, this.#size)
  }

  bytes(value: Uint8Array): void {
    this.number(value.length)
    this.#room(value.length)
    this.#memory.set(value, this.#size)
    this.#size += value.length
  }

  /** What was written; valid until more is. */
  written(): Buffer {
    return this.#memory.subarray(0, this.#size)
  }

  #room(length: number): void {
    const needed = this.#size + length
    if (needed <= this.#memory.length) return
    const roomier = Buffer.allocUnsafe(Math.max(needed, 2 * this.#memory.length))
    roomier.set(this.written())
    this.#memory = roomier
  }
}

/** 53 bits. */
const LONGEST_NUMBER = 8
const MOST_HELD = 1024 * 1024

/** The inverse of ByteWriter. */
export class ByteReader {
  readonly #memory: Buffer
  #at = 0
  #kept = 0

  constructor(memory: Buffer) {
    this.#memory = memory
  }

  get done(): boolean {
    return this.#at >= this.#memory.length
  }

  /** The length that the last bytes were written with; 0 if there were none since this was asked. */
  get kept(): number {
    const kept = this.#kept
    this.#kept = 0
    return kept
  }

  number(): number {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.#memory[this.#at++] ?? 0
      value += (byte & 0x7f) * unit
      if (byte < 0x80) return value
    }
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  text(): string | null {
    const length = this.number()
    if (length === 0) return null
    const from = this.#at
    this.#at += length - 1
    return this.#memory.toString('utf8', from, this.#at)
  }

  /** As many of the bytes as there are. */
  bytes(): Buffer {
    this.#kept = this.number()
    const from = this.#at
    this.#at += this.#kept
    return this.#memory.subarray(from, this.#at)
  }
}
