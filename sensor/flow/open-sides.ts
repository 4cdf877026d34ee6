import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector } from '../../dissectors/kit/dissector.ts'
import type { Identification } from '../identify/identifier.ts'

/**
 * Who asks in a dialogue that was joined midway, of whose first message neither SYN nor content tells which way it goes: a
 * later one may say it. Else the other side answers when it repeats the exchange of a message before it, and asks when it
 * begins another: answers come sooner than the next request.
 */
export class OpenSides {
  readonly dissector: Dissector
  /** What the ports say, as long as nothing else tells. */
  readonly likely: Identification
  /** The side that spoke first, and the exchanges of what it said. */
  readonly side: number
  private readonly exchanges: number[] = []
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** `found`: what the first bytes of this side show. */
  constructor(found: Identification, side: number) {
    this.dissector = found.dissector as Dissector
    this.likely = { ...found }
    this.side = side
  }

  /** Which way bytes of a side go by the ports. */
  likelyDirectionOf(side: number): Direction {
    const { direction } = this.likely
    if (side === this.side) return direction
    return direction === 'to-server' ? 'to-client' : 'to-server'
  }

  /** Which way these bytes go; undefined as long as nothing tells. */
  directionOf(side: number, view: DataView, start: number, end: number): Direction | undefined {
    const { dissector, cursor, exchanges } = this
    const said = dissector.directionOf(cursor.reset(view, start, end))
    if (said !== undefined) return said
    const length = dissector.messageLength(cursor.reset(view, start, end))
    if (length <= 0 || length > end - start) return undefined
    const exchange = dissector.exchangeOf?.(cursor.reset(view, start, end)) as number
    if (side !== this.side) return exchanges.includes(exchange) ? 'to-client' : 'to-server'
    exchanges.push(exchange)
    return undefined
  }
}
