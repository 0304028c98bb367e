import type { ApiMethod } from './api.ts'

// A table and not a list, so that a method added to the contract and missing here does not compile.
const methods: Record<ApiMethod, true> = {
  about: true,
  startTap: true,
  stopTap: true,
  setRecording: true,
  startDemo: true,
  rows: true,
  timeline: true,
  show: true,
  bytes: true,
  replay: true,
  removeCaptures: true,
  exportTrace: true,
  importTrace: true,
  doctor: true,
}

/** Whether `name` is a method of the contract. */
export function isApiMethod(name: unknown): name is ApiMethod {
  return typeof name === 'string' && Object.hasOwn(methods, name)
}
