import type { Rewrite } from './metadata.ts'
import { decoded } from './parameters.ts'
import { readTarget, type Target, throughTap } from './target.ts'

/** An address on this machine, `http://127.0.0.1:PORT`, that leads to a server through the tap. */
export interface Front {
  target: Target
  origin: string
}

const WELL_KNOWN = /\/\.well-known\/(oauth-protected-resource|oauth-authorization-server|openid-configuration)(\/|$)/

const CHALLENGE = /^www-authenticate[ \t]*:[^\r\n]*/gim

/** The parameter of a challenge that names metadata (RFC 9728 §5.1). */
const RESOURCE_METADATA = /(\bresource_metadata[ \t]*=[ \t]*)("[^"\r\n]*"|[^\s",;]+)/gi

/** No server needs so many authorization servers, or names so many documents. */
const MOST_FRONTS = 8
const MOST_LEARNT = 1000

/**
 * What a tap knows of the authorization in front of its server. Clients compare the addresses in metadata with the one
 * they were given, and then ask the authorization server for a token for it; the server accepts only tokens for itself. So metadata
 * gets the tap's addresses on the way to the client, and `resource` the server's on the way to the authorization server, which
 * therefore is reached through a front of its own.
 */
export class Authorization {
  /** The first one is the tap's own. */
  readonly #fronts: Front[]
  readonly #open: (target: Target) => Promise<Front>
  readonly #opening = new Map<string, Promise<void>>()
  /** What clients were told that the resource is, and what the server had said. */
  readonly #resources = new Map<string, string>()
  /** What authorization servers call themselves, and what clients were told that they are called. */
  readonly #issuers = new Map<string, string>()
  readonly #documents = new Set<string>()

  constructor(tap: Front, open: (target: Target) => Promise<Front>) {
    this.#fronts = [tap]
    this.#open = open
  }

  /** Whether the answer to a GET of this path may be metadata. */
  asksMetadata(path: string): boolean {
    const [bare = ''] = path.split('?', 1)
    return WELL_KNOWN.test(bare) || this.#documents.has(path)
  }

  /** A head whose challenges name metadata on the tap; undefined if that needs no change. */
  challenge(head: string, { target, origin }: Front): { head: string; rewrites: Rewrite[] } | undefined {
    const rewrites: Rewrite[] = []
    const mapped = head.replace(CHALLENGE, (line) =>
      line.replace(RESOURCE_METADATA, (whole, name: string, quoted: string) => {
        const original = quoted.replaceAll('"', '')
        const changed = throughTap(original, target, origin)
        if (changed === undefined) return whole
        if (this.#documents.size < MOST_LEARNT) this.#documents.add(changed.slice(origin.length))
        rewrites.push({ what: 'resource-metadata', original, changed })
        return name + quoted.replace(original, () => changed)
      }),
    )
    return rewrites.length === 0 ? undefined : { head: mapped, rewrites }
  }

  /** A redirect back to the client, with the issuer that it names (RFC 9207) called what the client was told. */
  namedInRedirect(location: string): string | undefined {
    const [, before, iss = '', after] = /^([^#]*[?&]iss=)([^&#]+)(.*)$/s.exec(location) ?? []
    const told = this.#issuers.get(decoded(iss) ?? '')
    return told === undefined ? undefined : `${before}${encodeURIComponent(told)}${after}`
  }

  /** Opens fronts for servers that have none; undefined if there is nothing to wait for. */
  prepare(addresses: readonly string[]): Promise<unknown> | undefined {
    const opening = addresses.flatMap((address) => this.#front(address) ?? [])
    return opening.length === 0 ? undefined : Promise.all(opening)
  }

  /** The address on this machine that leads to a server's; undefined if there is none. `own`: that of who asks. */
  toTap(address: string, own: Front): string | undefined {
    for (const { target, origin } of [own, ...this.#fronts]) {
      const mapped = throughTap(address, target, origin)
      if (mapped !== undefined) return mapped
    }
    return undefined
  }

  /** Remembers what a resource or an issuer is called on either side. */
  learn(name: string, original: string, told: string): void {
    if (name === 'resource' && this.#resources.size < MOST_LEARNT) this.#resources.set(told, original)
    if (name === 'issuer' && this.#issuers.size < MOST_LEARNT) this.#issuers.set(original, told)
  }

  /** What the server calls a resource that the client calls by the tap's address; undefined for any other. */
  toServer(resource: string): string | undefined {
    const learnt = this.#resources.get(resource)
    if (learnt !== undefined || !URL.canParse(resource)) return learnt
    const front = this.#fronts.find(({ origin }) => new URL(origin).port === new URL(resource).port)
    return front && throughTap(resource, onThisMachine(front), front.target.url.origin)
  }

  #front(address: string): Promise<void> | undefined {
    const read = URL.canParse(address)
      ? readTarget(new URL(address).origin, this.#fronts[0]?.target.insecure)
      : { wrong: address }
    if ('wrong' in read || this.#fronts.some((front) => throughTap(address, front.target, front.origin)))
      return undefined
    const known = this.#opening.get(read.url.origin)
    if (known || this.#opening.size >= MOST_FRONTS) return known
    const opening = this.#open(read).then(
      (front) => void this.#fronts.push(front),
      () => {}, // it stays where it is, and the client goes to it directly
    )
    this.#opening.set(read.url.origin, opening)
    return opening
  }
}

/** A front as if it were a server: its own addresses are those that lead to it. */
function onThisMachine({ target, origin }: Front): Target {
  const url = new URL(origin)
  return { ...target, url, authority: url.host, secure: false, host: url.hostname, port: Number(url.port) }
}
