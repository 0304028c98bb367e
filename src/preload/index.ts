import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('tapscope', {})
