/*
 * Whether a bus of identifiers of 11 bits is one of CANopen. No frame says so by itself: a car has frames of every identifier
 * and length. What cannot be chance is an answer that agrees with its request in two identifiers of one node, in command and
 * object: one exchange of SDO or LSS is enough. Where nobody asks anything, several facts must come together that
 * CiA 301 has fixed, each weighed by the bits of it, and nothing may be on the bus that CANopen forbids.
 */
import type { BusFrame, BusJudge, Stations } from '../kit/bus-judge.ts'
import { hasLength, isRestricted, KIND, kindOf, MAX_NODE, nodeOf } from './connection-set.ts'
import { isLssExchange, isLssRequest } from './lss-commands.ts'
import { isNmtCommand, isNodeState, NODE_BOOT_UP } from './nmt.ts'
import { ABORT, isAbortCode, isInitiate, isInitiateAnswer } from './sdo-commands.ts'
import { placeFrame } from './stations.ts'

/** As many bits as a probe must check. */
export const ENOUGH_BITS = 24
/** Identifier 0, two bytes, one of five commands, a node. */
const NMT_BITS = 20
/** Identifier 0x80 without data, over and over. */
const SYNC_BITS = 14
/** A byte alone that is one of three states of a node (with a toggle bit), over and over, at such an identifier. */
const ALIVE_BITS = 12
/** And a zero before. */
const BOOTED_BITS = 8
/** A PDO or an emergency has the number of a node that lives: for each kind of them. */
const OWN_FRAME_BITS = 4
const HEARD_AGAIN = 2

/** What is known of a node. */
const BOOTED = 1
const ONCE = 2
const ALIVE = 4
const ANSWERED = 8

export class CanopenJudge implements BusJudge {
  /** An SDO or LSS was answered as it must be. */
  private isAnswered = false
  private isForbidden = false
  private bits = 0
  private syncs = 0
  private isCommanded = false
  private readonly nodes = new Uint8Array(MAX_NODE + 1)
  /** By node: which PDOs and emergencies have its number, a bit for each. */
  private readonly frames = new Uint16Array(MAX_NODE + 1)
  /** By node: the first four bytes of the SDO that it was asked last, command and object. */
  private readonly asked = new Int32Array(MAX_NODE + 1)
  private lssAsked = 0
  /**
   * A node was heard by identifiers that nothing else may have (7.3.5): those of PDOs and emergencies can be configured, and
   * so do not tell by themselves that there is a node of that number.
   */
  private readonly isProven = (node: number) => this.nodes[node] !== 0

  get isFound(): boolean {
    return this.isAnswered || (!this.isForbidden && this.bits >= ENOUGH_BITS)
  }

  /** Those of CAN FD have other services (CiA 1301). */
  place(frame: BusFrame, stations: Stations): boolean {
    return !frame.isFlexible && placeFrame(frame, stations, this.isProven)
  }

  note({ identifier, view, at, length, isFlexible }: BusFrame): void {
    if (isFlexible) return
    const kind = kindOf(identifier)
    if (kind === KIND.none) {
      if (isRestricted(identifier)) this.isForbidden = true
      return
    }
    if (!hasLength(kind, length)) {
      this.isForbidden = true
      return
    }
    const node = nodeOf(identifier)
    switch (kind) {
      case KIND.errorControl:
        this.state(node, view.getUint8(at))
        return
      case KIND.emergency:
      case KIND.pdo:
        this.own(node, identifier >> 7)
        return
      case KIND.sdoRequest:
        this.asked[node] = isInitiate(view.getUint8(at)) ? view.getInt32(at) : 0
        return
      case KIND.sdoAnswer:
        this.answer(node, view, at)
        return
      default:
        this.service(kind, view, at, length)
    }
  }

  private service(kind: number, view: DataView, at: number, length: number): void {
    if (kind === KIND.nmt) {
      if (!isNmtCommand(view.getUint8(at)) || view.getUint8(at + 1) > MAX_NODE) this.isForbidden = true
      else if (!this.isCommanded) {
        this.isCommanded = true
        this.bits += NMT_BITS
      }
    } else if (kind === KIND.sync && length === 0) {
      if (++this.syncs === HEARD_AGAIN) this.bits += SYNC_BITS
    } else if (kind === KIND.lssRequest) {
      this.lssAsked = isLssRequest(view, at) ? view.getUint8(at) : 0
    } else if (kind === KIND.lssAnswer && isLssExchange(this.lssAsked, view, at)) this.isAnswered = true
  }

  /** Heartbeats, answers of node guarding, and what says that a node has begun (7.2.8.3). */
  private state(node: number, value: number): void {
    const known = this.nodes[node] as number
    if (value === NODE_BOOT_UP) this.nodes[node] = known | BOOTED
    else if (!isNodeState(value)) this.isForbidden = true
    else if ((known & ONCE) === 0) this.nodes[node] = known | ONCE
    else if ((known & ALIVE) === 0) {
      this.nodes[node] = known | ALIVE
      this.bits += ALIVE_BITS + ((known & BOOTED) === 0 ? 0 : BOOTED_BITS)
      this.bits += OWN_FRAME_BITS * bitsSet(this.frames[node] as number)
    }
  }

  /** A frame by which a node, or who sends to it, agrees with what its heartbeat has said of its number. */
  private own(node: number, code: number): void {
    const known = this.frames[node] as number
    const bit = 1 << code
    if ((known & bit) !== 0) return
    this.frames[node] = known | bit
    if (((this.nodes[node] as number) & ALIVE) !== 0) this.bits += OWN_FRAME_BITS
  }

  private answer(node: number, view: DataView, at: number): void {
    const asked = this.asked[node] as number
    const first = view.getUint8(at)
    this.nodes[node] = (this.nodes[node] as number) | ANSWERED
    if (asked === 0 || ((asked ^ view.getInt32(at)) & 0xff_ffff) !== 0) return
    const isAnswer = first === ABORT ? isAbortCode(view.getUint32(at + 4, true)) : isInitiateAnswer(asked >>> 24, first)
    if (isAnswer) this.isAnswered = true
  }
}

function bitsSet(word: number): number {
  let count = 0
  for (let left = word; left !== 0; left &= left - 1) count++
  return count
}
