/*
 * Groups of HSRP: version 1 in a fixed form (RFC 2281 clause 5), version 2 in TLVs of a byte of type and one of length.
 * Version 2 has no standard; Cisco has published its TLVs ("HSRP Version 2", First Hop Redundancy Protocols guide).
 */
import type { Cursor } from '../kit/cursor.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'

export const OPCODE = { hello: 0, coup: 1, resign: 2, advertise: 3 } as const
export const V1_LENGTH = 20
const V1_ADVERTISE_LENGTH = 16
/** Bit by bit in version 1, one by one in version 2. */
const STATES_1: Readonly<Record<number, string>> = {
  0: 'initial',
  1: 'learn',
  2: 'listen',
  4: 'speak',
  8: 'standby',
  16: 'active',
}
const STATES_2 = ['disabled', 'initial', 'learn', 'listen', 'speak', 'standby', 'active']
export const TLV = { group: 1, interface: 2, text: 3, md5: 4 } as const
const GROUP_LENGTH = 40
/** Offsets from a group TLV's type. */
const AT = { version: 2, opcode: 3, state: 4, family: 5, group: 6, priority: 14, address: 26 } as const

/** One group as a message shows it. One object, reused. */
export class HsrpGroup {
  version = 1
  opcode = 0
  state = ''
  group = 0
  priority = 0
  /** '' where it is not known yet. */
  address = ''
  isIpv6 = false
  /** A password in clear text; how long it is and what it says are not read. */
  hasText = false
  hasDigest = false

  /** Whether its sender forwards for the group now. */
  get isActive(): boolean {
    return this.opcode === OPCODE.hello && this.state === 'active'
  }

  /** Reads the message at the cursor, which stays. */
  read(message: Cursor): void {
    const { pos } = message
    if (message.peek(0) === 0) this.readVersion1(message)
    else this.readVersion2(message)
    message.pos = pos
  }

  private readVersion1(message: Cursor): void {
    this.version = 1
    this.opcode = message.peek(1)
    this.isIpv6 = this.hasText = this.hasDigest = false
    this.address = ''
    if (this.opcode === OPCODE.advertise) return
    this.state = STATES_1[message.peek(2)] ?? ''
    this.priority = message.peek(5)
    this.group = message.peek(6)
    this.hasText = message.peek16(8) !== 0
    message.skip(16)
    this.address = known(ipv4Text(message))
    this.hasDigest = message.left > 2 && message.peek(0) === TLV.md5
  }

  private readVersion2(message: Cursor): void {
    this.version = 2
    this.opcode = message.peek(AT.opcode)
    this.state = STATES_2[message.peek(AT.state)] ?? ''
    this.group = message.peek16(AT.group)
    // 32 bits, of which the lower ones count.
    this.priority = message.peek16(AT.priority + 2)
    const { pos } = message
    message.pos = pos + AT.address
    this.isIpv6 = message.view.getUint8(pos + AT.family) === 6
    this.address = known(this.isIpv6 ? ipv6Text(message) : ipv4Text(message))
    message.pos = pos + 2 + GROUP_LENGTH
    this.hasText = message.left > 2 && message.peek(0) === TLV.text
    this.hasDigest = message.left > 2 && message.peek(0) === TLV.md5
  }
}

/** Whether the message at the cursor is of version 1: the states are few, and a hello is held longer than it takes. */
export function isVersion1(bytes: Cursor): boolean {
  if (bytes.left < V1_ADVERTISE_LENGTH || bytes.peek(0) !== 0) return false
  if (bytes.peek(1) === OPCODE.advertise) return bytes.peek16(2) === 1 && bytes.peek16(4) <= bytes.left - 6
  if (bytes.left > V1_LENGTH && bytes.peek(V1_LENGTH) !== TLV.md5) return false
  if (bytes.left < V1_LENGTH || bytes.peek(1) > OPCODE.resign || STATES_1[bytes.peek(2)] === undefined) return false
  return bytes.peek(3) > 0 && bytes.peek(4) > bytes.peek(3) && bytes.peek(7) === 0
}

export function isVersion2(bytes: Cursor): boolean {
  if (bytes.left < 2 + GROUP_LENGTH || bytes.peek16(0) !== TLV.group * 256 + GROUP_LENGTH) return false
  const family = bytes.peek(AT.family)
  const isKnown = bytes.peek(AT.opcode) <= OPCODE.advertise && bytes.peek(AT.state) < STATES_2.length
  return bytes.peek(AT.version) === 2 && isKnown && (family === 4 || family === 6)
}

function known(address: string): string {
  return address === '0.0.0.0' || address === '::' ? '' : address
}
