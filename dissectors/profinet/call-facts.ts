/*
 * Who is who in the blocks of a call: IEC 61158-6-10, 5.2.1 (a block: type, length counted from the version, version).
 */
import type { Cursor } from '../kit/cursor.ts'
import { isNews } from '../kit/is-news.ts'
import { BLOCK } from './block-types.ts'
import type { CallContext } from './call-context.ts'
import { readIdentification } from './identification-records.ts'
import { readInterface } from './interface-records.ts'
import { readModules } from './module-records.ts'
import { moduleOf } from './place-text.ts'
import type { Facts } from './profinet-state.ts'
import { say, senderOf } from './say-facts.ts'
import { placeOf } from './written-facts.ts'

/** Blocks within blocks followed: a MultipleWrite, its records, the port's data, its content. */
export const MAX_BLOCK_DEPTH = 5

const HEADER_LENGTH = 6
const COUNTED_FROM = 4
const PLACE_AT = 22
/** Records below belong to the device's maker and are no blocks. */
const FIRST_STANDARD_INDEX = 0x8000
/** ARBlock: AR type, AR UUID, session key. */
const MAC_AT = 20
/** Then the MAC address, the object UUID, properties, time-out and port. */
const BEFORE_NAME = 24
/** Keys in `said`, apart from those of DCP and PTCP. */
const SAID = 0x100

/** Reads the blocks up to the cursor's end; false when one of them does not fit. */
export function readBlocks(blocks: Cursor, context: CallContext, depth: number): boolean {
  const { end } = blocks
  while (end - blocks.pos >= HEADER_LENGTH) {
    const start = blocks.pos
    const type = blocks.u16()
    const next = start + COUNTED_FROM + blocks.u16()
    if (type === 0 || next > end || next < start + HEADER_LENGTH) return type === 0
    blocks.skip(2)
    blocks.end = next
    const recordLength = readBlock(type, start, blocks, context, depth)
    blocks.end = end
    blocks.pos = next
    if (recordLength === 0) continue
    if (recordLength > end - next) return false
    blocks.end = next + recordLength
    // What a maker puts into a record of its own need not be blocks, so nothing is wrong with one that does not fit.
    if (context.index >= FIRST_STANDARD_INDEX && depth < MAX_BLOCK_DEPTH) readBlocks(blocks, context, depth + 1)
    blocks.end = end
    // Records of a MultipleWrite begin at multiples of four.
    blocks.pos = Math.min(end, next + ((recordLength + 3) & ~3))
  }
  return true
}

/** Reads one block; answers with the length of the record that follows it. */
function readBlock(type: number, start: number, block: Cursor, context: CallContext, depth: number): number {
  switch (type) {
    case BLOCK.writeRequest:
    case BLOCK.readResponse:
      return readPlace(block, context)
    case BLOCK.portDataCheck:
      nested(block, 6, context, depth)
      return 0
    case BLOCK.multiple:
      nested(block, 10, context, depth)
      return 0
    case BLOCK.containerContent:
      nested(block, 14, context, depth)
      return 0
    default:
      // A Write that is refused is no news, so that the same one is when it is granted.
      if (
        context.written !== undefined ||
        isNews(context.state.said, saidUnder(type, context), block.view, start, block.end)
      ) {
        readNews(type, start, block, context)
      }
      return 0
  }
}

function nested(block: Cursor, headerLength: number, context: CallContext, depth: number): void {
  block.skip(headerLength)
  if (depth < MAX_BLOCK_DEPTH && !block.short) readBlocks(block, context, depth + 1)
}

/** The place that a record belongs to (5.2.3.1): the answer is its length. */
function readPlace(block: Cursor, context: CallContext): number {
  block.skip(PLACE_AT)
  const slot = block.u16()
  const subslot = block.u16()
  block.skip(2)
  context.module = moduleOf(slot)
  context.index = block.u16()
  const length = block.u32()
  if (context.written !== undefined) context.written.place = placeOf(slot, subslot, context.index)
  return block.short ? 0 : length
}

function readNews(type: number, start: number, block: Cursor, context: CallContext): void {
  switch (type) {
    case BLOCK.ar:
    case BLOCK.arResponse:
      readRelation(block, context)
      return
    case BLOCK.arServer:
      readServer(block, context)
      return
    case BLOCK.im0:
    case BLOCK.im1:
    case BLOCK.im2:
    case BLOCK.im3:
      readIdentification(type, block, context)
      return
    case BLOCK.checkPeers:
    case BLOCK.portDataReal:
    case BLOCK.interfaceDataReal:
      readInterface(type, start, block, context)
      return
    case BLOCK.moduleDiff:
    case BLOCK.realIdentification:
      readModules(type, block, context)
      return
    default:
      // Lengths, timings and communication relations tell nothing about who is who.
      return
  }
}

/** 5.2.4.1: the initiator names itself in the request, the responder gives its address in the answer. */
function readRelation(block: Cursor, context: CallContext): void {
  const facts: Facts = {}
  block.skip(MAC_AT)
  const mac = block.hex(6, ':')
  if (!block.short && mac !== '00:00:00:00:00:00') facts.mac = mac
  if (context.isRequest) {
    block.skip(BEFORE_NAME)
    facts.name = block.text(Math.min(block.u16(), block.left), 'latin1').trimEnd()
  }
  if (block.short) return
  say(senderOf(context.info), '', 'Connect', facts, context.sink)
}

/** ARServerBlock: the responder says its NameOfStation (5.2.4.7). */
function readServer(block: Cursor, context: CallContext): void {
  const name = block.text(Math.min(block.u16(), block.left), 'latin1').trimEnd()
  if (!block.short && name !== '') say(senderOf(context.info), '', 'Connect', { name }, context.sink)
}

function saidUnder(type: number, { module, isRequest }: CallContext): number {
  const slot = module === '' ? 0 : Number(module.slice('slot '.length))
  return ((SAID + slot) * 0x1_0000 + type) * 2 + (isRequest ? 1 : 0)
}
