/** HTTP+SSE: its stream, its messages, its sessions. */
export const sse = [
  `a greeting before the endpoint  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  data connected
  4  3 s pass
  5  client drops 1
  ⇒ error sse-first-event-not-endpoint 1 3  server  likely`,

  `an endpoint without its name  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  data /messages?sessionId=a1
  4  3 s pass
  ⇒ error sse-first-event-not-endpoint 1 3  server`,

  `comments before the endpoint are legal  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : connected
  4  3 s pass
  5  client ← event  endpoint /messages?sessionId=a1
  6  client → POST /messages?sessionId=a1  initialize  on 2
  7  client ← 202  Accepted
  8  client ← event  initialized 6`,

  `any first event is legal on a stream of Streamable HTTP
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client ← event  notifications/message
  6  3 s pass`,

  `a comment and a clean end: two answers to one request  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : connected
  4  server ends 1
  ⇒ error sse-stream-ended-before-endpoint 1 2  server`,

  `a comment and an end that is not clean  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : connected
  4  server cuts 1
  ⇒ error sse-stream-ended-before-endpoint 1 2  server
  ⇒ warning server-aborted-stream 1  server  because of sse-stream-ended-before-endpoint`,

  `a client that leaves before the endpoint  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : connected
  4  client drops 1`,

  `a stream that stays silent  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : ping
  4  12 s pass
  5  client drops 1
  ⇒ error sse-endpoint-timeout 1  server  likely`,

  `a silent stream beside a session is none of HTTP+SSE
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  12 s pass`,

  `the message URL lacks the prefix of the stream  target /api/sse
  1  client → GET /api/sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Not Found
  ⇒ error sse-endpoint-path-mismatch 1 4 5  server`,

  `the message URL differs by a slash from its route  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?session_id=a1
  4  client → POST /messages?session_id=a1  initialize  on 2
  5  client ← 404  {"detail":"Not Found"}
  ⇒ error sse-endpoint-path-mismatch 1 4 5  server`,

  `the endpoint is on another host  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint http://internal:8000/messages?sessionId=a1
  ⇒ error sse-endpoint-origin-mismatch 1 3  server`,

  `the endpoint is an absolute URL of the same origin  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint http://127.0.0.1:3000/messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4`,

  `every message makes a detour over a slash  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?session_id=a1
  4  client → POST /messages?session_id=a1  initialize  on 2
  5  client ← 307  Location: http://127.0.0.1:3000/messages/?session_id=a1
  6  client → POST /messages/?session_id=a1  initialize  id 4  on 2
  7  client ← 202  Accepted
  8  client ← event  initialized 4
  ⇒ warning sse-message-trailing-slash-redirect 4 5 6  server`,

  `a client that does not follow  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?session_id=a1
  4  client → POST /messages?session_id=a1  initialize  on 2
  5  client ← 307  Location: /messages/?session_id=a1
  6  15 s pass
  ⇒ error sse-message-trailing-slash-redirect 4 5  server`,

  `a redirect to another path is none for a slash  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?session_id=a1
  4  client → POST /messages?session_id=a1  initialize  on 2
  5  client ← 307  Location: /v2/messages?session_id=a1
  6  client → POST /v2/messages?session_id=a1  initialize  id 4  on 2
  7  client ← 202  Accepted
  8  client ← event  initialized 4`,

  `the announced session is not known while its stream is open  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Could not find session
  6  client drops 1
  ⇒ error sse-message-session-unknown 1 4 5  server
  ⇒ note sse-two-transports-mounted 1 4 5  server  possible  because of sse-message-session-unknown
  ⇒ note sse-cross-worker-routing 1 4 5  between  possible  because of sse-message-session-unknown`,

  `the same in words nobody knows  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Sitzung a1 ist unbekannt
  6  client drops 1
  ⇒ error sse-message-session-unknown 1 4 5  server
  ⇒ note sse-two-transports-mounted 1 4 5  server  possible  because of sse-message-session-unknown
  ⇒ note sse-cross-worker-routing 1 4 5  between  possible  because of sse-message-session-unknown`,

  `two registries: four tries in vain  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Could not find session
  6  client → POST /messages/?session_id=a1  initialize  on 3
  7  client ← 404  Could not find session
  8  client drops 1
  9  client → GET /sse  on 4
  10  client ← 200  sse
  11  client ← event  endpoint /messages/?session_id=b2
  12  client → POST /messages/?session_id=b2  initialize  on 5
  13  client ← 404  Could not find session
  14  client → POST /messages/?session_id=b2  initialize  on 6
  15  client ← 404  Could not find session
  ⇒ error sse-two-transports-mounted 1 4 5 13  server  2 times`,

  `several workers: some messages find their stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Could not find session
  6  client → POST /messages/?session_id=a1  initialize  id 4  on 3
  7  client ← 202  Accepted
  8  client ← event  initialized 4
  ⇒ error sse-cross-worker-routing 1 5 6  between`,

  `a message after the server had ended the stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4
  7  server ends 1
  8  client → POST /messages?sessionId=a1  tools/list  on 2
  9  client ← 404  Could not find session
  ⇒ error sse-message-after-stream-closed 1 8 9  server`,

  `a message after the client had left its stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client drops 1
  5  client → POST /messages?sessionId=a1  tools/list  on 2
  6  client ← 500  error -32603 The request associated with the AsyncContext has already completed processing.
  ⇒ error sse-request-before-initialize 5 6  client  likely
  ⇒ error sse-message-after-stream-closed 1 5 6  client`,

  `a message after the stream had ended, accepted and lost  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  server ends 1
  5  client → POST /messages?sessionId=a1  tools/list  on 2
  6  client ← 202  Accepted
  ⇒ error sse-message-after-stream-closed-silent-drop 1 5 6  server`,

  `a slow tool on an open stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4
  7  client → POST /messages?sessionId=a1  tools/call slow  on 2
  8  client ← 202  Accepted
  9  20 s pass
  10  client ← event  result 7`,

  `the message lost its parameter  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/  initialize  on 2
  5  client ← 400  session_id is required
  ⇒ error sse-session-id-missing-or-malformed 1 4 5  client`,

  `the parameter is lost behind the tap  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 400  session_id is required
  ⇒ error sse-session-id-missing-or-malformed 4 5  between  likely`,

  `the parameter is damaged  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=5ba6aa5cbf374da1be71d39c44065aa2
  4  client → POST /messages/?session_id=undefined  initialize  on 2
  5  client ← 400  Invalid session ID
  ⇒ error sse-session-id-missing-or-malformed 4 5  client`,

  `the answer comes in the POST  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 200
  ⇒ warning sse-response-in-post-body 4 5  server  likely`,

  `a transport whose stream is not up  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 500  SSE connection not established
  ⇒ error sse-transport-not-started 1 5  server`,

  `an id that no stream announced  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=5ba6aa5cbf374da1be71d39c44065aa2
  4  client → POST /messages/?session_id=71cf4c55-5f56-4b7e-9e6b-6f6c6b6f3d5e  initialize  on 2
  5  client ← 404  Could not find session
  ⇒ error session-id-never-issued 4 5  client`,
]
