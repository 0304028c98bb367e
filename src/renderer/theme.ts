import { createTheme } from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#e6f5f8',
  '#cfe8ee',
  '#a3d3df',
  '#74bdcf',
  '#4faac1',
  '#359ab4',
  '#1f86a1',
  '#13748d',
  '#0d6279',
  '#085065',
]
const slate: MantineColorsTuple = [
  '#d9dde3',
  '#b9c0ca',
  '#98a1af',
  '#6d7685',
  '#48505d',
  '#353c47',
  '#2a3039',
  '#1e2229',
  '#181b21',
  '#121419',
]

/** Small and dense: this is a tool to read in for hours. */
export const theme = createTheme({
  primaryColor: 'petrol',
  // Mantine's own shade 6 has too little contrast for white text.
  primaryShade: 8,
  colors: { petrol, dark: slate },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 4,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' }, styles: { root: { fontWeight: 500 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: {
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close dialog' },
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
  },
})

/** Mantine's greys that carry text, darkened until they can be read. */
export const readableGreys: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2028',
    '--mantine-color-dimmed': '#5a6371',
    '--mantine-color-placeholder': '#656e7b',
  },
  dark: {
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-body': '#1e2229',
    '--mantine-color-text': '#d9dde3',
    '--mantine-color-dimmed': '#98a1af',
    '--mantine-color-placeholder': '#8f98a6',
  },
})
