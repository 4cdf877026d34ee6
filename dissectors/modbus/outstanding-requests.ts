import type { MessageInfo } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { GIVEN_UP_AFTER_US, NO_MARK, RequestQueue } from './request-queue.ts'

/** Matches answers to requests, in order. Most clients ask a second thing only when the first was answered. */
export class OutstandingRequests {
  /** The `detail` of the request that the last answer matched. */
  detail = 0
  private id = 0
  private mark = NO_MARK
  /** The half tells the engine that this is a fraction, which it keeps in place. */
  private askedUs = 0.5
  private operation: Operation | undefined = undefined
  /** From the first time that two were asked at a time. */
  private queue: RequestQueue | undefined = undefined

  /** `mark`: what the answer will repeat (an address, a byte count); `detail`: what is needed to read the answer. */
  ask(id: number, operation: Operation, mark: number, detail: number, { timeUs }: MessageInfo): void {
    if (this.queue !== undefined) this.queue.ask(id, operation, mark, detail, timeUs)
    else if (this.operation === undefined || (this.id === id && timeUs - this.askedUs >= GIVEN_UP_AFTER_US)) {
      this.id = id
      this.mark = mark
      this.detail = detail
      this.askedUs = timeUs
      this.operation = operation
    } else {
      this.queue = new RequestQueue()
      this.queue.ask(this.id, this.operation, this.mark, this.detail, this.askedUs)
      this.queue.ask(id, operation, mark, detail, timeUs)
      this.operation = undefined
    }
  }

  /** The oldest request of this id whose answer looks like this one, else the oldest of this id; once. */
  answer(id: number, mark: number): Operation | undefined {
    const { queue, operation } = this
    if (queue !== undefined) {
      const asked = queue.answer(id, mark)
      this.detail = queue.detail
      return asked
    }
    if (operation === undefined || this.id !== id) return undefined
    this.operation = undefined
    return operation
  }
}
