import zlib from 'node:zlib'
import { header, type Head } from '../../core/http.ts'

/** Decoded text grows no larger than this: a small body can unpack to any size. */
const MOST_DECODED = 64 * 1024 * 1024

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number; finishFlush?: number }) => Buffer

/** `finishFlush` lets a body that was cut short, or not kept whole, decode as far as it goes. */
const lenient: ReadonlyMap<string, Unpack> = new Map(
  Object.entries<Unpack>({
    gzip: gunzip,
    'x-gzip': gunzip, // RFC 9110 §8.4.1.3
    deflate: (bytes, options) => zlib.inflateSync(bytes, { ...options, finishFlush: zlib.constants.Z_SYNC_FLUSH }),
    br: (bytes, options) =>
      zlib.brotliDecompressSync(bytes, { ...options, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
    ...(typeof zlib.zstdDecompressSync === 'function' && {
      zstd: (bytes, options) => zlib.zstdDecompressSync(bytes, options),
    }),
  }),
)

function gunzip(bytes: Uint8Array, options: Parameters<Unpack>[1]): Buffer {
  return zlib.gunzipSync(bytes, { ...options, finishFlush: zlib.constants.Z_SYNC_FLUSH })
}

/** The coding of a body that has one; undefined for a plain body. */
export function contentCoding(head: Head): string | undefined {
  const coding = header(head.headers, 'content-encoding')?.trim().toLowerCase()
  return coding === undefined || coding === '' || coding === 'identity' ? undefined : coding
}

/** The bytes of a body without its content coding; undefined if they cannot be decoded, or are more than `most`. */
export function unpacked(bytes: Buffer, coding: string | undefined, most = MOST_DECODED): Buffer | undefined {
  if (coding === undefined) return bytes
  let result = bytes
  for (const name of coding
    .split(',')
    .map((part) => part.trim())
    .reverse()) {
    const unpack = lenient.get(name)
    if (!unpack) return undefined
    try {
      result = unpack(result, { maxOutputLength: most })
    } catch {
      return undefined
    }
  }
  return result
}

const packers: ReadonlyMap<string, (bytes: Uint8Array) => Buffer> = new Map(
  Object.entries({
    gzip: (bytes: Uint8Array) => zlib.gzipSync(bytes),
    'x-gzip': (bytes: Uint8Array) => zlib.gzipSync(bytes),
    deflate: (bytes: Uint8Array) => zlib.deflateSync(bytes),
    br: (bytes: Uint8Array) => zlib.brotliCompressSync(bytes),
    zstd: (bytes: Uint8Array) => zlib.zstdCompressSync(bytes),
  }),
)

/** The inverse of `unpacked`, for codings that it knows. */
export function packed(bytes: Buffer, coding: string | undefined): Buffer {
  const names = coding === undefined ? [] : coding.split(',').map((part) => part.trim())
  return names.reduce((result, name) => packers.get(name)?.(result) ?? result, bytes)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a body, or null if it is not UTF-8 text. */
export function textOf(bytes: Buffer | undefined): string | null {
  if (!bytes) return null
  try {
    return utf8.decode(bytes)
  } catch {
    return textBeforeCut(bytes)
  }
}

/** The last character may have been cut in two, which makes it no less a text: a stream's decoder waits for its rest. */
function textBeforeCut(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}
