import { asduLayout } from './asdu-layout.ts'
import { type AsduState, newAsduState } from './asdu-state.ts'

/** What clause 7 fixes: behind six octets of control information, cause 2 octets, common address 2, object address 3. */
export const IEC104_LAYOUT = asduLayout(6, 2, 2, 3)

/** What one IEC 104 connection remembers. */
export interface Iec104State extends AsduState {
  /** Unnumbered functions that await their confirmation, as their octets; by the client and by the server. */
  clientAsked: number
  serverAsked: number
  /** The send sequence number that must come next from the client and from the server; -1 before any. */
  clientNext: number
  serverNext: number
}

export function newIec104State(): Iec104State {
  const asdus = newAsduState(IEC104_LAYOUT, 'IEC 104 controlling station')
  return { ...asdus, clientAsked: 0, serverAsked: 0, clientNext: -1, serverNext: -1 }
}
