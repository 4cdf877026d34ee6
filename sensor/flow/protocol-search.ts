import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { type Identification, MAX_PROBE_BYTES, refusalLimit } from '../identify/identifier.ts'
import { dissectorsOfPorts, type Ends } from './ends.ts'
import type { LineContext } from './line-context.ts'
import { WaitingBytes, type WaitingPayload } from './waiting-bytes.ts'

/** The search for the protocol of one dialogue: what waits until it is known, and how often all have refused. */
export class ProtocolSearch {
  private readonly ends: Ends
  private readonly context: LineContext
  private waiting: WaitingBytes | undefined = undefined
  private refused = 0

  constructor(ends: Ends, context: LineContext) {
    this.ends = ends
    this.context = context
  }

  /** Nothing has been looked at yet. */
  get isFresh(): boolean {
    return this.waiting === undefined && this.refused === 0
  }

  /** Of what waits, the oldest. */
  get first(): WaitingPayload | undefined {
    return this.waiting?.first
  }

  /** What waits of a side and these bytes behind it, in one piece; undefined when nothing of it waits. */
  joined(side: number, view: DataView, start: number, end: number): DataView | undefined {
    return this.waiting?.joined(side, view, start, end)
  }

  /**
   * Asks which protocol these bytes of a side are; the answer is valid until the next question.
   * @param server the side that serves; -1 while nothing tells
   */
  ask(side: number, view: DataView, start: number, end: number, server: number): Identification {
    const { ends, context } = this
    const known = server < 0 ? undefined : side === server ? 'to-client' : 'to-server'
    const likely = side === ends.likelyServer ? 'to-client' : 'to-server'
    return context.identifier.identify(ends.over, view, start, end, known, likely, this.ofPorts(server))
  }

  wait(side: number, view: DataView, start: number, end: number): void {
    this.waiting ??= new WaitingBytes()
    this.waiting.add(side, view, start, end, this.context.info)
  }

  /** All refused what came of a side, and what waits of it. */
  refuse(side: number): void {
    this.refused++
    this.forget(side)
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

  /** The dissectors that an announcement or the ports speak for. */
  ofPorts(server: number): readonly Dissector[] {
    const { ends, context } = this
    return dissectorsOfPorts(ends, server < 0 ? ends.likelyServer : server, context)
  }

  /** No answer is to be expected of more bytes. */
  isHopeless(server: number): boolean {
    const waiting = this.waiting?.count ?? 0
    return waiting >= MAX_PROBE_BYTES || this.refused >= refusalLimit(this.ofPorts(server))
  }
}
