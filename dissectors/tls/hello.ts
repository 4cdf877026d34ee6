/*
 * ClientHello and ServerHello. RFC 5246, 7.4.1; RFC 8446, 4.1; extensions: RFC 6066, 3 (server name), RFC 7301 (ALPN),
 * RFC 8446, 4.2.1 (supported versions), RFC 8422, 5.1 (groups, point formats). Big-endian.
 */
import { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { HANDSHAKE } from './handshake-types.ts'

const EXTENSION = {
  serverName: 0,
  groups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  supportedVersions: 43,
} as const
const RANDOM_LENGTH = 32
const HOST_NAME = 0
const MAX_SERVER_NAME = 255
/** Protocols of an ALPN list that are named. */
const MAX_PROTOCOLS = 8

/** What is used of a hello. One object, reused: a `read` overwrites it. */
export class Hello {
  /** The legacy field. */
  version = 0
  /** A client's supported versions; of a server the one it chose, alone. */
  versions: number[] = []
  ciphers: number[] = []
  extensions: number[] = []
  groups: number[] = []
  pointFormats: number[] = []
  signatureAlgorithms: number[] = []
  serverName = ''
  alpn: string[] = []
  /** The first protocol of the ALPN list, whose characters can be any. */
  firstAlpn: number[] = []
  /** Tells what a client asks for (server name and protocols) from anything else it could ask for. */
  askedKey = 0
  private readonly part = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Reads a ClientHello; false when a field does not fit. `isDatagram`: with the cookie of DTLS (RFC 6347, 4.2.1). */
  readClient(body: Cursor, isDatagram: boolean): boolean {
    this.clear()
    this.version = body.u16()
    body.skip(RANDOM_LENGTH)
    body.skip(body.u8())
    if (isDatagram) body.skip(body.u8())
    const ciphers = body.u16()
    if (body.short || ciphers > body.left) return false
    for (let i = 0; i + 2 <= ciphers; i += 2) this.ciphers.push(body.u16())
    if (ciphers % 2 === 1) body.skip(1)
    body.skip(body.u8())
    if (body.short) return false
    return this.readExtensions(body, true)
  }

  readServer(body: Cursor): boolean {
    this.clear()
    this.version = body.u16()
    body.skip(RANDOM_LENGTH)
    body.skip(body.u8())
    const cipher = body.u16()
    if (body.short) return false
    this.ciphers.push(cipher)
    body.skip(1)
    if (body.short) return false
    return this.readExtensions(body, false)
  }

  /** The version that counts: the highest offered, or the one chosen. */
  get effectiveVersion(): number {
    let best = 0
    for (const version of this.versions) if (!isGrease(version) && isNewer(version, best)) best = version
    return best === 0 ? this.version : best
  }

  private clear(): void {
    this.version = 0
    this.versions = []
    this.ciphers = []
    this.extensions = []
    this.groups = []
    this.pointFormats = []
    this.signatureAlgorithms = []
    this.serverName = ''
    this.alpn = []
    this.firstAlpn = []
    this.askedKey = HANDSHAKE.clientHello
  }

  /** They may be missing altogether (RFC 5246, 7.4.1.2). */
  private readExtensions(body: Cursor, isClient: boolean): boolean {
    if (body.left === 0) return true
    const total = body.u16()
    if (!body.narrow(total)) return false
    while (body.left > 0) {
      const type = body.u16()
      const length = body.u16()
      if (body.short || length > body.left) return false
      this.extensions.push(type)
      this.readExtension(type, this.part.reset(body.view, body.pos, body.pos + length), isClient)
      body.skip(length)
    }
    return true
  }

  private readExtension(type: number, part: Cursor, isClient: boolean): void {
    switch (type) {
      case EXTENSION.serverName:
        if (isClient) this.readServerName(part)
        return
      case EXTENSION.groups:
        part.skip(2)
        this.groups = numbers(part)
        return
      case EXTENSION.pointFormats:
        part.skip(1)
        while (part.left > 0) this.pointFormats.push(part.u8())
        return
      case EXTENSION.signatureAlgorithms:
        part.skip(2)
        this.signatureAlgorithms = numbers(part)
        return
      case EXTENSION.alpn:
        this.readAlpn(part)
        return
      case EXTENSION.supportedVersions:
        if (isClient) part.skip(1)
        this.versions = numbers(part)
        return
      default:
        return
    }
  }

  private readServerName(part: Cursor): void {
    this.askedKey = keyOfBytes(part.view, part.pos, part.end, this.askedKey)
    part.skip(2)
    const type = part.u8()
    const length = part.u16()
    if (type === HOST_NAME && length <= MAX_SERVER_NAME) this.serverName = part.text(length)
  }

  private readAlpn(part: Cursor): void {
    this.askedKey = keyOfBytes(part.view, part.pos, part.end, this.askedKey)
    part.skip(2)
    while (part.left > 0 && this.alpn.length < MAX_PROTOCOLS) {
      const length = part.u8()
      if (length > part.left) return
      if (this.alpn.length === 0) for (let i = 0; i < length; i++) this.firstAlpn.push(part.peek(i))
      this.alpn.push(part.text(length))
    }
  }
}

/** RFC 8701: values that mean nothing, sent to keep servers tolerant. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

/** The numbers of DTLS count down. */
function isNewer(version: number, than: number): boolean {
  if (than === 0) return true
  return version >= 0xfe00 ? version < than : version > than
}

function numbers(part: Cursor): number[] {
  const all: number[] = []
  while (part.left >= 2) all.push(part.u16())
  return all
}
