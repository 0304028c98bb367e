import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { Answer, Api } from '../core/api.ts'
import { answer } from '../core/inputs.ts'
import { isOurPage } from './pages.ts'

/** Answers the window's calls. The engine may still be starting: they wait for it. */
export function answerCalls(engine: Promise<Api>): void {
  ipcMain.handle('api', async (event, method: unknown, input: unknown): Promise<Answer<unknown>> => {
    if (!isFromOurPage(event)) return { failed: stranger }
    try {
      return await answer(await engine, method, input)
    } catch (error) {
      const message = `Tapscope could not start: ${error instanceof Error ? error.message : String(error)}`
      return {
        failed: {
          kind: 'unexpected',
          message,
          advice: 'This is a bug. Run `tapscope doctor`, and report what it says.',
        },
      }
    }
  })
}

/** The page itself and no frame within it; a frame that is gone has no answer to get. */
function isFromOurPage({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurPage(senderFrame.url)
}

const stranger = {
  kind: 'bad-input',
  message: 'Only the page of Tapscope may call.',
  advice: 'Close this window and start Tapscope again.',
} as const
