/*
 * The network layer of LonTalk: who sends to whom. EN 14908-1 (ANSI/CEA-709.1), 7 (NPDU), 8 to 10 (transport, session and
 * authentication layer). Bits as they are sent, the highest first.
 */
import type { Cursor } from '../kit/cursor.ts'

export const FORMAT = { transport: 0, session: 1, authentication: 2, application: 3 } as const
export const KIND = { message: 0, repeated: 1, answer: 2, reminder: 4, remindedMessage: 5 } as const
const GROUP = 1
const NODE = 2
const UNIQUE = 3
const DOMAIN_LENGTHS = [0, 1, 3, 6] as const
const UNIQUE_DIGITS = 12
const IS_NODE = 0x80
const NODE_MASK = 0x7f

/** One packet as far as its application layer. One object, reused. */
export class Npdu {
  /** Subnet and node of the sender: `subnet * 256 + node`. */
  source = 0
  /** The same of the receiver; -1 of all others. */
  target = 0
  /** 'subnet 1 node 41', 'group 3', 'subnet 2', 'Neuron 010203040506': whom it is for. */
  kind = 0
  /** It acknowledges what was sent to a group. */
  isOfGroup = false
  /** The group or subnet that it is for, where it is for no node. */
  to = 0
  /** The unique number that it is for, where it is for one. */
  neuron = 0
  /** Where the address of the receiver lies. */
  targetFrom = 0
  targetTo = 0
  format = 0
  /** Of the transport and session layer: what the packet is, and the number of its transaction. */
  pduKind = 0
  transaction = 0
  /** Where the application layer begins; the end when there is none. */
  apduAt = 0

  /** Reads what lies behind the header of CN/IP; false when it is no NPDU, or not whole. */
  read(bytes: Cursor): boolean {
    bytes.skip(1)
    const npdu = bytes.u8()
    if (bytes.short || npdu >> 6 !== 0) return false
    this.format = (npdu >> 4) & 3
    this.address((npdu >> 2) & 3, bytes)
    bytes.skip(DOMAIN_LENGTHS[npdu & 3] ?? 0)
    this.pduKind = KIND.message
    this.transaction = 0
    if (this.format !== FORMAT.application) this.pdu(bytes)
    this.apduAt = bytes.pos
    return !bytes.short
  }

  /** Whether what is behind it is a message of an application. */
  get hasApdu(): boolean {
    if (this.format === FORMAT.application) return true
    if (this.format === FORMAT.authentication || this.pduKind === KIND.reminder) return false
    return this.format === FORMAT.session || this.pduKind !== KIND.answer
  }

  private address(kind: number, bytes: Cursor): void {
    this.kind = kind
    this.isOfGroup = false
    const subnet = bytes.u8()
    const node = bytes.u8()
    this.source = subnet * 256 + (node & NODE_MASK)
    this.target = -1
    this.targetFrom = bytes.pos
    this.to = bytes.u8()
    if (kind === UNIQUE) this.neuron = bytes.u16() * 0x1_0000_0000 + bytes.u32()
    else if (kind === NODE) this.target = this.to * 256 + (bytes.u8() & NODE_MASK)
    this.targetTo = bytes.pos
    if (kind === NODE) {
      // Without the mark of a node it answers a group: group and member follow.
      this.isOfGroup = (node & IS_NODE) === 0
      if (this.isOfGroup) bytes.skip(2)
    }
  }

  private pdu(bytes: Cursor): void {
    const pdu = bytes.u8()
    this.pduKind = (pdu >> 4) & 7
    this.transaction = pdu & 0xf
    const isList = this.pduKind === KIND.reminder || this.pduKind === KIND.remindedMessage
    if (isList && this.format !== FORMAT.authentication) bytes.skip(bytes.u8())
  }
}

/** Whom a packet is for, in words; made once for each. */
export function targetText({ kind, target, to, neuron }: Npdu): string {
  if (kind === NODE) return nodeText(target)
  if (kind === GROUP) return `group ${to}`
  if (kind === UNIQUE) return `Neuron ${neuron.toString(16).padStart(UNIQUE_DIGITS, '0')}`
  return to === 0 ? 'all nodes' : `subnet ${to}`
}

export function nodeText(address: number): string {
  return `subnet ${address >> 8} node ${address & 0xff}`
}

/** Whether one node is meant, which answers by itself. */
export function isForOne({ kind }: Npdu): boolean {
  return kind === NODE || kind === UNIQUE
}
