const LF = 10

/** Cuts bytes into lines, each with its LF, whatever the pieces they come in. */
export interface LineSplitter {
  /** Takes the next bytes; returns the lines that are complete with them. */
  push(bytes: Uint8Array): Line[]
  /** So many bytes are missing here: they count for the line they were in, which is held no further. */
  skip(bytes: number): void
  /** What has come after the last complete line; undefined if nothing has. */
  rest(): Line | undefined
}

/** `bytes` holds the first `keepBytes` of a line of `size` bytes. */
export interface Line {
  bytes: Uint8Array
  size: number
}

/** `keepBytes`: of a longer line only the beginning is held. */
export function createLineSplitter(keepBytes: number): LineSplitter {
  let pieces: Uint8Array[] = []
  let kept = 0
  let size = 0
  let isCut = false

  function hold(piece: Uint8Array): void {
    size += piece.length
    if (isCut || kept >= keepBytes || piece.length === 0) return
    const room = piece.subarray(0, keepBytes - kept)
    pieces.push(room)
    kept += room.length
  }

  function take(): Line {
    const [first] = pieces
    const line = { bytes: pieces.length === 1 && first ? first : joined(pieces, kept), size }
    pieces = []
    kept = 0
    size = 0
    isCut = false
    return line
  }

  return {
    push(bytes) {
      const lines: Line[] = []
      let from = 0
      for (let feed = bytes.indexOf(LF); feed >= 0; feed = bytes.indexOf(LF, from)) {
        hold(bytes.subarray(from, feed + 1))
        lines.push(take())
        from = feed + 1
      }
      hold(bytes.subarray(from))
      return lines
    },
    skip(missing) {
      size += missing
      isCut = true
    },
    rest: () => (size === 0 ? undefined : take()),
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
