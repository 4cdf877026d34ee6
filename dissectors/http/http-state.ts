import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Requests that may wait for their answers at the same time; browsers that pipeline send fewer than ten. */
export const MAX_PIPELINED = 64

/** What the first bytes of content are searched for: of a request what it asks for, by IPP or SOAP, and who signs in. */
export const CONTENT = { nothing: 0, page: 1, xml: 2, printer: 3, ipp: 4, soap: 5, form: 6 } as const
export type ContentKind = (typeof CONTENT)[keyof typeof CONTENT]

/** Of the connection: to WebSocket (RFC 6455, clause 4), which is asked for before it is done, or to HTTP/2 (RFC 7540, 3.2). */
export const UPGRADE = { none: 0, asked: 1, done: 2, http2: 3 } as const
/** What the connection goes on as, or may, by its upgrade. */
export const SUCCESSORS: readonly string[] = ['', 'websocket', 'websocket', 'http2']
export type Upgrade = (typeof UPGRADE)[keyof typeof UPGRADE]

/** What comes behind a header section of one direction. */
export class Following {
  /** Bytes of content that come next. */
  length = 0
  /** Bytes of the content that is passing. */
  passing = 0
  kind: ContentKind = CONTENT.nothing
  /** Lines with sizes come between pieces of content. */
  isChunked = false

  nothing(): void {
    this.length = 0
    this.kind = CONTENT.nothing
    this.isChunked = false
  }
}

/** What is remembered of one connection. */
export class HttpState {
  readonly operations = new Operations()
  readonly said = new Map<number, number>()
  readonly toServer = new Following()
  readonly toClient = new Following()
  /** Distinct targets and page titles said so far. */
  targets = 0
  titles = 0
  /** What the last credential that was reported is known again by. */
  credential = 0
  /** What else the connection is to be, or is. */
  upgrade: Upgrade = UPGRADE.none
  /** The newest request, which waits for its body to say what it is; it is reported then. */
  held: Operation | undefined = undefined
  private readonly asked: (Operation | undefined)[] = new Array(MAX_PIPELINED).fill(undefined)
  private first = 0
  private waiting = 0

  following(direction: Direction): Following {
    return direction === 'to-server' ? this.toServer : this.toClient
  }

  /** A request waits for its answer; when there are too many, the oldest is forgotten. */
  ask(operation: Operation): void {
    if (this.waiting === MAX_PIPELINED) this.answer()
    this.asked[(this.first + this.waiting) % MAX_PIPELINED] = operation
    this.waiting++
  }

  /** The newest request is known better now. */
  nameLast(operation: Operation): void {
    this.held = operation
    if (this.waiting > 0) this.asked[(this.first + this.waiting - 1) % MAX_PIPELINED] = operation
  }

  /** The request that waits longest, once: answers come in the order of their requests (RFC 9112, 9.3.2). */
  answer(): Operation | undefined {
    if (this.waiting === 0) return undefined
    const operation = this.asked[this.first]
    this.asked[this.first] = undefined
    this.first = (this.first + 1) % MAX_PIPELINED
    this.waiting--
    return operation
  }

  /** Messages were lost: of what waits, only the newest can still be meant. */
  forgetAllButLast(): void {
    while (this.waiting > 1) this.answer()
  }
}
