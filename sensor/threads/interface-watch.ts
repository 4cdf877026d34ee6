import { type Hardening, inspectHardening } from '../capture/hardening.ts'
import { type InterfaceCounters, readInterfaceCounters } from '../capture/interface-counters.ts'

/** Between two looks at what only a program can tell. */
const INSPECT_MS = 5000
const GONE: InterfaceCounters = { index: 0, isUp: false, hasCarrier: false, sentPackets: 0, lostPackets: 0 }

/** How an interface was found before it was opened: what leaves from then on shows. */
export interface FoundInterface {
  readonly hardening: Hardening
  /** undefined when it was not there. */
  readonly counters: InterfaceCounters | undefined
}

/** Finds it. */
export function findInterface(name: string): FoundInterface {
  return { hardening: inspectHardening(name), counters: readInterfaceCounters(name) }
}

/** What a look found: lines for the log, and why capture must stop, if it must. */
export interface Look {
  readonly news: string
  /** '' as long as the interface is silent. */
  readonly sent: string
}

/** Watches one interface during capture: that nothing leaves by it, and whether it is up. */
export class InterfaceWatch {
  readonly name: string
  readonly atStart: InterfaceCounters
  readonly hardeningAtStart: Hardening
  now: InterfaceCounters
  hardening: Hardening
  /** Of this spell. */
  downMs = 0
  private inspectedMs: number
  private lookedMs: number

  /** `hardening` as it was found when there still was a right to find it. */
  constructor(name: string, { hardening, counters }: FoundInterface, nowMs: number) {
    this.name = name
    this.atStart = counters ?? GONE
    this.now = this.atStart
    this.hardeningAtStart = hardening
    this.hardening = hardening
    this.inspectedMs = nowMs
    this.lookedMs = nowMs
  }

  /** Looks again. An interface that is gone keeps what it said last. */
  look(nowMs: number, isLast: boolean): Look {
    const before = this.now
    const found = readInterfaceCounters(this.name)
    const counters = found?.index === this.atStart.index ? found : undefined
    const isUp = counters?.hasCarrier === true
    if (!isUp) this.downMs += nowMs - this.lookedMs
    this.lookedMs = nowMs
    if (counters === undefined) return { news: '', sent: '' }
    this.now = counters
    if (isLast || nowMs - this.inspectedMs >= INSPECT_MS) {
      const found = inspectHardening(this.name)
      // Whoever gave up root may not read the counter any more; the rule stays, and only root can take it away.
      this.hardening = found.isCounterReadable ? found : { ...this.hardening, refusedPackets: null }
      this.inspectedMs = nowMs
    }
    const turned = before.hasCarrier !== isUp
    const news = turned ? (isUp ? `${this.name} is up again` : `${this.name} is down: nothing is seen`) : ''
    return { news, sent: this.sent() }
  }

  private sent(): string {
    const { name, atStart, now } = this
    const packets = now.sentPackets - atStart.sentPackets
    if (packets !== 0) return `${name} has sent ${packets} frames since capture began, and a sensor must never send`
    const { refusedPackets: before } = this.hardeningAtStart
    const { refusedPackets: after } = this.hardening
    if (before === null || after === null || after === before) return ''
    return `something tried to send ${after - before} frames by ${name}; the kernel dropped them`
  }
}
