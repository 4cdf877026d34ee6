import { Cursor } from '../kit/cursor.ts'
import { Operations } from '../kit/operations.ts'
import { Associations } from './association.ts'
import { ObjectHeader } from './object-header.ts'

/** A frame carries at most 250 octets of user data: IEEE 1815-2012, 9.2.4.1.2. */
const MAX_USER_DATA = 250

/** What one DNP3 dialogue remembers; each part has its own bound. */
export interface Dnp3State {
  readonly operations: Operations
  readonly associations: Associations
  /** User data of the frame being read, without its checksums. */
  readonly userData: Uint8Array
  readonly userDataView: DataView
  readonly fragment: Cursor
  readonly header: ObjectHeader
  /** Distinct unsolicited reports told apart so far. */
  reports: number
}

export function newDnp3State(): Dnp3State {
  const userData = new Uint8Array(MAX_USER_DATA)
  const userDataView = new DataView(userData.buffer)
  return {
    operations: new Operations(),
    associations: new Associations(),
    userData,
    userDataView,
    fragment: new Cursor(userDataView),
    header: new ObjectHeader(),
    reports: 0,
  }
}
