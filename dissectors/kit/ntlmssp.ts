/*
 * NTLMSSP messages, wherever a protocol carries them. Little-endian.
 * MS-NLMP, 2.2.1.1 to 2.2.1.3 (messages), 2.2.2.1 (AV_PAIR), 2.2.2.5 (flags), 2.2.2.10 (VERSION). Challenges, responses,
 * session keys and integrity codes are never read, and no text is read from where a message says that they lie.
 */
import { Cursor } from './cursor.ts'

export const NTLM = { negotiate: 1, challenge: 2, authenticate: 3 } as const

/** 'NTLMSSP' and a zero. */
const SIGNATURE_HIGH = 0x4e54_4c4d
const SIGNATURE_LOW = 0x5353_5000
const FIXED_LENGTH = 32
/** Names are shorter: a host of DNS has at most 255 characters, in two bytes each. */
const MAX_NAME_BYTES = 512
/** AV pairs looked at; MS-NLMP defines eleven. */
const MAX_PAIRS = 32

const FLAG = { unicode: 0x1, oemDomain: 0x1000, oemHost: 0x2000, targetIsDomain: 0x1_0000, targetIsServer: 0x2_0000 }
const VERSION_GIVEN = 0x0200_0000
const PAIR = { end: 0, netbiosHost: 1, netbiosDomain: 2, dnsHost: 3, dnsDomain: 4, forest: 5 } as const

/** Offsets of the fields (2.2.1.1 to 2.2.1.3). */
const NEGOTIATE = { flags: 12, domain: 16, host: 24, version: 32 } as const
const CHALLENGE = { target: 12, flags: 20, pairs: 40, version: 48 } as const
const AUTHENTICATE = {
  lm: 12,
  nt: 20,
  domain: 28,
  user: 36,
  host: 44,
  key: 52,
  flags: 60,
  version: 64,
  end: 72,
} as const

/** Whether an NTLMSSP message begins here. */
export function isNtlm(view: DataView, from: number, to: number): boolean {
  return from + 12 <= to && view.getUint32(from) === SIGNATURE_HIGH && view.getUint32(from + 4) === SIGNATURE_LOW
}

/** The names and versions of one message; '' where it has none. One object, reused: `read` overwrites it. */
export class NtlmMessage {
  /** One of `NTLM`; 0 when the bytes were none. */
  type = 0
  /** CHALLENGE: who the server is. */
  netbiosHost = ''
  netbiosDomain = ''
  dnsHost = ''
  dnsDomain = ''
  forest = ''
  /** NEGOTIATE and AUTHENTICATE: the account, and the client's own name. */
  domain = ''
  user = ''
  host = ''
  /** Of the sender: 'Windows 10.0 build 17763'; '' where it is not told, or is a stand-in without a build. */
  version = ''
  private start = 0
  private stop = 0
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Reads the message in `view[from, to)`; false when it is none, or is too short for its type. */
  read(view: DataView, from: number, to: number): boolean {
    this.type = 0
    this.netbiosHost = this.netbiosDomain = this.dnsHost = this.dnsDomain = this.forest = ''
    this.domain = this.user = this.host = this.version = ''
    if (!isNtlm(view, from, to)) return false
    this.start = from
    this.stop = to
    this.cursor.reset(view, from, to)
    const type = view.getUint32(from + 8, true)
    if (type === NTLM.negotiate) this.negotiate(view, from, to)
    else if (type === NTLM.challenge && from + FIXED_LENGTH <= to) this.challenge(view, from, to)
    else if (type === NTLM.authenticate && from + AUTHENTICATE.flags <= to) this.authenticate(view, from, to)
    else return false
    this.type = type
    return true
  }

  /** Names of a NEGOTIATE are in the code page of the client. Old clients end before them. */
  private negotiate(view: DataView, from: number, to: number): void {
    if (from + FIXED_LENGTH > to) return
    const flags = view.getUint32(from + NEGOTIATE.flags, true)
    if (flags & FLAG.oemDomain) this.domain = this.name(from + NEGOTIATE.domain, false)
    if (flags & FLAG.oemHost) this.host = this.name(from + NEGOTIATE.host, false)
    this.readVersion(view, flags, from + NEGOTIATE.version)
  }

  private challenge(view: DataView, from: number, to: number): void {
    const flags = view.getUint32(from + CHALLENGE.flags, true)
    const target = this.name(from + CHALLENGE.target, (flags & FLAG.unicode) !== 0)
    if (from + CHALLENGE.version <= to) this.pairs(view, from + CHALLENGE.pairs)
    if (flags & FLAG.targetIsDomain) this.netbiosDomain ||= target
    else if (flags & FLAG.targetIsServer) this.netbiosHost ||= target
    this.readVersion(view, flags, from + CHALLENGE.version)
  }

  private authenticate(view: DataView, from: number, to: number): void {
    // Old clients end before the flags; they wrote Unicode.
    const flags = from + AUTHENTICATE.version <= to ? view.getUint32(from + AUTHENTICATE.flags, true) : FLAG.unicode
    const unicode = (flags & FLAG.unicode) !== 0
    for (const field of ['domain', 'user', 'host'] as const) {
      const at = from + AUTHENTICATE[field]
      const isApart = SECRET_FIELDS.every((secret) => !overlap(view, at, from + secret))
      if (isApart) this[field] = this.name(at, unicode)
    }
    const isGiven = from + AUTHENTICATE.end <= to && firstPayload(view, from) >= AUTHENTICATE.end
    this.readVersion(view, isGiven ? flags : 0, from + AUTHENTICATE.version)
  }

  private pairs(view: DataView, field: number): void {
    const at = this.start + view.getUint32(field + 4, true)
    const end = at + view.getUint16(field, true)
    if (end > this.stop) return
    const pairs = this.cursor.reset(view, at, end)
    for (let count = 0; count < MAX_PAIRS && pairs.left >= 4; count++) {
      const id = pairs.u16le()
      const length = pairs.u16le()
      if (id === PAIR.end || length > pairs.left) return
      if (id > PAIR.forest || length > MAX_NAME_BYTES) pairs.skip(length)
      else this.pair(id, pairs.text(length, 'utf16le'))
    }
  }

  private pair(id: number, text: string): void {
    if (id === PAIR.netbiosHost) this.netbiosHost = text
    else if (id === PAIR.netbiosDomain) this.netbiosDomain = text
    else if (id === PAIR.dnsHost) this.dnsHost = text
    else if (id === PAIR.dnsDomain) this.dnsDomain = text
    else this.forest = text
  }

  /** The text that a field of length, room and offset points to. */
  private name(field: number, unicode: boolean): string {
    const { view } = this.cursor
    const length = view.getUint16(field, true)
    const at = this.start + view.getUint32(field + 4, true)
    if (length === 0 || length > MAX_NAME_BYTES || at + length > this.stop) return ''
    return this.cursor.reset(view, at, at + length).text(length, unicode ? 'utf16le' : 'latin1')
  }

  /** Stacks that are no Windows send a version too, with a build of 0. */
  private readVersion(view: DataView, flags: number, at: number): void {
    if ((flags & VERSION_GIVEN) === 0 || at + 8 > this.stop) return
    const build = view.getUint16(at + 2, true)
    if (build === 0) return
    this.version = `Windows ${view.getUint8(at)}.${view.getUint8(at + 1)} build ${build}`
  }
}

const SECRET_FIELDS: readonly number[] = [AUTHENTICATE.lm, AUTHENTICATE.nt, AUTHENTICATE.key]

function overlap(view: DataView, one: number, other: number): boolean {
  const from = view.getUint32(one + 4, true)
  const otherFrom = view.getUint32(other + 4, true)
  return from < otherFrom + view.getUint16(other, true) && otherFrom < from + view.getUint16(one, true)
}

/** Where the payload of an AUTHENTICATE begins: before the version, in old clients that have none. */
function firstPayload(view: DataView, from: number): number {
  let first = Number.MAX_SAFE_INTEGER
  for (let field = AUTHENTICATE.lm; field <= AUTHENTICATE.host; field += 8) {
    if (view.getUint16(from + field, true) > 0) first = Math.min(first, view.getUint32(from + field + 4, true))
  }
  return first
}
