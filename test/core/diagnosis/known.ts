/** Every way to lose a session, or to look as if, that has a name: each is told by a rule, or said to be told elsewhere. */
export const known: readonly string[] = `
  accept-header-not-acceptable affinity-cookie-dropped already-connected-protocol auth-401-with-token
  auth-failure-wrong-status auth-insufficient-scope-loop auth-issuer-mismatch auth-metadata-unreachable
  auth-required-no-challenge auth-resource-mismatch batch-rejected client-cannot-read-stream
  client-disconnected client-no-reinit-after-404 content-type-unsupported cors-preflight-rejected
  delete-rejected double-initialize duplicate-request-id-cross-wire endpoint-not-found-html
  endpoint-trailing-slash-redirect era-probe-benign era-split-deployment gateway-error get-head-withheld
  get-stream-conflict-409 get-stream-not-offered get-stream-wrong-status host-header-rejected
  implicit-session-state-lost initialize-batched initialize-error-response initialize-missing
  initialize-offers-modern-version initialize-refused-by-policy initialize-skipped-preset-session-id
  initialized-notification-missing legacy-client-modern-server listen-capacity listen-dropped-abruptly
  listen-not-acknowledged listen-notification-before-ack listen-subscription-id-missing
  listen-unrequested-notification message-broadcast-on-multiple-streams method-not-found-not-advertised
  modern-cancel-notification-posted modern-client-legacy-server modern-client-posted-response-or-batch
  modern-disconnect-cancelled-request modern-era-misdetected-by-client modern-header-body-mismatch
  modern-headers-stripped modern-meta-missing modern-missing-client-capability modern-name-encoding
  modern-param-header-mismatch modern-removed-method modern-result-type-unknown modern-server-request-on-stream
  modern-session-leftovers modern-version-header-missing modern-version-unsupported mrtr-endless-rounds
  mrtr-id-reused mrtr-state-not-echoed mrtr-state-rejected mrtr-undeclared-input
  notification-answered-with-body notification-routed-to-standalone-stream origin-rejected ping-unanswered
  protocol-version-header-invalid protocol-version-header-mismatch protocol-version-header-missing
  protocol-version-not-supported-by-client reconnect-storm redirect-cross-origin-refused
  redirect-scheme-downgrade request-answered-202 request-body-too-large request-timeout-client
  response-after-cancel response-content-type-unexpected response-id-mismatch response-on-wrong-stream
  resume-cross-stream-replay resume-lost-messages resume-never-attempted resume-not-supported
  server-aborted-stream server-already-initialized server-draining server-request-before-initialized
  server-request-response-rejected server-request-unanswered session-400-instead-of-404
  session-capacity-exhausted session-deleted-then-used session-ended-by-server session-error-in-200
  session-expired-idle session-id-adopted-from-error session-id-changed-midway session-id-cors-not-exposed
  session-id-header-missing-after-issue session-id-header-stripped session-id-mutated session-id-never-issued
  session-id-on-initialize session-id-wrong-header-name session-leak-no-delete session-lost-after-restart
  session-lost-no-affinity session-manager-not-running session-owner-mismatch session-per-request
  session-wedged-transport-closed sse-buffered-by-proxy sse-compressed sse-cross-worker-routing
  sse-endpoint-origin-mismatch sse-endpoint-path-mismatch sse-endpoint-timeout sse-first-event-not-endpoint
  sse-malformed-framing sse-message-after-stream-closed sse-message-after-stream-closed-silent-drop
  sse-message-session-unknown sse-message-trailing-slash-redirect sse-reconnect-without-initialize
  sse-request-before-initialize sse-response-in-post-body sse-session-id-missing-or-malformed
  sse-stream-ended-before-endpoint sse-stream-ended-without-response sse-transport-not-started
  sse-two-transports-mounted stale-cached-era stateless-get-silent-stream stateless-rejects-session-header
  stateless-server-needs-session-feature stateless-state-loss stateless-transport-reused stdio-crashed
  stdio-era-locked stdio-exit-on-discover stdio-exited-early stdio-framing-violation stdio-message-too-large
  stdio-no-exit-on-eof stdio-no-response stdio-spawn-failed stdio-stdout-pollution
  stream-killed-by-idle-timeout task-protocol-misuse tasks-extension-misuse transport-fallback-masks-real-error
  two-session-managers upstream-unreachable wrong-transport-sse-client-on-streamable
  wrong-transport-streamable-client-on-sse
`
  .trim()
  .split(/\s+/)
