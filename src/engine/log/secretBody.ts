import { header, type Head, mediaType } from '../../core/http.ts'
import { contentCoding, packed, unpacked } from './bodies.ts'

/** What OAuth calls its credentials, in forms and in JSON (RFC 6749, 7521, 7591, 7636, 8628, 8693; OpenID Connect). */
const NAME =
  '(?:access|refresh|id|subject|actor|device|registration_access)_token|id_token_hint|token|code|code_verifier|device_code|user_code|client_secret|client_assertion|assertion|password'

/** In a text, HTML included, `&` of which is written `&amp;`. */
const OF_URL =
  /([?&#](?:amp;)?(?:access_token|refresh_token|id_token(?:_hint)?|token|api[-_]?key|key|client_secret|client_assertion|code|password)=)([^&#\s"'<>]+)/gi

const OF_FORM = new RegExp(`^(${NAME})=(.+)$`, 's')
const OF_JSON = new RegExp(`"(${NAME})"(\\s*:\\s*")((?:[^"\\\\]|\\\\.)+)"`, 'g')

/** Puts something in the place of a credential: `value` is what it is, `raw` how it was written. */
export type Mark = (value: string, raw: string) => string

/**
 * A body, which is no JSON-RPC, with its credentials replaced, packed as it was. One without any comes back as it is. A `code` in the JSON of
 * an answer names an error, so that there it stays.
 */
export function hideInBody(bytes: Buffer, head: Head, isRequest: boolean, mark: Mark): Buffer {
  const isForm = mediaType(header(head.headers, 'content-type')) === 'application/x-www-form-urlencoded'
  const coding = contentCoding(head)
  const text = unpacked(bytes, coding)?.toString('latin1') ?? ''
  const hidden = isForm
    ? hideInForm(text, mark)
    : /^\s*\{/.test(text)
      ? hideInJson(text, isRequest, mark)
      : isRedirect(head)
        ? hideInUrls(text, mark)
        : text
  return hidden === text ? bytes : packed(Buffer.from(hidden, 'latin1'), coding)
}

/** What a browser that does not follow a redirect is shown names its address once more. */
const isRedirect = ({ startLine }: Head): boolean => /^HTTP\/\S+ 3/.test(startLine)

/** A text in which every credential that a URL carries as a parameter is replaced. */
export const hideInUrls = (text: string, mark: Mark): string =>
  text.replace(OF_URL, (_whole, name: string, raw: string) => name + mark(decoded(raw), raw))

function hideInForm(text: string, mark: Mark): string {
  return text
    .split('&')
    .map((pair) => pair.replace(OF_FORM, (_pair, name: string, raw: string) => `${name}=${mark(decoded(raw), raw)}`))
    .join('&')
}

function hideInJson(text: string, isRequest: boolean, mark: Mark): string {
  return text.replace(OF_JSON, (whole, name: string, between: string, raw: string) =>
    name === 'code' && !isRequest ? whole : `"${name}"${between}${mark(unescaped(raw), raw)}"`,
  )
}

/** The value of a form's field or a query's parameter; what is not encoded as one is itself. */
function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '))
  } catch {
    return raw
  }
}

function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}
