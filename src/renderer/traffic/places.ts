/** Ids of the places that keys lead to. */
export const places = { filter: 'filter', list: 'list', detail: 'detail', finding: 'finding' } as const

/** Puts the keyboard into the filter field. */
export function focusFilter(): boolean {
  return focus(document.getElementById(places.filter))
}

/** Puts the keyboard into the list of traffic. */
export function focusList(): boolean {
  return focus(document.querySelector<HTMLElement>(`#${places.list} :is([role=grid], [role=listbox])`))
}

/** Puts the keyboard into the finding that is open. */
export function focusFinding(): boolean {
  return focus(document.getElementById(places.finding))
}

/** Puts the keyboard into the detail. */
export function focusDetail(): boolean {
  return focus(document.getElementById(places.detail))
}

function focus(element: HTMLElement | null): boolean {
  element?.focus()
  return element !== null
}
