import type { MessageInfo } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { differInUnit, FREE, GIVEN_UP_AFTER_US, NO_MARK, PER_TRANSACTION, RequestQueue } from './request-queue.ts'

/** Answers under other transactions than were asked, after which a server is known not to repeat them. */
export const STRANGE_ANSWERS = 3

/**
 * Matches answers to requests, in order. Most clients ask a second thing only when the first was answered.
 *
 * The server copies the transaction (Implementation Guide V1.0b, section 3.1.3), but some answer 0 to everything, or swap
 * its bytes. Of a server that was never seen to copy one, the requests of a unit and function are answered in order.
 */
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
  private copiesTransactions = false
  private strangeAnswers = 0

  /** `mark`: what the answer will repeat (an address, a byte count); `detail`: what is needed to read the answer. */
  ask(numbered: number, operation: Operation, mark: number, detail: number, { timeUs }: MessageInfo): void {
    const id = this.matchedBy(numbered)
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
  answer(numbered: number, mark: number): Operation | undefined {
    const id = this.matchedBy(numbered)
    const asked = this.take(id, mark) ?? this.takeOfAnotherUnit(id, mark)
    if (asked === undefined) this.noteStranger(numbered)
    else if (numbered >= PER_TRANSACTION) this.copiesTransactions = true
    return asked
  }

  /** The server copies the unit, too, but some answer everything as 0 or 1. */
  private takeOfAnotherUnit(id: number, mark: number): Operation | undefined {
    const { queue, operation } = this
    if (id < PER_TRANSACTION) return undefined
    if (queue === undefined)
      return operation !== undefined && differInUnit(this.id, id) ? this.take(this.id, mark) : undefined
    const asked = queue.ofAnotherUnit(id)
    return asked === FREE ? undefined : this.take(asked, mark)
  }

  private take(id: number, mark: number): Operation | undefined {
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

  private get isUnnumbered(): boolean {
    return this.strangeAnswers >= STRANGE_ANSWERS
  }

  private matchedBy(numbered: number): number {
    return this.isUnnumbered ? numbered % PER_TRANSACTION : numbered
  }

  /** An answer under a transaction that nobody waits for, while another waits for just such an answer. */
  private noteStranger(numbered: number): void {
    const what = numbered % PER_TRANSACTION
    if (this.copiesTransactions || this.isUnnumbered || !this.awaits(what)) return
    this.strangeAnswers++
    if (!this.isUnnumbered) return
    // All that wait were answered by then, but for what is in the air.
    this.queue = undefined
    this.operation = undefined
  }

  private awaits(what: number): boolean {
    if (this.queue !== undefined) return this.queue.awaits(what)
    return this.operation !== undefined && this.id % PER_TRANSACTION === what
  }
}
