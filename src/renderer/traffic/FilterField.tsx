import { CloseButton, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Failure } from '../../core/api.ts'
import { exchanges, messages, streams } from '../stores/rows.ts'
import { useView } from '../stores/view.ts'
import type { ListKind } from '../stores/view.ts'
import { count } from '../ui/words.ts'
import { focusList, places } from './places.ts'
import classes from './Traffic.module.css'

const stores = { exchanges, messages, streams }
const examples: Record<ListKind, string> = {
  exchanges: 'status>=400 rpc:tools/*',
  messages: 'kind:error method:tools/*',
  streams: 'kind:standalone events>10',
}

/** The filter of a list, how many rows are left, and what is wrong with it. */
export function FilterField({ kind }: { kind: ListKind }) {
  const { filters, setFilter } = useView()
  const [text, setText] = useState(filters[kind])
  // Whoever types is asked for a moment's pause; an empty field shows everything at once.
  useEffect(() => {
    const timer = setTimeout(() => setFilter(kind, text), text === '' ? 0 : 200)
    return () => clearTimeout(timer)
  }, [kind, text, setFilter])
  const { failure, total, answered } = stores[kind].use()
  const wrong = faultIn(failure, text)
  return (
    <div className={classes.filter}>
      <TextInput
        id={places.filter}
        size="xs"
        classNames={{ input: 'mono' }}
        aria-label="Filter"
        placeholder={`Filter, as in ${examples[kind]}`}
        title="Press / to get here, Enter or Esc to get back to the list"
        leftSection={<IconFilter size={14} aria-hidden />}
        rightSection={text && <CloseButton size="sm" aria-label="Clear filter" onClick={() => setText('')} />}
        value={text}
        error={wrong !== null}
        aria-describedby={wrong ? faultId : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={leave}
        spellCheck={false}
        autoComplete="off"
      />
      <output className={classes.total}>{answered && !wrong ? count(total, kind.slice(0, -1)) : ''}</output>
    </div>
  )
}

/** What is wrong with the filter of a list, below the bar; nothing if nothing is. */
export function FilterFault({ kind }: { kind: ListKind }) {
  const text = useView(({ filters }) => filters[kind])
  const { failure } = stores[kind].use()
  const wrong = faultIn(failure, text)
  return (
    <div role="alert" id={faultId} className={wrong ? classes.fault : 'unseen'}>
      {wrong && `${wrong.message} ${wrong.advice}`}
    </div>
  )
}

const faultId = 'filter-fault'

function faultIn(failure: Failure | null, text: string): Failure | null {
  return failure?.kind === 'bad-input' && text.trim() !== '' ? failure : null
}

function leave(event: KeyboardEvent): void {
  if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return
  event.preventDefault()
  focusList()
}
