import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Carrier, Direction, Dissector, Verdict } from '../../dissectors/kit/dissector.ts'
import type { IdentifiedBy } from '../model/delta.ts'

/** Bytes kept of a dialogue whose first messages are not whole yet; past it the port's protocol names it. */
export const MAX_PROBE_BYTES = 1024
/** Payloads of one side that every dissector refuses before the dialogue counts as unknown, for now. */
export const MAX_REFUSALS = 3
/** The same where the protocol of the port has content between its messages, which may be what was seen so far. */
export const MAX_REFUSALS_PAST_CONTENT = 64
/** Flows that other conversations have announced and that have not come yet. */
export const MAX_EXPECTATIONS = 4096

export type Over = Carrier['over']
/** A dissector bound over a carrier; `suits` where it has messages that do not go over this one. */
interface Bound {
  readonly dissector: Dissector
  readonly suits: ((bytes: Cursor) => boolean) | undefined
}

/** What the identifier decided. */
export interface Identification {
  verdict: Verdict
  /** The protocol, when the verdict is 'yes'; when it is 'need-more', the only one of the port that wants more. */
  dissector: Dissector | undefined
  /** Direction of the bytes that were probed. */
  direction: Direction
  /** Neither the bytes nor SYN tell the direction: it is what the ports make likely. */
  isGuess: boolean
  confidence: IdentifiedBy
}

/**
 * Which protocol is it? Content decides, ports break ties, and the answer says how it knows.
 *
 * 1. A protocol announced for this port by another conversation is tried first. 2. Then those whose port matches, then
 * all others bound over the carrier, in registry order; the first that says yes wins. 3. One whose port matches and
 * that needs more bytes holds the others back until it has them. 4. The protocol's own word for the direction outranks
 * SYN and ports. 5. Zeros alone are no content to decide by: they are what registers hold, amid a message of any protocol, so
 * more is waited for, unless the port matches. 6. A datagram that no port speaks for holds whole messages and nothing
 * else. 7. An IP protocol number is assigned, not chosen: only those registered for it are asked, and of an EtherType
 * those that say so.
 */
export class Identifier {
  /** Dialogues for which more than one dissector said yes and no port decided. */
  ambiguous = 0
  /** 1 for an IP protocol that somebody is registered for. */
  readonly ofIpProtocol = new Uint8Array(256)
  private readonly bound = new Map<Over, readonly Bound[]>()
  private readonly byPort = new Map<Over, Map<number, readonly Dissector[]>>()
  private readonly byName = new Map<string, Dissector>()
  private readonly services = new Map<string, string>()
  private readonly inside = new Map<string, readonly Dissector[]>()
  private readonly expected = new Map<string, string>()
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))
  private readonly result: Identification = {
    verdict: 'no',
    dissector: undefined,
    direction: 'to-server',
    isGuess: false,
    confidence: 'none',
  }

  constructor(dissectors: readonly Dissector[]) {
    for (const dissector of dissectors) {
      this.byName.set(dissector.name, dissector)
      for (const carrier of dissector.carriers) {
        this.bind(dissector, carrier)
        if (carrier.over === 'ip') for (const protocol of carrier.protocols) this.ofIpProtocol[protocol] = 1
        if (carrier.over === 'dissector') {
          this.inside.set(carrier.name, [...(this.inside.get(carrier.name) ?? []), dissector])
        }
        for (const [port, service] of servicesOf(carrier)) {
          this.services.set(`${dissector.name} ${carrier.over} ${port}`, service)
        }
        const ports = this.byPort.get(carrier.over) ?? new Map<number, readonly Dissector[]>()
        this.byPort.set(carrier.over, ports)
        for (const port of portsOf(carrier)) ports.set(port, [...(ports.get(port) ?? []), dissector])
      }
    }
  }

  /** The protocols registered for a port, EtherType, SAP, SNAP or IP protocol. */
  ofPort(over: Over, port: number): readonly Dissector[] {
    return this.byPort.get(over)?.get(port) ?? NONE
  }

  /** What a server offers on this port, when it speaks this protocol there; '' where the port says no more than that. */
  serviceOf({ name }: Dissector, over: Over, port: number): string {
    return this.services.get(`${name} ${over} ${port}`) ?? ''
  }

  named(name: string): Dissector | undefined {
    return this.byName.get(name)
  }

  /** Whether bytes of this direction may be of a protocol. */
  isOf(dissector: Dissector, view: DataView, start: number, end: number, direction: Direction): boolean {
    return dissector.probe(this.cursor.reset(view, start, end), direction) !== 'no'
  }

  /** The protocols carried inside another. */
  within(name: string): readonly Dissector[] {
    return this.inside.get(name) ?? NONE
  }

  /** A conversation announced that `protocol` will run to this endpoint and port. */
  expect(over: Over, endpoint: number, port: number, protocol: string): void {
    if (this.expected.size >= MAX_EXPECTATIONS) {
      const oldest = this.expected.keys().next()
      if (!oldest.done) this.expected.delete(oldest.value)
    }
    this.expected.set(`${over} ${endpoint} ${port}`, protocol)
  }

  /** The protocol announced for this endpoint and port. */
  announced(over: Over, endpoint: number, port: number): Dissector | undefined {
    if (this.expected.size === 0) return undefined
    const name = this.expected.get(`${over} ${endpoint} ${port}`)
    return name === undefined ? undefined : this.byName.get(name)
  }

  /**
   * The name of what was announced for this endpoint and port, where it is content that no dissector reads: once for each
   * announcement, and never for a registered port, so that an announcement hides nothing that can be recognised.
   */
  takeContent(over: Over, endpoint: number, port: number): string | undefined {
    if (this.expected.size === 0) return undefined
    const key = `${over} ${endpoint} ${port}`
    const name = this.expected.get(key)
    if (name === undefined || this.byName.has(name) || this.ofPort(over, port).length > 0) return undefined
    this.expected.delete(key)
    return name
  }

  /**
   * Looks at the bytes that one side has sent so far.
   * @param direction by SYN or a known group address; undefined when nothing tells
   * @param likely by ports, used when neither SYN nor content tells
   * @param preferred dissectors announced or registered for the port
   */
  identify(
    over: Over,
    view: DataView,
    start: number,
    end: number,
    direction: Direction | undefined,
    likely: Direction,
    preferred: readonly Dissector[],
  ): Identification {
    const { result } = this
    const all = this.bound.get(over) ?? NOBODY
    let candidates = 0
    let candidate: Dissector | undefined
    for (const dissector of preferred) {
      const suits = all.find((each) => each.dissector === dissector)?.suits
      const verdict = this.ask(dissector, suits, view, start, end, direction, likely)
      if (verdict === 'yes') return this.decide(dissector, 'both')
      if (verdict === 'no') continue
      candidates++
      candidate = dissector
    }
    if (candidates > 0) return this.undecided('need-more', candidates === 1 ? candidate : undefined)
    let waiting = false
    let found: Dissector | undefined
    let foundDirection: Direction = likely
    let isGuess = false
    for (const { dissector, suits } of all) {
      if (preferred.includes(dissector)) continue
      const verdict = this.ask(dissector, suits, view, start, end, direction, likely)
      if (verdict === 'need-more') waiting = true
      if (verdict !== 'yes' || (over === 'udp' && !this.isFilled(dissector, view, start, end))) continue
      if (found !== undefined) {
        this.ambiguous++
        break
      }
      found = dissector
      foundDirection = result.direction
      isGuess = result.isGuess
    }
    if (found === undefined) return this.undecided(waiting ? 'need-more' : 'no', undefined)
    if (isAllZero(view, start, end)) return this.undecided('need-more', undefined)
    result.direction = foundDirection
    result.isGuess = isGuess
    return this.decide(found, 'content')
  }

  private bind(dissector: Dissector, carrier: Carrier): void {
    const known = this.bound.get(carrier.over) ?? NOBODY
    if (isAssigned(carrier) || known.some((each) => each.dissector === dissector)) return
    const suits = carrier.over === 'tcp' || carrier.over === 'udp' ? carrier.suits : undefined
    this.bound.set(carrier.over, [...known, { dissector, suits }])
  }

  private undecided(verdict: Verdict, candidate: Dissector | undefined): Identification {
    this.result.verdict = verdict
    this.result.dissector = candidate
    this.result.confidence = 'none'
    return this.result
  }

  private decide(dissector: Dissector, confidence: IdentifiedBy): Identification {
    this.result.verdict = 'yes'
    this.result.dissector = dissector
    this.result.confidence = confidence
    return this.result
  }

  /** Whether a datagram holds whole messages, and nothing else: where no port speaks for a protocol, that must be so. */
  private isFilled(dissector: Dissector, view: DataView, start: number, end: number): boolean {
    for (let at = start; at < end; ) {
      const length = dissector.messageLength(this.cursor.reset(view, at, end))
      if (length <= 0) return false
      at += length
      if (at > end) return false
    }
    return true
  }

  /** One dissector's verdict; on yes `result.direction` is set. */
  private ask(
    dissector: Dissector,
    suits: Bound['suits'],
    view: DataView,
    start: number,
    end: number,
    direction: Direction | undefined,
    likely: Direction,
  ): Verdict {
    const { cursor } = this
    if (suits !== undefined && !suits(cursor.reset(view, start, end))) return 'no'
    const own = dissector.directionOf(cursor.reset(view, start, end))
    const first = own ?? direction ?? likely
    this.result.direction = first
    this.result.isGuess = own === undefined && direction === undefined
    const verdict = dissector.probe(cursor.reset(view, start, end), first)
    if (verdict !== 'no' || own !== undefined || direction !== undefined) return verdict
    const other = first === 'to-server' ? 'to-client' : 'to-server'
    this.result.direction = other
    this.result.isGuess = false
    return dissector.probe(cursor.reset(view, start, end), other)
  }
}

function isAllZero(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (view.getUint8(at) !== 0) return false
  return true
}

/** Payloads of a side that every dissector may refuse before the dialogue is unknown, by the protocols of its port. */
export function refusalLimit(ofPort: readonly Dissector[]): number {
  return ofPort.some(({ content }) => content !== undefined) ? MAX_REFUSALS_PAST_CONTENT : MAX_REFUSALS
}

const NONE: readonly Dissector[] = []
const NOBODY: readonly Bound[] = []

function servicesOf(carrier: Carrier): [port: string, service: string][] {
  return carrier.over === 'tcp' || carrier.over === 'udp' ? Object.entries(carrier.services ?? {}) : []
}

/** Its messages are looked for under its own numbers alone. */
function isAssigned(carrier: Carrier): boolean {
  return carrier.over === 'ip' || (carrier.over === 'ethernet' && carrier.isAssigned === true)
}

function portsOf(carrier: Carrier): readonly number[] {
  switch (carrier.over) {
    case 'tcp':
    case 'udp':
      return carrier.ports
    case 'ethernet':
      return carrier.etherTypes
    case 'llc':
      return carrier.saps
    case 'snap':
    case 'ip':
      return carrier.protocols
    case 'mstp':
    case 'can':
    case 'wpan':
      return carrier.payloads
    case 'dissector':
      return []
  }
}
