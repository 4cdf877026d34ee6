import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'

/** Questions that may wait for their answers at the same time. */
export const MAX_WAITING = 32

/** What is remembered of one connection: a session has two, one for data and one for what must overtake them. */
export class HislipState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  targets = 0
  /** The device behind the server that was addressed; '' for the server itself. */
  module = ''
  /** Answers come in the order of the questions, with numbers of their own. */
  isOverlap = false
  isTls = false
  /** Requests by their type. */
  readonly controls = new Pending<Operation>(MAX_WAITING)
  /** Questions by the number of their message, or how many there were before. */
  readonly waiting = new Pending<Operation>(MAX_WAITING)
  /** Of a program message in parts, the first one. */
  begun: Operation | undefined = undefined
  /** Whether a part of it that was seen asks for an answer. */
  isQuery = false
  private questions = 0
  private answers = 0

  ask(id: number, operation: Operation): void {
    this.waiting.ask(this.isOverlap ? this.questions : id, operation)
    this.questions++
  }

  /** What was asked; it goes on waiting where only a part of its answer came. */
  answer(id: number, isEnd: boolean): Operation | undefined {
    const under = this.isOverlap ? this.answers : id
    const operation = this.waiting.answer(under)
    if (isEnd) this.answers++
    else if (operation !== undefined) this.waiting.ask(under, operation)
    return operation
  }

  forget(): void {
    this.begun = undefined
    this.questions = this.answers = 0
  }
}
