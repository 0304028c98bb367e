import './trustedTypes.ts' // first: what follows makes <style> elements
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles.layer.css'
import './look.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { keepToken } from './api.ts'
import { styleNonce } from './nonce.ts'
import { useConnection } from './stores/connection.ts'
import { readableGreys, theme } from './theme.ts'

keepToken()
// Pasting the right address into a page that has the wrong token changes only the part behind #.
addEventListener('hashchange', () => {
  keepToken()
  useConnection.getState().retry()
})

const place = document.getElementById('root')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={readableGreys}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <App />
      </MantineProvider>
    </StrictMode>,
  )
}
