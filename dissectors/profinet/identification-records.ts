/*
 * I&M records, identification and maintenance: IEC 61158-6-10, 5.2.20 (I&M0 to I&M3); PI "Identification & Maintenance
 * Functions", V1.2, 3.2. Text is padded with blanks.
 */
import type { Cursor } from '../kit/cursor.ts'
import { BLOCK } from './block-types.ts'
import type { CallContext } from './call-context.ts'
import type { Facts } from './profinet-state.ts'
import { addVendor, say } from './say-facts.ts'

const ORDER_LENGTH = 20
const SERIAL_LENGTH = 16
const FUNCTION_LENGTH = 32
const LOCATION_LENGTH = 22
const DATE_LENGTH = 16
const DESCRIPTOR_LENGTH = 54

/** Says what an I&M record tells of the device or module it belongs to. */
export function readIdentification(type: number, block: Cursor, context: CallContext): void {
  const facts: Facts = {}
  if (type === BLOCK.im0) readIm0(block, facts)
  else if (type === BLOCK.im1) {
    facts.description = text(block, FUNCTION_LENGTH)
    facts.location = text(block, LOCATION_LENGTH)
  } else if (type === BLOCK.im2) facts['installation-date'] = text(block, DATE_LENGTH)
  else facts.description = text(block, DESCRIPTOR_LENGTH)
  if (block.short) return
  say(context.callee, context.module, `${context.message} I&M${type - BLOCK.im0}`, facts, context.sink)
}

function readIm0(block: Cursor, facts: Facts): void {
  addVendor(facts, block.u16())
  facts['order-number'] = text(block, ORDER_LENGTH)
  facts.serial = text(block, SERIAL_LENGTH)
  facts.hardware = String(block.u16())
  const prefix = block.text(1)
  facts.firmware = `${prefix}${block.u8()}.${block.u8()}.${block.u8()}`
}

function text(block: Cursor, length: number): string {
  return block.text(length, 'latin1').trimEnd()
}
