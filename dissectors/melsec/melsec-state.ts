import { Operations } from '../kit/operations.ts'
import { A1Answers } from './a1-answers.ts'
import { DeviceRuns } from './device-runs.ts'
import { Fields, NO_BYTES } from './fields.ts'
import { McHeader } from './mc-header.ts'
import { Outstanding } from './outstanding.ts'

/** What one MELSEC dialogue remembers; each part has its own bound. */
export interface MelsecState {
  readonly operations: Operations
  readonly outstanding: Outstanding
  readonly a1: A1Answers
  readonly header: McHeader
  readonly fields: Fields
  readonly runs: DeviceRuns
  /** Names of files by the pointer that they were opened with. */
  readonly openFiles: Map<number, string>
  /** The request at hand has the password of a file. */
  hasFilePassword: boolean
  /** Statements of identity, by what they are about. */
  readonly said: Map<number, number>
}

export function newMelsecState(): MelsecState {
  return {
    operations: new Operations(),
    outstanding: new Outstanding(),
    a1: new A1Answers(),
    header: new McHeader(),
    fields: new Fields(NO_BYTES),
    runs: new DeviceRuns(),
    openFiles: new Map(),
    hasFilePassword: false,
    said: new Map(),
  }
}
