import { Cursor } from '../kit/cursor.ts'
import { Operations } from '../kit/operations.ts'
import { A1Answers } from './a1-answers.ts'
import { Fields } from './fields.ts'
import { McHeader } from './mc-header.ts'
import { Outstanding } from './outstanding.ts'

/** What one MELSEC dialogue remembers; each part has its own bound. */
export interface MelsecState {
  readonly operations: Operations
  readonly outstanding: Outstanding
  readonly a1: A1Answers
  readonly header: McHeader
  readonly fields: Fields
  /** Statements of identity, by what they are about. */
  readonly said: Map<number, number>
}

export function newMelsecState(): MelsecState {
  return {
    operations: new Operations(),
    outstanding: new Outstanding(),
    a1: new A1Answers(),
    header: new McHeader(),
    fields: new Fields(new Cursor(new DataView(new ArrayBuffer(0)))),
    said: new Map(),
  }
}
