/*
 * The OSI layers between transport and MMS. Big-endian, BER.
 * Session: ITU-T X.225, clause 8 (SPDU formats). Presentation: ITU-T X.226, clause 8. Association control (ACSE):
 * ITU-T X.227, clause 9. Their profile for MMS: ISO/IEC 9506-2, annex A; IEC 61850-8-1 Ed. 2.1, clause 6.2.
 */
import { BerReader } from '../kit/ber.ts'

/** X.225, 8.3: SPDU identifiers. 1 is both Give Tokens and Data Transfer, told apart by their place. */
const SPDU_DATA = 1
const SPDU_FINISH = 9
const SPDU_DISCONNECT = 10
const SPDU_REFUSE = 12
const SPDU_CONNECT = 13
const SPDU_ACCEPT = 14
const SPDU_ABORT = 25
const USER_DATA = 0xc1
const EXTENDED_USER_DATA = 0xc2
const LONG_LENGTH = 0xff
/** Concatenated SPDUs: Give Tokens before another. */
const MAX_SPDUS = 4
const MAX_PARAMETERS = 64

/** X.226: CP and CPA are sets, of which [2] has the parameters of normal mode. */
const PRESENTATION_SET = 0x31
const NORMAL_MODE = 0xa2
const FULLY_ENCODED = 0x61
const SEQUENCE = 0x30
const SINGLE_ASN1 = 0xa0
const OCTET_ALIGNED = 0x81
/** X.227: AARQ, AARE, RLRQ, RLRE, ABRT. */
const FIRST_ACSE = 0x60
const AARE = 0x61
const LAST_ACSE = 0x64
const AARE_RESULT = 0xa2
const USER_INFORMATION = 0xbe
const EXTERNAL = 0x28

export type Phase = 'data' | 'connect' | 'accept' | 'refuse' | 'finish' | 'disconnect' | 'abort' | 'unknown'

/** Finds the MMS PDU of one TSDU. One object, reused: `read` overwrites it. */
export class UpperLayers {
  phase: Phase = 'unknown'
  /** The MMS PDU, tag and all: `view[start, end)`; empty when there is none. */
  start = 0
  end = 0
  /** A length that leads out of what holds it; what is there was read. */
  badLength = false
  /** Result of the association; 0: accepted. */
  result = 0
  private readonly ber = new BerReader(new DataView(new ArrayBuffer(0)))

  read(view: DataView, from: number, to: number): void {
    this.phase = 'unknown'
    this.start = 0
    this.end = 0
    this.badLength = false
    this.result = 0
    if (to > from && isMmsTag(view.getUint8(from))) {
      // Some stacks leave session and presentation out, and put MMS right into the transport.
      this.phase = 'data'
      this.start = from
      this.end = to
    } else this.session(view, from, to)
  }

  private session(view: DataView, from: number, to: number): void {
    let at = from
    for (let spdus = 0; spdus < MAX_SPDUS && at + 2 <= to; spdus++) {
      const identifier = view.getUint8(at)
      const isLong = view.getUint8(at + 1) === LONG_LENGTH && at + 4 <= to
      const parameters = at + (isLong ? 4 : 2)
      const length = isLong ? view.getUint16(at + 2) : view.getUint8(at + 1)
      const parametersEnd = Math.min(to, parameters + length)
      if (parameters + length > to) this.badLength = true
      if (identifier !== SPDU_DATA) {
        this.phase = phaseOf(identifier)
        if (this.phase !== 'unknown') this.parameters(view, parameters, parametersEnd)
        return
      }
      this.phase = 'data'
      at = parametersEnd
      if (at >= to || view.getUint8(at) !== SPDU_DATA) break
    }
    if (this.phase === 'data') this.presentation(view, at, to)
  }

  /** X.225, 8.2: parameters and groups of them; user data is a group of its own. */
  private parameters(view: DataView, from: number, to: number): void {
    let at = from
    for (let count = 0; count < MAX_PARAMETERS && at + 2 <= to; count++) {
      const identifier = view.getUint8(at)
      const isLong = view.getUint8(at + 1) === LONG_LENGTH && at + 4 <= to
      const value = at + (isLong ? 4 : 2)
      const end = value + (isLong ? view.getUint16(at + 2) : view.getUint8(at + 1))
      if (end > to) this.badLength = true
      if (identifier === USER_DATA || identifier === EXTENDED_USER_DATA) {
        this.presentation(view, value, Math.min(end, to))
        return
      }
      at = end
    }
  }

  private presentation(view: DataView, from: number, to: number): void {
    const { ber } = this
    ber.reset(view, from, to)
    if (ber.next()) {
      if (ber.is(FULLY_ENCODED)) this.values()
      else if (ber.is(PRESENTATION_SET) && ber.enter()) this.connectParameters()
    }
    if (ber.bad) this.badLength = true
  }

  private connectParameters(): void {
    const { ber } = this
    while (ber.next()) {
      if (!ber.is(NORMAL_MODE) || !ber.enter()) continue
      while (ber.next()) if (ber.is(FULLY_ENCODED)) this.values()
      ber.leave()
    }
  }

  /** The presentation data values; each is a PDU of ACSE or of MMS. */
  private values(): void {
    const { ber } = this
    ber.enter()
    while (ber.next()) {
      if (!ber.is(SEQUENCE) || !ber.enter()) continue
      while (ber.next()) if (ber.is(SINGLE_ASN1) || ber.is(OCTET_ALIGNED)) this.value()
      ber.leave()
    }
    ber.leave()
  }

  private value(): void {
    const { ber } = this
    const { start, end } = ber
    if (start >= end) return
    const tag = ber.view.getUint8(start)
    if (tag < FIRST_ACSE || tag > LAST_ACSE) this.found(start, end)
    else if (ber.enter()) {
      if (ber.next()) this.association()
      ber.leave()
    }
  }

  private association(): void {
    const { ber } = this
    const isAnswer = ber.is(AARE)
    ber.enter()
    while (ber.next()) {
      if (isAnswer && ber.is(AARE_RESULT) && ber.enter()) {
        if (ber.next()) this.result = ber.unsigned()
        ber.leave()
      } else if (ber.is(USER_INFORMATION)) this.userInformation()
    }
    ber.leave()
  }

  private userInformation(): void {
    const { ber } = this
    ber.enter()
    while (ber.next()) {
      if (!ber.is(EXTERNAL) || !ber.enter()) continue
      while (ber.next()) if (ber.is(SINGLE_ASN1) || ber.is(OCTET_ALIGNED)) this.found(ber.start, ber.end)
      ber.leave()
    }
    ber.leave()
  }

  private found(start: number, end: number): void {
    if (this.end > 0) return
    this.start = start
    this.end = end
  }
}

/** Whether an octet is the tag of an MMS PDU (ISO 9506-2, clause 7: MMSpdu). */
export function isMmsTag(tag: number): boolean {
  const isConstructed = (tag >= 0xa0 && tag <= 0xaa && tag !== 0xa5 && tag !== 0xa6) || tag === 0xad
  return isConstructed || tag === 0x85 || tag === 0x86 || tag === 0x8b || tag === 0x8c
}

function phaseOf(identifier: number): Phase {
  switch (identifier) {
    case SPDU_CONNECT:
      return 'connect'
    case SPDU_ACCEPT:
      return 'accept'
    case SPDU_REFUSE:
      return 'refuse'
    case SPDU_FINISH:
      return 'finish'
    case SPDU_DISCONNECT:
      return 'disconnect'
    case SPDU_ABORT:
      return 'abort'
    default:
      return 'unknown'
  }
}
