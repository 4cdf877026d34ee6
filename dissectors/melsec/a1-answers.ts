/*
 * Answers of 1E frames over TCP. They have no length: what was asked tells it (SH-080008, part 18). So the engine is told
 * how many bytes come next, as of content: first the subheader and the end code, then what these announce.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { sayA1Values } from './a1-values.ts'
import { A1_SPACE } from './command-codes.ts'
import { byteAt } from './fields.ts'
import type { MelsecState } from './melsec-state.ts'
import { ANY_LENGTH } from './outstanding.ts'

export const ANSWER = 0x80
/** 18.2: end codes of refusals; behind one of them its reason stands, and a zero. */
const FIRST_REFUSAL = 0x50
const LAST_REFUSAL = 0x60
export const REASON_FOLLOWS = 0x5b
/** Refused for no stated reason. */
export const UNSTATED = 0x100
/** Subheader and end code; reason and zero. */
const PAIR = 2

export function isEndCode(endCode: number): boolean {
  return endCode === 0 || (endCode >= FIRST_REFUSAL && endCode <= LAST_REFUSAL)
}

/** What one dialogue awaits: the answer to its last request, for the next one is sent when it is there (18.1). */
export class A1Answers {
  private operation: Operation | undefined = undefined
  private length = ANY_LENGTH
  /** Bytes of a byte: 2 in ASCII. */
  private width = 1
  private refused: Operation | undefined = undefined
  private rest = 0
  /** The read whose values come next, and are wanted. */
  private read: Operation | undefined = undefined
  private wanted = 0

  ask(operation: Operation, length: number, width: number): void {
    this.operation = operation
    this.length = length
    this.width = width
  }

  /** The request that a whole answer to this command belongs to, once. */
  answer(code: number): Operation | undefined {
    const { operation } = this
    if (operation?.code !== code) return undefined
    this.operation = undefined
    return operation
  }

  /** Whether an answer can come whose length its request told. */
  get isDue(): boolean {
    return this.operation !== undefined || this.rest > 0 || this.refused !== undefined
  }

  /** Bytes that come next, which are taken to be announced; 0 when nothing tells. */
  next(): number {
    const { rest } = this
    this.rest = 0
    if (rest > 0) return rest
    if (this.operation === undefined || this.length === ANY_LENGTH) return 0
    this.wanted = PAIR * this.width
    return this.wanted
  }

  /** How many of them are to be seen: values only where they are wanted. */
  look(): number {
    return this.wanted
  }

  /** Reads the beginning of an answer, its values, or the reason of a refusal. */
  dissect(content: Cursor, state: MelsecState, sink: Sink): void {
    const { width, refused, read } = this
    this.wanted = 0
    if (read !== undefined) {
      this.read = undefined
      sayA1Values(content, 0, width, read, state, sink)
      return
    }
    if (refused !== undefined) {
      this.refused = undefined
      sink.operation('response', refused, Math.max(0, byteAt(content, 0, width)) || UNSTATED)
      return
    }
    const endCode = byteAt(content, 1, width)
    const asked = this.answer(A1_SPACE + (byteAt(content, 0, width) & ~ANSWER))
    if (asked === undefined || content.left < PAIR * width || !isEndCode(endCode)) {
      // Something else than what was asked: from here on nothing tells how long it is.
      this.operation = undefined
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    if (endCode === REASON_FOLLOWS) {
      this.refused = asked
      this.rest = PAIR * width
      this.wanted = this.rest
      return
    }
    this.rest = endCode === 0 ? this.length : 0
    sink.operation('response', asked, endCode)
    if (this.rest === 0 || asked.class !== 'read' || !sink.wantsValues(asked)) return
    this.read = asked
    this.wanted = this.rest
  }
}
