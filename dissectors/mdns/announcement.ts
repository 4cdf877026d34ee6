import { hostAddress, isAddress } from '../dns/host-address.ts'
import { NameReader } from '../dns/name-reader.ts'
import { TYPE, typeName } from '../dns/record-types.ts'
import type { RecordWalk } from '../dns/record-walk.ts'
import { addressOfReverse } from '../dns/reverse-name.ts'
import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { deviceFacts } from './device-text.ts'

/** Records of one message that are told of. */
export const MAX_NOTED = 64
/** Addresses of one host that a service is told of. */
export const MAX_ADDRESSES = 4
const KEPT: readonly number[] = [TYPE.a, TYPE.aaaa, TYPE.ptr, TYPE.srv, TYPE.txt, TYPE.hinfo]
/** Priority and weight come before the port, the port before the target (RFC 2782). */
const SRV_PORT = 4
const SRV_TARGET = 6

interface Noted {
  type: number
  nameAt: number
  nameHash: number
  isAddress: boolean
  dataAt: number
  dataEnd: number
}

type Facts = Partial<Record<Fact, string>>
type Say = (about: string, message: string, facts: Facts) => void

/**
 * What one message states of hosts and services. Records of a service lead to its host, and this to its addresses, in
 * whatever order they come: so all are noted first. A reflector passes on what others announce, which is why an address
 * in the message outranks that of its sender. One object, reused.
 */
export class Announcement {
  private readonly noted: readonly Noted[] = Array.from({ length: MAX_NOTED }, () => ({
    type: 0,
    nameAt: 0,
    nameHash: 0,
    isAddress: false,
    dataAt: 0,
    dataEnd: 0,
  }))
  /** Records were left out. */
  isFull = false
  private count = 0
  private readonly name = new NameReader()
  private readonly target = new NameReader()
  private readonly host = new NameReader()
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  begin(): void {
    this.count = 0
    this.isFull = false
  }

  /** Keeps a record that states something, but for those that take a name back (RFC 6762, 10.1). */
  note(walk: RecordWalk, view: DataView): void {
    if (walk.timeToLive === 0 || !KEPT.includes(walk.type)) return
    if (this.count >= MAX_NOTED) {
      this.isFull = true
      return
    }
    const noted = this.noted[this.count++] as Noted
    noted.type = walk.type
    noted.nameAt = walk.nameAt
    noted.nameHash = walk.name.hash(view)
    noted.isAddress = isAddress(walk)
    noted.dataAt = walk.dataAt
    noted.dataEnd = walk.dataEnd
  }

  /** Tells of all that was noted of the message in `view[base, end)`. */
  say(view: DataView, base: number, end: number, info: MessageInfo, sink: Sink): void {
    const of = info.direction === 'to-server' ? 'client' : 'server'
    const say: Say = (about, message, facts) =>
      sink.observe({ kind: 'identity', of, about, module: '', message: `mDNS ${message}`, facts })
    for (let i = 0; i < this.count; i++) {
      const noted = this.noted[i] as Noted
      if (this.name.read(view, base, noted.nameAt, end) === 'ok') this.sayOne(noted, view, base, say)
    }
  }

  private sayOne(noted: Noted, view: DataView, base: number, say: Say): void {
    const { name } = this
    if (noted.isAddress) {
      const address = hostAddress(view, noted.dataAt, noted.dataEnd)
      const text = name.text(view)
      if (address !== '')
        say(address, typeName(noted.type), name.namesService(view) ? { service: text } : { name: text })
      return
    }
    switch (noted.type) {
      case TYPE.ptr:
        this.sayPointer(noted, view, base, say)
        return
      case TYPE.srv:
        this.sayService(noted, view, base, say)
        return
      case TYPE.txt:
        this.sayText(noted, view, base, say)
        return
      case TYPE.hinfo:
        this.sayHost(noted, view, say)
        return
    }
  }

  /** An address has a name; or a service has an instance (RFC 6763, 4.1), or is one that is offered here (9). */
  private sayPointer(noted: Noted, view: DataView, base: number, say: Say): void {
    const { target } = this
    if (target.read(view, base, noted.dataAt, noted.dataEnd) !== 'ok' || target.labels === 0) return
    const text = target.text(view)
    const address = addressOfReverse(this.name.text(view))
    if (address !== '') say(address, 'PTR', { name: text })
    else if (this.name.namesService(view)) {
      for (const about of this.addressesOfInstance(target.hash(view), view, base)) say(about, 'PTR', { service: text })
    }
  }

  private sayService(noted: Noted, view: DataView, base: number, say: Say): void {
    if (noted.dataEnd - noted.dataAt <= SRV_TARGET) return
    const service = `${this.name.text(view)} port ${view.getUint16(noted.dataAt + SRV_PORT)}`
    for (const about of this.addressesOfInstance(noted.nameHash, view, base)) say(about, 'SRV', { service })
  }

  private sayText(noted: Noted, view: DataView, base: number, say: Say): void {
    const facts = deviceFacts(this.cursor.reset(view, noted.dataAt, noted.dataEnd))
    if (Object.keys(facts).length === 0) return
    for (const about of this.addressesOfInstance(noted.nameHash, view, base)) say(about, 'TXT', facts)
  }

  /** RFC 1035, 3.3.2: what it runs on, and what runs on it. */
  private sayHost(noted: Noted, view: DataView, say: Say): void {
    const { cursor } = this
    cursor.reset(view, noted.dataAt, noted.dataEnd)
    const hardware = cursor.text(Math.min(cursor.u8(), cursor.left), 'utf8')
    const os = cursor.text(Math.min(cursor.u8(), cursor.left), 'utf8')
    const facts: Facts = { ...(hardware !== '' && { hardware }), ...(os !== '' && { os }) }
    if (Object.keys(facts).length === 0) return
    for (const about of this.addressesOfHost(noted.nameHash, view)) say(about, 'HINFO', facts)
  }

  /** The addresses of the host that an instance runs on, as far as the message has them; else its sender's. */
  private addressesOfInstance(instance: number, view: DataView, base: number): readonly string[] {
    for (let i = 0; i < this.count; i++) {
      const { type, nameHash, dataAt, dataEnd } = this.noted[i] as Noted
      if (type !== TYPE.srv || nameHash !== instance || dataEnd - dataAt <= SRV_TARGET) continue
      if (this.host.read(view, base, dataAt + SRV_TARGET, dataEnd) !== 'ok') continue
      return this.addressesOfHost(this.host.hash(view), view)
    }
    return SENDER
  }

  private addressesOfHost(host: number, view: DataView): readonly string[] {
    const addresses: string[] = []
    for (let i = 0; i < this.count && addresses.length < MAX_ADDRESSES; i++) {
      const { isAddress: has, nameHash, dataAt, dataEnd } = this.noted[i] as Noted
      const address = has && nameHash === host ? hostAddress(view, dataAt, dataEnd) : ''
      if (address !== '') addresses.push(address)
    }
    return addresses.length > 0 ? addresses : SENDER
  }
}

const SENDER: readonly string[] = ['']
