/** A place in a trace where something stands in for a credential. */
export interface Hidden {
  frame: number
  /** The line that holds it, shortened. */
  line: string
}

const MARK = /\[(?:sha256 [0-9a-f]{12}|redacted)\]/
const MARKS = new RegExp(MARK, 'g')
const beside = 48

/** Where credentials were taken out of a page of a trace, in the order of the wire. */
export function hiddenIn(page: string): Hidden[] {
  return page.split('\n').flatMap((line) => {
    if (!MARK.test(line)) return []
    const { frame, text } = readLine(line)
    return [...text.matchAll(MARKS)].map(({ index, 0: mark }) => ({ frame, line: around(text, index, mark.length) }))
  })
}

/** The frame of a line, and the text that it stands for. What is no event of the wire has no frame. */
function readLine(line: string): { frame: number; text: string } {
  const { frame, bytes, ...rest }: Record<string, unknown> = JSON.parse(line)
  return {
    frame: typeof frame === 'number' ? frame : 0,
    text: typeof bytes === 'string' ? bytes : JSON.stringify(rest),
  }
}

/** The part of a text's line around a mark. */
function around(text: string, at: number, length: number): string {
  const start = Math.max(text.lastIndexOf('\n', at) + 1, at - beside)
  const newline = text.indexOf('\n', at)
  const end = Math.min(newline === -1 ? text.length : newline, at + length + beside / 2)
  return text.slice(start, end).trim()
}
