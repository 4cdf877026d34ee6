import type { Cursor } from '../kit/cursor.ts'

export const S7_PROTOCOL = 0x32
/** The smallest header: no error class and code, which only acknowledgements have. */
export const MIN_HEADER_LENGTH = 10
const ERROR_LENGTH = 2

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
    const { view, pos } = pdu
    if (pdu.left < MIN_HEADER_LENGTH) return false
    this.rosctr = view.getUint8(pos + 1)
    this.reference = view.getUint16(pos + 4)
    const end = pos + MIN_HEADER_LENGTH + (hasError(this.rosctr) ? ERROR_LENGTH : 0)
    if (end > pdu.end) return false
    this.error = hasError(this.rosctr) ? view.getUint16(pos + MIN_HEADER_LENGTH) : 0
    this.parametersAt = end
    this.dataAt = end + view.getUint16(pos + 6)
    this.dataEnd = this.dataAt + view.getUint16(pos + 8)
    pdu.pos = end
    return this.dataEnd <= pdu.end
  }
}

export function hasError(rosctr: number): boolean {
  return rosctr === ROSCTR.ack || rosctr === ROSCTR.ackData
}
