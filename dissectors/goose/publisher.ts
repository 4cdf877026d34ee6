import type { Sink } from '../kit/dissector.ts'
import type { Irregular } from '../kit/observation.ts'
import type { GoosePdu } from './goose-pdu.ts'

const NONE = -1
/** IEC 61850-8-1 Ed. 2.1, 18.1.2.5.2: both numbers are INT32U and begin again after this. */
const MAX_NUMBER = 0xffff_ffff

/** What is remembered of one GOOSE control block: the last numbers, and what has been said of it. */
export class Publisher {
  /** Tells a changed identity from a repeated one. */
  identityKey = NONE
  /** APPID and configuration revision, which belong to the identity. */
  seed = NONE
  private readonly name: string
  private stNum = NONE
  private sqNum = NONE
  private simulated = false
  private tested = false
  private needsCommissioning = false

  constructor(name: string) {
    this.name = name
  }

  /** Notices numbers that jumped, and marks that were set since the last message; whether this one repeats its state. */
  follow(pdu: GoosePdu, simulatedByHeader: boolean, afterGap: boolean, sink: Sink): boolean {
    const { stNum, sqNum } = pdu
    const inSequence = stNum === this.stNum && sqNum === this.sqNum + 1
    if (!inSequence && this.stNum !== NONE && !afterGap) this.compare(stNum, sqNum, sink)
    this.stNum = stNum
    this.sqNum = sqNum
    // Edition 1 called the mark in the PDU "test"; edition 2 has "simulation" there and in the header.
    const tested = pdu.simulation && !simulatedByHeader
    if (simulatedByHeader && !this.simulated) this.say('simulation', sink)
    if (tested && !this.tested) this.say('test', sink)
    if (pdu.needsCommissioning && !this.needsCommissioning) this.say('needs-commissioning', sink)
    this.simulated = simulatedByHeader
    this.tested = tested
    this.needsCommissioning = pdu.needsCommissioning
    return inSequence
  }

  /** Clause 18.1.2.5: sqNum counts retransmissions of one state, stNum states; a new state begins with sqNum 0. */
  private compare(stNum: number, sqNum: number, sink: Sink): void {
    if (stNum === this.stNum) {
      // The same message again: a network with two ways (PRP), or a mirror that shows both directions of a port.
      if (sqNum === this.sqNum) return
      if (this.sqNum === MAX_NUMBER && sqNum <= 1) return
      this.say(sqNum > this.sqNum ? 'sequence-gap' : 'sequence-back', sink)
    } else if (stNum === this.stNum + 1 || (this.stNum === MAX_NUMBER && stNum <= 1)) {
      // Some stacks begin a state with 1.
      if (sqNum > 1) this.say('sequence-gap', sink)
    } else this.say(stNum > this.stNum ? 'sequence-gap' : 'sequence-back', sink)
  }

  private say(reason: Irregular['reason'], sink: Sink): void {
    sink.observe({ kind: 'irregular', reason, detail: this.name })
  }
}
