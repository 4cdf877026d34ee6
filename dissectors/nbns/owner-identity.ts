import type { RecordWalk } from '../dns/record-walk.ts'
import { ipText, macText } from '../kit/address-text.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { factsOfName, isComputerName } from './name-facts.ts'
import { decodeName, LETTERS, NAME_LENGTH, plainName } from './netbios-name.ts'

/** Addresses of one name, and names of one host, that are told of. */
export const MAX_ADDRESSES = 25
export const MAX_NAMES = 64
/** RFC 1002, 4.2.2: flags, then an address. */
const ADDRESS_LENGTH = 6
const GROUP = 0x8000
/** RFC 1002, 4.2.18: a name, its last byte, and flags: active, and neither in conflict nor on its way out. */
const STATUS_LENGTH = NAME_LENGTH + 2
const STATE_BITS = 0x1c00
const ACTIVE = 0x0400
/** RFC 1002, 4.2.1.1: recursion, which servers of names offer. */
export const AVAILABLE = 0x0080
const REGISTRATION = 5

/** What is remembered of the host that registers its names. */
export interface Owner {
  host: string
}

type Facts = Partial<Record<Fact, string>>

function sideOf(info: MessageInfo): Side {
  return info.direction === 'to-server' ? 'client' : 'server'
}

/** Only a server of names has recursion to offer, or accepts a registration (RFC 1002, 4.2.1.1 and 4.2.5). */
export function sayServer(walk: RecordWalk, info: MessageInfo, sink: Sink): void {
  if ((walk.flags & AVAILABLE) === 0 && walk.opcode !== REGISTRATION) return
  const facts = { role: 'NetBIOS name server' }
  sink.observe({ kind: 'identity', of: sideOf(info), about: '', module: '', message: 'NBNS Response', facts })
}

/**
 * The name belongs to the addresses in the record, which is how servers and hosts of many addresses are told apart. Without
 * a sink the owner is remembered alone.
 */
export function sayAddresses(
  walk: RecordWalk,
  view: DataView,
  info: MessageInfo,
  owner: Owner,
  sink: Sink | undefined,
): void {
  if (walk.name.labels === 0 || walk.name.lengthOf(0) !== LETTERS) return
  const name = decodeName(view, walk.name.startOf(0))
  const message = walk.isResponse ? 'NBNS Response' : 'NBNS Registration'
  let at = walk.dataAt
  for (let count = 0; count < MAX_ADDRESSES && at + ADDRESS_LENGTH <= walk.dataEnd; count++, at += ADDRESS_LENGTH) {
    const isGroup = (view.getUint16(at) & GROUP) !== 0
    const ip = view.getUint32(at + 2)
    if (isComputerName(name, isGroup) && !walk.isResponse) owner.host = name.text
    // An answer to a query may be about others; one to a registration is about who asked.
    const isOwn = !walk.isResponse || walk.opcode === REGISTRATION
    const facts = factsOfName(name, isGroup, isOwn ? owner.host : '')
    if (sink === undefined) continue
    if (ip === 0 || ip === 0xffff_ffff || Object.keys(facts).length === 0) continue
    sink.observe({ kind: 'identity', of: sideOf(info), about: ipText(ip), module: '', message, facts })
  }
}

/** All names of a host, and the MAC address of its adapter (RFC 1002, 4.2.18). */
export function sayStatus(walk: RecordWalk, view: DataView, info: MessageInfo, sink: Sink): void {
  if (walk.dataAt >= walk.dataEnd) return
  const stated = view.getUint8(walk.dataAt)
  const start = walk.dataAt + 1
  const count = Math.min(stated, Math.floor((walk.dataEnd - start) / STATUS_LENGTH))
  const say = (facts: Facts) => {
    if (Object.keys(facts).length === 0) return
    sink.observe({ kind: 'identity', of: sideOf(info), about: '', module: '', message: 'NBNS Node Status', facts })
  }
  if (count < stated) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: walk.dataAt - walk.base })
  const host = hostIn(view, start, count)
  for (let i = 0; i < Math.min(count, MAX_NAMES); i++) {
    const at = start + i * STATUS_LENGTH
    const flags = view.getUint16(at + NAME_LENGTH)
    if ((flags & STATE_BITS) === ACTIVE) say(factsOfName(plainName(view, at), (flags & GROUP) !== 0, host))
  }
  const unit = start + stated * STATUS_LENGTH
  if (unit + 6 > walk.dataEnd) return
  const mac = view.getUint16(unit) * 0x1_0000_0000 + view.getUint32(unit + 2)
  // Samba has none to tell.
  if (mac !== 0) say({ mac: macText(mac) })
}

function hostIn(view: DataView, start: number, count: number): string {
  for (let i = 0; i < Math.min(count, MAX_NAMES); i++) {
    const at = start + i * STATUS_LENGTH
    const name = plainName(view, at)
    if (isComputerName(name, (view.getUint16(at + NAME_LENGTH) & GROUP) !== 0)) return name.text
  }
  return ''
}
