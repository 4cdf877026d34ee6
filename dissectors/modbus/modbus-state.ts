import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { OutstandingRequests } from './outstanding-requests.ts'

/** What one Modbus dialogue remembers; each part has its own bound. */
export interface ModbusState {
  /** Bytes before the PDU: what the offset of a malformed message counts from. */
  readonly header: number
  readonly operations: Operations
  readonly outstanding: OutstandingRequests
  readonly said: SaidOnce
}

export function newModbusState(header: number): ModbusState {
  return { header, operations: new Operations(), outstanding: new OutstandingRequests(), said: new SaidOnce() }
}
