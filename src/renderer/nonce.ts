import { setNonce } from 'get-nonce'

/** The nonce that whoever served this page allows styles with; empty where there is no policy. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

if (styleNonce) setNonce(styleNonce) // for the library that locks scrolling behind a dialog
