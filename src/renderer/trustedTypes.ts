// The policy of the page allows no string to become markup. Mantine fills its <style> elements through innerHTML, so a
// default policy lets CSS pass, which has no `<`, and refuses everything else.

interface Policies {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown
}

/** What the default policy makes of a string on its way into innerHTML. Throws at anything that could be markup. */
export function passStyles(text: string): string {
  if (text.includes('<')) throw new TypeError('Tapscope shows what it captured as text, never as markup.')
  return text
}

// Not in the DOM typings, and not in every engine.
const { trustedTypes } = globalThis as { trustedTypes?: Policies }
trustedTypes?.createPolicy('default', { createHTML: passStyles })
