import type { Cursor } from '../kit/cursor.ts'

export const S7_PROTOCOL = 0x32
/** The smallest header: no error class and code, which only acknowledgements have. */
export const MIN_HEADER_LENGTH = 10

/** ROSCTR, 'remote operating service control': what kind of PDU it is. */
export const ROSCTR = { job: 1, ack: 2, ackData: 3, userdata: 7 } as const

/**
 * The header of one S7 PDU, one object, reused: protocol id 0x32, ROSCTR, two reserved zeros, PDU reference, lengths of
 * parameters and data, all big-endian; in acknowledgements an error class and code.
 */
export class S7Header {
  rosctr = 0
  reference = 0
  /** Error class and code; 0 when there was none. */
  error = 0
  /** Offsets in the cursor's view. Parameters end where data begin. */
  parametersAt = 0
  dataAt = 0
  dataEnd = 0

  /** Reads the header at the cursor, which is left behind it. False when the bytes are no whole S7 PDU. */
  decode(pdu: Cursor): boolean {
    pdu.skip(1)
    this.rosctr = pdu.u8()
    pdu.skip(2)
    this.reference = pdu.u16()
    const parameters = pdu.u16()
    const data = pdu.u16()
    this.error = hasError(this.rosctr) ? pdu.u16() : 0
    this.parametersAt = pdu.pos
    this.dataAt = pdu.pos + parameters
    this.dataEnd = this.dataAt + data
    return !pdu.short && this.dataEnd <= pdu.end
  }
}

export function hasError(rosctr: number): boolean {
  return rosctr === ROSCTR.ack || rosctr === ROSCTR.ackData
}
