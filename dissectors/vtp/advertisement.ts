/*
 * Messages of VTP, versions 1 to 3. Cisco has published those of versions 1 and 2 ("Understanding VLAN Trunk Protocol",
 * document 10558); of version 3, whose beginning is the same, only that is read.
 */
import type { Cursor } from '../kit/cursor.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'

export const VTP = 0x000c2003
export const CODE = { summary: 1, subset: 2, request: 3, join: 4 } as const
const LAST_VERSION = 3
/** From the LLC header. */
const AT = {
  version: SNAP_LENGTH,
  code: SNAP_LENGTH + 1,
  domainLength: SNAP_LENGTH + 3,
  domain: SNAP_LENGTH + 4,
} as const
export const DOMAIN_AT = AT.domain
const MAX_DOMAIN = 32
const HEADER_LENGTH = AT.domain + MAX_DOMAIN
const REVISION_AT = HEADER_LENGTH
const UPDATER_AT = REVISION_AT + 4
/** Behind who updated and when (twelve digits) stands a digest that a password has gone into: it is not looked at. */
export const DIGEST_AT = UPDATER_AT + 16
const DIGEST_LENGTH = 16
export const VLANS_AT = REVISION_AT + 4
/** The shortest message of each code: revision, updater, time and digest; revision; start value; first and last VLAN. */
const LEAST: readonly number[] = [0, DIGEST_AT + DIGEST_LENGTH, VLANS_AT, HEADER_LENGTH + 2, HEADER_LENGTH + 4]
const LAST_READ_VERSION = 2
const VLAN = { status: 1, type: 2, nameLength: 3, id: 4, name: 12 } as const
const ETHERNET = 1
/** VLANs of one message that are named. */
export const MAX_VLANS = 64

/** One message. One object, reused. */
export class VtpMessage {
  version = 0
  code = 0
  defect: '' | 'truncated' | 'bad-value' = ''

  /** Reads the header at the cursor, which stays. */
  read(bytes: Cursor): void {
    const isThere = bytes.left >= HEADER_LENGTH
    this.version = isThere ? bytes.peek(AT.version) : 0
    this.code = isThere ? bytes.peek(AT.code) : 0
    const isHeader = hasSnap(bytes, VTP) && this.version >= 1 && this.version <= LAST_VERSION
    if (!isThere) this.defect = 'truncated'
    else if (!isHeader || bytes.peek(AT.domainLength) > MAX_DOMAIN) this.defect = 'bad-value'
    else this.defect = this.isRead && bytes.left < (LEAST[this.code] ?? 0) ? 'truncated' : ''
  }

  /** Whether what comes behind the domain is known. */
  get isRead(): boolean {
    return this.version <= LAST_READ_VERSION
  }
}

/** A version and a code that exist, a domain, and nothing but zeros up to where its place ends. */
export function isMessage(bytes: Cursor): boolean {
  message.read(bytes)
  if (message.defect !== '' || message.code < CODE.summary || message.code > CODE.join) return false
  for (let at = AT.domain + bytes.peek(AT.domainLength); at < HEADER_LENGTH; at++)
    if (bytes.peek(at) !== 0) return false
  return true
}

const message = new VtpMessage()

export function domainEnd(bytes: Cursor): number {
  return bytes.pos + AT.domain + bytes.peek(AT.domainLength)
}

export function domainOf(bytes: Cursor): string {
  return textAt(bytes, AT.domain, bytes.peek(AT.domainLength))
}

export function revisionOf({ view, pos }: Cursor): number {
  return view.getUint32(pos + REVISION_AT)
}

export function updaterOf({ view, pos }: Cursor): number {
  return view.getUint32(pos + UPDATER_AT)
}

/** '7 cell7' of each Ethernet VLAN; `isWhole` says whether the last one ends where the message does. */
export function vlansOf(bytes: Cursor): { readonly vlans: string[]; readonly isWhole: boolean } {
  const vlans: string[] = []
  let at = VLANS_AT
  while (at + VLAN.name <= bytes.left) {
    const length = bytes.peek(at)
    const nameLength = bytes.peek(at + VLAN.nameLength)
    if (length < VLAN.name + nameLength || at + length > bytes.left) break
    if (bytes.peek(at + VLAN.type) === ETHERNET && vlans.length < MAX_VLANS) {
      vlans.push(`${bytes.peek16(at + VLAN.id)} ${textAt(bytes, at + VLAN.name, nameLength)}`.trim())
    }
    at += length
  }
  return { vlans, isWhole: at === bytes.left }
}

function textAt(bytes: Cursor, at: number, length: number): string {
  const { pos } = bytes
  bytes.pos = pos + at
  const text = bytes.text(length, 'utf8')
  bytes.pos = pos
  return text
}
