import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests that may wait for their answers at the same time; clients send one after the other. */
export const MAX_WAITING = 64

/** What is remembered of one connection. */
export class RtspState {
  readonly operations = new Operations()
  readonly said = new Map<number, number>()
  /** Requests of the client by their sequence number: RFC 2326, 12.17. */
  readonly waiting = new Pending<Operation>(MAX_WAITING)
  /** Distinct targets said so far. */
  targets = 0
  /** What the last credential that was reported is known again by. */
  credential = 0
  private toServer = 0
  private toClient = 0

  /** So many bytes follow the message that was just read. */
  announce(direction: Direction, length: number): void {
    if (direction === 'to-server') this.toServer = length
    else this.toClient = length
  }

  /** What was announced, once. */
  takeAnnounced(direction: Direction): number {
    const length = direction === 'to-server' ? this.toServer : this.toClient
    this.announce(direction, 0)
    return length
  }
}
