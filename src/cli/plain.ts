/**
 * Captured text for a terminal: control characters are shown instead of obeyed, or a server could move the cursor,
 * change the title, or hide a line. Those in `keep` stay.
 */
export function plain(text: string, keep = '\n\t'): string {
  return text.replaceAll('\r\n', '\n').replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    if (keep.includes(character)) return character
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
