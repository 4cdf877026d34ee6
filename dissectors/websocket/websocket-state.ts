import type { Direction } from '../kit/dissector.ts'
import { Operations } from '../kit/operations.ts'
import { type Inner, InnerStream } from './inner-stream.ts'

/** Whether a message has begun that is not whole: not known where frames before were not seen. */
export const MESSAGE = { unknown: 0, whole: 1, begun: 2 } as const

/** One direction. */
export class Side {
  readonly stream = new InnerStream()
  message: (typeof MESSAGE)[keyof typeof MESSAGE] = MESSAGE.unknown
  /** Of the message that has begun: its opcode, with the bit that says it is compressed. */
  kind = 0
  /** Bytes of a payload that pass without being held. */
  passing = 0

  /** Frames are missing. */
  lose(): void {
    this.stream.lose(Number.POSITIVE_INFINITY)
    this.message = MESSAGE.unknown
    this.kind = 0
    this.passing = 0
  }
}

/** What is remembered of one connection. */
export class WebSocketState {
  readonly operations = new Operations()
  readonly inner: Inner = { place: -1 }
  readonly toServer = new Side()
  readonly toClient = new Side()
  isClosed = false

  side(direction: Direction): Side {
    return direction === 'to-server' ? this.toServer : this.toClient
  }
}
