import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { type Identification, MAX_PROBE_BYTES, MAX_REFUSALS, refusalLimit } from '../identify/identifier.ts'
import { dissectorsOfPorts, type Ends } from './ends.ts'
import type { LineContext } from './line-context.ts'
import { OpenSides } from './open-sides.ts'
import type { TcpConnection } from './tcp-connection.ts'
import { WaitingBytes, type WaitingPayload } from './waiting-bytes.ts'

/** How long a side that was refused is left alone before it is looked at anew; twice as long each time. */
export const LOOK_AGAIN_US = 1_000_000
/** How often it is looked at anew: a connection joined amid a long transfer shows its protocol only after it. */
export const MAX_LOOKS_AGAIN = 8

/** Zeros at most, whatever length a capture gives to its frames: no longer payload is sent. */
export const MAX_SUPPOSED_BYTES = 1 << 16
/** Bytes that must be there of a payload whose end was not captured: fewer for the protocol of the port, since zeros fit many another. */
export const LEAST_OF_PORT = 12
export const LEAST_ELSEWHERE = 28

/** Of one side. */
class Refusals {
  /** Payloads in a row that all refused. */
  count = 0
  /** How often the limit was reached. */
  rests = 0
  untilUs = Number.NEGATIVE_INFINITY
}

/** The search for the protocol of one dialogue: what waits until it is known, and how often all have refused. */
export class ProtocolSearch {
  /** Nothing is to be expected for now. */
  isGivenUp = false
  private readonly ends: Ends
  private readonly tcp: TcpConnection | undefined
  private readonly context: LineContext
  private waiting: WaitingBytes | undefined = undefined
  /** The only protocol of the port that wants more bytes to decide, and the one that did not get them. */
  private candidate: Dissector | undefined = undefined
  private wanting: Dissector | undefined = undefined
  private refusedInAll = 0
  /** The protocol is known, but not who asks. */
  private open: OpenSides | undefined = undefined
  /** Some of what was refused was there to its end. */
  private isContradicted = false
  private refusals: readonly [Refusals, Refusals] | undefined = undefined

  /** `tcp`: the connection that the bytes come over; undefined for datagrams. */
  constructor(ends: Ends, tcp: TcpConnection | undefined, context: LineContext) {
    this.ends = ends
    this.tcp = tcp
    this.context = context
  }

  /** Nothing has been looked at yet. */
  get isFresh(): boolean {
    return this.waiting === undefined && this.refusals === undefined
  }

  /** Of what waits, the oldest. */
  get first(): WaitingPayload | undefined {
    return this.waiting?.first
  }

  /** Bytes that wait, of both sides. */
  get waitingBytes(): number {
    return this.waiting?.count ?? 0
  }

  /**
   * Looks at bytes of a side, and what waits before them; the protocol, once they show it. Until then they wait, or were
   * refused.
   * @param server the side that serves; -1 while nothing tells
   */
  look(side: number, view: DataView, start: number, end: number, server: number): Identification | undefined {
    if (this.open !== undefined) return this.lookForSides(this.open, side, view, start, end)
    if (this.context.info.cutBytes > 0) return this.lookAtCut(side, view, start, end, server)
    // A datagram is never the sequel of another.
    const joined = this.ends.over === 'tcp' ? this.waiting?.joined(side, view, start, end) : undefined
    const found =
      joined === undefined
        ? this.ask(side, view, start, end, server)
        : this.ask(side, joined, 0, joined.byteLength, server)
    if (found.verdict === 'yes' && hasOpenSides(found)) {
      this.open = new OpenSides(found, side)
      if (joined === undefined) this.open.directionOf(side, view, start, end)
      else this.open.directionOf(side, joined, 0, joined.byteLength)
      this.wait(side, view, start, end, undefined)
      return undefined
    }
    if (found.verdict === 'yes') return found
    if (found.verdict === 'need-more') this.wait(side, view, start, end, found.dissector)
    else {
      this.refuse(side)
      this.isContradicted = true
    }
    if (joined !== undefined) {
      const alone = this.lookAlone(side, view, start, end, server)
      if (alone !== undefined) return alone
    }
    if (this.isHopeless(side, server)) this.giveUp(side)
    return undefined
  }

  /**
   * The protocol that names the conversation while none is recognised: the one of the port that wanted more bytes than there
   * are. Of a connection that was not seen whole, what is refused may be encrypted since, or content, where the only protocol
   * of the port has such, or is not there to its end: then that is the name.
   */
  named(server: number): Dissector | undefined {
    if (this.wanting !== undefined) return this.wanting
    if (!this.isPartial || this.refusedInAll < MAX_REFUSALS) return undefined
    const [only, another] = this.ofPorts(server)
    if (another !== undefined || (this.isContradicted && !hidesItself(only))) return undefined
    return only
  }

  /** Of what waits, where the protocol is known and who asks is not: what the ports say of the first that spoke. */
  get openSides(): OpenSides | undefined {
    return this.open
  }

  /** No more bytes will come: whoever still wants some does not get them. */
  end(): void {
    if (this.first !== undefined) this.wanting ??= this.candidate
  }

  /** Bytes of a side were not captured, and so nobody can say anything of them. */
  cutOff(side: number): void {
    this.forget(side)
    this.refusedInAll++
  }

  /** Bytes of a side are missing: what waits of it has no sequel. */
  forget(side: number): void {
    this.waiting?.forget(side)
  }

  /** What waited, which waits no more. */
  take(): readonly WaitingPayload[] {
    const taken = this.waiting?.take() ?? []
    this.waiting = undefined
    return taken
  }

  /** Whether a side is to be looked at, or left alone. */
  isDue(side: number): boolean {
    if (this.refusals === undefined) return true
    const { rests, untilUs } = this.of(side)
    return rests === 0 || (rests <= MAX_LOOKS_AGAIN && this.context.info.timeUs >= untilUs)
  }

  /** Something was said before what was seen of it, or in between. */
  private get isPartial(): boolean {
    return this.tcp?.isPartial === true
  }

  private ask(side: number, view: DataView, start: number, end: number, server: number): Identification {
    const { ends, context } = this
    const known = server < 0 ? undefined : side === server ? 'to-client' : 'to-server'
    const likely = side === ends.likelyServer ? 'to-client' : 'to-server'
    const found = context.identifier.identify(ends.over, view, start, end, known, likely, this.ofPorts(server))
    const isLate = this.isPartial && found.confidence === 'content' && found.dissector?.isShownAtBeginning === true
    if (found.verdict === 'yes' && isLate) found.verdict = 'no'
    return found
  }

  /** The protocol with the sides that these bytes tell; by the ports when they are cut, or too much would wait. */
  private lookForSides(open: OpenSides, side: number, view: DataView, start: number, end: number) {
    const isCut = this.context.info.cutBytes > 0
    const told = isCut ? undefined : open.directionOf(side, view, start, end)
    if (told === undefined && !isCut && this.waitingBytes + end - start <= MAX_PROBE_BYTES) {
      this.wait(side, view, start, end, undefined)
      return undefined
    }
    return { ...open.likely, direction: told ?? open.likelyDirectionOf(side) }
  }

  /**
   * The bytes that wait were refused by the protocol of the port and wanted by another: a segment by itself may be what
   * the protocol of the port knows, when the dialogue was joined midway.
   */
  private lookAlone(side: number, view: DataView, start: number, end: number, server: number) {
    if (this.ofPorts(server).length === 0) return undefined
    const found = this.ask(side, view, start, end, server)
    if (found.verdict !== 'yes' || found.confidence !== 'both') return undefined
    this.waiting = undefined
    return found
  }

  /** Of a payload without its end, zeros stand for what was not captured. Nothing of it waits. */
  private lookAtCut(side: number, view: DataView, start: number, end: number, server: number) {
    const captured = new Uint8Array(view.buffer, view.byteOffset + start, end - start)
    const whole = new Uint8Array(end - start + Math.min(this.context.info.cutBytes, MAX_SUPPOSED_BYTES))
    whole.set(captured)
    const found = this.ask(side, new DataView(whole.buffer), 0, whole.length, server)
    const isShown = found.confidence === 'both' ? end - start >= LEAST_OF_PORT : end - start >= LEAST_ELSEWHERE
    if (found.verdict === 'yes' && isShown) return found
    this.refuse(side)
    if (this.isHopeless(side, server)) this.giveUp(side)
    return undefined
  }

  private wait(side: number, view: DataView, start: number, end: number, candidate: Dissector | undefined): void {
    this.candidate = candidate
    this.waiting ??= new WaitingBytes()
    this.waiting.add(side, view, start, end, this.context.info)
  }

  private refuse(side: number): void {
    this.forget(side)
    this.of(side).count++
    this.refusedInAll++
  }

  /** No answer is to be expected of more bytes of this side, for now. */
  private isHopeless(side: number, server: number): boolean {
    if (this.waitingBytes >= MAX_PROBE_BYTES) return true
    return this.refusals !== undefined && this.of(side).count >= refusalLimit(this.ofPorts(server))
  }

  /** A side is left alone for a while, with what waits of it. */
  private giveUp(side: number): void {
    this.isGivenUp = true
    if (this.first !== undefined) this.wanting ??= this.candidate
    this.forget(side)
    const refusals = this.of(side)
    refusals.count = 0
    refusals.untilUs = this.context.info.timeUs + LOOK_AGAIN_US * 2 ** refusals.rests++
  }

  /** The dissectors that an announcement or the ports speak for. */
  private ofPorts(server: number): readonly Dissector[] {
    const { ends, context } = this
    return dissectorsOfPorts(ends, server < 0 ? ends.likelyServer : server, context)
  }

  private of(side: number): Refusals {
    this.refusals ??= [new Refusals(), new Refusals()]
    return this.refusals[side] as Refusals
  }
}

/** Whether the protocol is found, but requests and answers of it may look alike, and nothing else tells who asks. */
function hasOpenSides({ confidence, isGuess, dissector }: Identification): boolean {
  return isGuess && confidence === 'content' && dissector?.exchangeOf !== undefined
}

/** Whether a connection of this protocol may show no message of it for long. */
function hidesItself(dissector: Dissector | undefined): boolean {
  return dissector?.content !== undefined || dissector?.mayHide === true
}
