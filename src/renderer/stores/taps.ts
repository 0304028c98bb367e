import { create } from 'zustand'
import { readAddress } from '../../core/address.ts'
import type { Answer, CaptureRow, Failure } from '../../core/api.ts'
import { api } from '../api.ts'
import { useView } from './view.ts'

/** What the New-capture dialog holds. It outlives the dialog, so that nothing typed is lost. */
export interface TapForm {
  url: string
  port: string
  name: string
  /** Accept any certificate. */
  insecure: boolean
  /** Pass authorization on as it is. */
  passAuth: boolean
}

interface Taps {
  form: TapForm
  /** Which dialog is open. */
  dialog: 'new capture' | { remove: CaptureRow } | null
  busy: 'startTap' | 'startDemo' | 'stopTap' | 'setRecording' | 'removeCaptures' | null
  /** What failed last, for the dialog or, if none is open, for the window. */
  failure: Failure | null
  /** The capture that the dialog has started. */
  started: CaptureRow | null
  open: (dialog: Taps['dialog']) => void
  type: (part: Partial<TapForm>) => void
  start: () => Promise<void>
  startDemo: () => Promise<void>
  stop: (captureId: number) => Promise<void>
  /** Pauses the recording of a capture, or lets it go on. */
  record: (captureId: number, recording: CaptureRow['recording']) => Promise<void>
  remove: (captureId: number) => Promise<void>
  dismiss: () => void
}

const emptyForm: TapForm = { url: '', port: '', name: '', insecure: false, passAuth: false }

/** Starting and ending captures: what was typed, what is under way, what failed. */
export const useTaps = create<Taps>()((set, get) => {
  const run = async <T>(busy: Taps['busy'], answer: Promise<Answer<T>>): Promise<T | undefined> => {
    set({ busy, failure: null })
    const answered = await answer
    set({ busy: null })
    if ('ok' in answered) return answered.ok
    set({ failure: answered.failed })
    return undefined
  }
  return {
    form: emptyForm,
    dialog: null,
    busy: null,
    failure: null,
    started: null,
    open: (dialog) => set({ dialog, failure: null, started: null }),
    type: (part) => set(({ form }) => ({ form: { ...form, ...part } })),
    dismiss: () => set({ failure: null }),
    start: async () => {
      const { url, port, name, insecure, passAuth } = get().form
      const input = {
        url: url.trim(),
        ...(port.trim() && { port: Number(port) }),
        ...(name.trim() && { name: name.trim() }),
        ...(insecure && isSecure(url) && { insecure }),
        ...(passAuth && { auth: 'pass' as const }),
      }
      const capture = await run('startTap', api.startTap(input))
      if (!capture) return
      useView.getState().openCapture(capture)
      set({ started: capture, form: emptyForm })
    },
    startDemo: async () => {
      const capture = await run('startDemo', api.startDemo({}))
      if (capture) useView.getState().openCapture(capture)
    },
    stop: async (captureId) => {
      await run('stopTap', api.stopTap({ captureId }))
    },
    record: async (captureId, recording) => {
      await run('setRecording', api.setRecording({ captureId, recording }))
    },
    remove: async (captureId) => {
      const removed = await run('removeCaptures', api.removeCaptures({ captureIds: [captureId] }))
      if (!removed) return
      useView.getState().forget(captureId)
      set({ dialog: null })
    },
  }
})

/** Whether an address is one of TLS, where a certificate is shown. */
export const isSecure = (url: string): boolean => /^\s*https:/i.test(url)

/** What is wrong with a form before anybody is asked, field by field; empty if nothing is. */
export function faultsOf({ url, port }: TapForm): Partial<Record<keyof TapForm, string>> {
  const faults: Partial<Record<keyof TapForm, string>> = {}
  if ('wrong' in readAddress(url.trim())) faults.url = 'Write an address such as http://127.0.0.1:3000/mcp.'
  if (port.trim() !== '' && !(/^\d+$/.test(port.trim()) && Number(port) <= 65_535)) {
    faults.port = 'Write a number from 1 to 65535, or leave it empty for any free port.'
  }
  return faults
}
