import { defaultKeymap } from '@codemirror/commands'
import { codeFolding, foldGutter, foldKeymap } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { reading } from './editorLook.ts'
import classes from './TextView.module.css'

interface TextViewProps {
  text: string
  json: boolean
  label: string
}

/** A text to read, fold and search in; stays fluid with megabytes. */
export function TextView({ text, json, label }: TextViewProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    const extensions = [
      ...reading(text, json, label),
      ...(json ? [codeFolding(), foldGutter()] : []),
      search(),
      highlightSelectionMatches(),
      keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
    ]
    const view = new EditorView({ parent: place.current, state: EditorState.create({ doc: text, extensions }) })
    return () => view.destroy()
  }, [text, json, label])
  return <div className={classes.text} ref={place} />
}
