import { contextBridge, ipcRenderer } from 'electron'
import { isApiMethod } from '../core/methods.ts'

// All that the page gets: the contract, by the names of its methods. Inputs are parsed on the other side.
contextBridge.exposeInMainWorld('tapscope', {
  platform: 'electron',
  call(method: unknown, input: unknown): Promise<unknown> {
    if (!isApiMethod(method)) return Promise.reject(new Error('There is no such method.'))
    return ipcRenderer.invoke('api', method, input)
  },
})
