import { type Hardening, inspectHardening } from '../capture/hardening.ts'
import { type InterfaceCounters, lostBetween, readInterfaceCounters } from '../capture/interface-counters.ts'
import { OutageWatch } from './outage-watch.ts'

/** Between two looks at what only a program can tell. */
const INSPECT_MS = 5000
const GONE: InterfaceCounters = {
  index: 0,
  isUp: false,
  hasCarrier: false,
  carrierLosses: 0,
  sentPackets: 0,
  missedPackets: 0,
  droppedPackets: 0,
  backlogDrops: 0,
}

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
  readonly outages: OutageWatch
  /** When it was there last. */
  seenMs: number
  isGone = false
  private inspectedMs: number

  /** `hardening` as it was found when there still was a right to find it. */
  constructor(name: string, { hardening, counters }: FoundInterface, nowMs: number) {
    this.name = name
    this.atStart = counters ?? GONE
    this.now = this.atStart
    this.hardeningAtStart = hardening
    this.hardening = hardening
    this.outages = new OutageWatch(name)
    this.inspectedMs = nowMs
    this.seenMs = nowMs
  }

  /** Looks again. An interface that is gone keeps what it said last. */
  look(nowMs: number, isLast: boolean): Look {
    const before = this.now
    const found = readInterfaceCounters(this.name)
    const counters = found?.index === this.atStart.index ? found : undefined
    this.isGone = counters === undefined
    if (counters === undefined) return { news: '', sent: '' }
    this.now = counters
    const news = this.watchLink(before, counters, nowMs)
    if (isLast || nowMs - this.inspectedMs >= INSPECT_MS) {
      const found = inspectHardening(this.name)
      // Whoever gave up root may not read the counter any more; the rule stays, and only root can take it away.
      this.hardening = found.isCounterReadable ? found : { ...this.hardening, refusedPackets: null }
      this.inspectedMs = nowMs
    }
    return { news, sent: this.sent() }
  }

  /** Frames that were lost before any socket could have them, since the start. */
  lost(): number {
    return lostBetween(this.atStart, this.now)
  }

  /** What is not known to have been seen counts as not seen: from the last look with a signal to the next one. */
  private watchLink(
    before: InterfaceCounters,
    { hasCarrier, carrierLosses }: InterfaceCounters,
    nowMs: number,
  ): string {
    const { name, outages, seenMs } = this
    const wasLost = before.hasCarrier && carrierLosses !== before.carrierLosses
    if (!before.hasCarrier || !hasCarrier || wasLost) outages.blind(seenMs, nowMs)
    if (hasCarrier) outages.sees()
    this.seenMs = nowMs
    if (before.hasCarrier !== hasCarrier) return hasCarrier ? `${name} is up again` : `${name} is down: nothing is seen`
    return hasCarrier && wasLost ? `${name} was down for a moment` : ''
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
