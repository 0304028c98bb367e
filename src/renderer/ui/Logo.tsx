/** The sign of Tapscope: a line that passes through, and the tap that looks at it. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" stroke="var(--accent)">
      <path d="M2 10h28" strokeWidth="3" strokeLinecap="round" />
      <path d="M16 10v5" strokeWidth="3" />
      <circle cx="16" cy="21" r="6.5" strokeWidth="3" />
      <circle cx="16" cy="21" r="1.8" fill="var(--accent)" stroke="none" />
    </svg>
  )
}
