import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Commands that may await their answer: the gauge takes one at a time. */
export const MAX_WAITING = 16

/** Where in an answer for people the next line is. */
export const PART = { none: 0, time: 1, header: 2, body: 3 } as const

export class AtgState {
  readonly operations = new Operations()
  /** What was said last, by what it was about. */
  readonly said = new Map<number, number>()
  /** The answer that lines belong to. */
  answering: Operation | undefined = undefined
  part: number = PART.none
  /** The lines of the station header so far. */
  header: string[] = []
  /** What the columns of an inventory are, in their order. */
  columns: readonly string[] = []
  /** In a revision report the list of features has begun: it goes on to the end of the answer. */
  areFeatures = false
  /** Whether the values of this answer are wanted. */
  areWanted = false
  /** Sum of the bytes of an answer for computers so far; -1 for an answer for people. */
  sum = -1
  hasSecurityCode = false
  private readonly waiting: Operation[] = []

  ask(operation: Operation): void {
    if (this.waiting.length >= MAX_WAITING) this.waiting.shift()
    this.waiting.push(operation)
  }

  /** The command that this answer belongs to: those before it were not answered. Set and inquiry answer alike. */
  answer(code: number, target: string): Operation | undefined {
    const { waiting } = this
    for (let at = 0; at < waiting.length; at++) {
      const operation = waiting[at] as Operation
      if (operation.code >> 1 !== code >> 1 || operation.target !== target) continue
      for (let gone = 0; gone <= at; gone++) waiting.shift()
      return operation
    }
    return undefined
  }

  /** The command that was not understood: the one that has waited longest. */
  refuse(): Operation | undefined {
    return this.waiting.shift()
  }
}
