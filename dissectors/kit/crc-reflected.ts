/*
 * CRC-CCITT with the lowest bit first, begun with ones: the frame check of HDLC (ISO/IEC 13239), of BSAP, and of the data of
 * MS/TP (ANSI/ASHRAE 135-2020, annex G.2).
 */
import { crcTable } from './crc16.ts'

export const CRC_REFLECTED_START = 0xffff
const TABLE = crcTable(0x8408)

/** The CRC of one byte more. */
export function crcReflectedStep(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number)
}
