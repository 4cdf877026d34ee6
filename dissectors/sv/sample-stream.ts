import type { Sink } from '../kit/dissector.ts'
import type { Irregular } from '../kit/observation.ts'

const NONE = -1
/** smpCnt is an INT16U that begins again with 0 at each second (IEC 61850-9-2 Ed. 2.1, table 14). */
const NUMBERS = 0x1_0000

/** What is remembered of one svID: the last sample, and what has been said of it. */
export class SampleStream {
  /** Tells a changed identity from a repeated one. */
  identityKey = NONE
  private readonly name: string
  private smpCnt = NONE
  private simulated = false

  constructor(name: string) {
    this.name = name
  }

  /** Notices samples that are missing or come late, and the simulation mark. */
  follow(smpCnt: number, simulated: boolean, afterGap: boolean, sink: Sink): void {
    if (this.smpCnt !== NONE && !afterGap) this.compare(smpCnt, sink)
    this.smpCnt = smpCnt
    if (simulated && !this.simulated) this.say('simulation', sink)
    this.simulated = simulated
  }

  private compare(smpCnt: number, sink: Sink): void {
    const last = this.smpCnt
    // The same sample again: a network with two ways (PRP), or a mirror that shows both directions of a port.
    if (smpCnt === last || smpCnt === (last + 1) % NUMBERS || smpCnt === 0) return
    // Lower, but near the start of a second: samples were lost while the count began again.
    const wrapped = smpCnt * 4 < last
    this.say(smpCnt > last || wrapped ? 'sequence-gap' : 'sequence-back', sink)
  }

  private say(reason: Irregular['reason'], sink: Sink): void {
    sink.observe({ kind: 'irregular', reason, detail: this.name })
  }
}
