import type { KeyboardEvent } from 'react'
import classes from './Choice.module.css'

interface ChoiceProps<V extends string> {
  label: string
  value: V
  /** What can be chosen, and what it is called. */
  options: Partial<Record<V, string>>
  onChange: (value: V) => void
}

/** A row of tabs of which one is chosen; arrows move between them. */
export function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  // Object.keys knows nothing of the record's type.
  const values = Object.keys(options) as V[]
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const place = (values.indexOf(value) + step + values.length) % values.length
    const next = values[place]
    if (next === undefined) return
    onChange(next)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[place]?.focus()
  }
  return (
    // The tabs take the focus; the list only listens to the keys they pass on.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div className={classes.choice} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {values.map((option) => (
        <button
          key={option}
          type="button"
          role="tab"
          aria-selected={option === value}
          tabIndex={option === value ? 0 : -1}
          className={classes.option}
          onClick={() => onChange(option)}
        >
          {options[option]}
        </button>
      ))}
    </div>
  )
}
