import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { json } from '@codemirror/lang-json'
import { tags } from '@lezer/highlight'
import { styleNonce } from '../nonce.ts'

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--json-key)' },
  { tag: tags.string, color: 'var(--json-text)' },
  { tag: tags.number, color: 'var(--json-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--json-word)' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--paper)', color: 'var(--text)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    fontVariantLigatures: 'none',
    lineHeight: '18px',
  },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--accent)' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--dim)', border: 'none' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--selected-idle)', border: 'none', color: 'var(--text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--paper)', borderColor: 'var(--strong-line)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--sunken)', borderColor: 'var(--strong-line)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': { backgroundColor: 'var(--selected)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-paper)' },
})

// Wrapping measures a whole line at once; one of megabytes would freeze the window.
const longestWrapped = 10_000

/** What every read-only text here has in common. `label`: its name for who cannot see it. */
export function reading(text: string, isJson: boolean, label: string): Extension[] {
  return [
    look,
    syntaxHighlighting(colours),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({
      'aria-label': label,
      role: 'textbox',
      'aria-readonly': 'true',
      'aria-multiline': 'true',
      tabindex: '0',
    }),
    ...(styleNonce ? [EditorView.cspNonce.of(styleNonce)] : []),
    ...(isJson ? [json()] : []),
    ...(hasLongLine(text) ? [] : [EditorView.lineWrapping]),
  ]
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start)
    if ((end === -1 ? text.length : end) - start > longestWrapped) return true
    if (end === -1) return false
    start = end + 1
  }
  return false
}
