/*
 * Modbus RTU has the same CRC, and some frames are right in both: a request for the configuration (opcode 6, no data)
 * from host 3 of group 4 to unit 1 of group 2 is a read of 1536 discrete inputs. What follows tells.
 */
import { endsWithCrc16 } from '../kit/crc16.ts'
import type { Cursor } from '../kit/cursor.ts'
import { fitsRequest, fitsResponse, requestLength, responseLength } from '../modbus/pdu-shape.ts'
import { CRC_LENGTH, frameLength, isWhole, MAX_FRAME } from './frame.ts'

/** Frames that are right in both protocols, one after the other, before they are taken for Modbus. */
export const MAX_TWINS = 8
const GROUP_AT = 1
/** Groups beyond are hardly ever set, and read as functions that write: those are Modbus. */
const LAST_READ = 4

/** Which of the two speaks, of bytes whose first frame is right in ROC Plus; undefined when more must come. */
export function rocOrModbus(bytes: Cursor): 'roc' | 'modbus' | undefined {
  const { pos } = bytes
  let verdict: 'roc' | 'modbus' | undefined = 'modbus'
  for (let twins = 0; twins < MAX_TWINS; twins++) {
    const isRoc = isWhole(bytes)
    const isModbus = isModbusFrame(bytes)
    if (!isRoc || !isModbus) {
      verdict = isRoc ? 'roc' : isModbus || bytes.left >= MAX_FRAME ? 'modbus' : undefined
      break
    }
    if (bytes.peek(GROUP_AT) > LAST_READ) break
    bytes.pos += frameLength(bytes)
  }
  bytes.pos = pos
  return verdict
}

function isModbusFrame(bytes: Cursor): boolean {
  bytes.pos += 1
  const asked = requestLength(bytes)
  const answered = responseLength(bytes)
  bytes.pos -= 1
  return isFrame(bytes, asked, fitsRequest) || isFrame(bytes, answered, fitsResponse)
}

function isFrame(bytes: Cursor, pdu: number, fits: (pdu: Cursor) => boolean): boolean {
  const length = 1 + pdu + CRC_LENGTH
  if (pdu <= 0 || bytes.left < length || !endsWithCrc16(bytes, length)) return false
  const { pos, end } = bytes
  bytes.pos = pos + 1
  bytes.end = pos + length - CRC_LENGTH
  const isFit = fits(bytes)
  bytes.pos = pos
  bytes.end = end
  return isFit
}
