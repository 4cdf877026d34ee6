/*
 * Command 0xa9: blocks of the program, data blocks and files, written and read as a stream or in pieces. Behind the length
 * stands the kind of transfer, a sequence number in a stream, then the block: type and number, or the name of a file.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { DATA } from './telegram.ts'

const MAX_FILE_NAME = 24
const PROGRAM_LIST = 0x22
/** Types of block that are files, which have a name in place of a number. */
const FILES: Readonly<Record<number, string>> = { 0x20: 'configuration file', 0x21: 'program file' }

const BLOCKS: Readonly<Record<number, string>> = {
  0: 'COB',
  1: 'XOB',
  2: 'PB',
  3: 'FB',
  4: 'text',
  5: 'DB',
  8: 'SB',
  9: 'DBX',
  16: 'BACnet configuration',
  17: 'CANopen configuration',
  18: 'LON configuration',
  254: 'all configuration blocks',
  255: 'all blocks',
}

interface Transfer {
  readonly name: string
  readonly class: OperationClass
  /** Bytes from the kind to the type of the block; 0 where no block is named. */
  readonly blockAt: number
  /** Bytes between the type of the block and the name of a file. */
  readonly beforeName: number
}

const TRANSFERS: Readonly<Record<number, Transfer>> = {
  0x00: { name: 'Begin to write block', class: 'download', blockAt: 2, beforeName: 4 },
  0x01: { name: 'Write block, stream', class: 'download', blockAt: 0, beforeName: 0 },
  0x02: { name: 'End of written block', class: 'download', blockAt: 0, beforeName: 0 },
  0x07: { name: 'Abort write of block', class: 'download', blockAt: 0, beforeName: 0 },
  0x08: { name: 'Write bytes of block', class: 'download', blockAt: 1, beforeName: 4 },
  0x10: { name: 'Begin to read block', class: 'upload', blockAt: 2, beforeName: 0 },
  0x11: { name: 'Read block, stream', class: 'upload', blockAt: 0, beforeName: 0 },
  0x17: { name: 'Abort read of block', class: 'upload', blockAt: 0, beforeName: 0 },
  0x18: { name: 'Read bytes of block', class: 'upload', blockAt: 1, beforeName: 8 },
  0x20: { name: 'Delete block', class: 'download', blockAt: 1, beforeName: 0 },
  0x21: { name: 'Get size of block', class: 'file', blockAt: 1, beforeName: 0 },
  [PROGRAM_LIST]: { name: 'List blocks of the program', class: 'file', blockAt: 0, beforeName: 0 },
}

/** What an answer begins with that is a refusal; below are states of a transfer that goes on. */
export const FIRST_REFUSAL = 0x80

export function isKnownTransfer(kind: number): boolean {
  return TRANSFERS[kind] !== undefined
}

export function transferClass(kind: number): OperationClass {
  return TRANSFERS[kind]?.class ?? 'unknown'
}

export function describeTransfer(kind: number): string {
  return TRANSFERS[kind]?.name ?? `Transfer block, kind ${kind}`
}

/** Whether the answer to such a transfer is a state, and no data. */
export function answersWithState(kind: number): boolean {
  return transferClass(kind) === 'download' || kind === 0x17
}

/** Bytes of the telegram up to where what tells one block from another ends. */
export function keyEnd(telegram: Cursor, end: number): number {
  const kind = TRANSFERS[telegram.peek(DATA + 1)]
  const at = DATA + 1 + (kind?.blockAt ?? 0)
  if (kind === undefined || kind.blockAt === 0 || at >= end) return DATA + 2
  const isFile = FILES[telegram.peek(at)] !== undefined
  return Math.min(end, at + (isFile ? 1 + kind.beforeName + MAX_FILE_NAME : 3))
}

/** 'DB 7', 'program file main.5'. Allocates: called once for each block. */
export function blockText(telegram: Cursor, end: number): string {
  const kind = TRANSFERS[telegram.peek(DATA + 1)]
  const at = DATA + 1 + (kind?.blockAt ?? 0)
  if (kind === undefined || kind.blockAt === 0 || at + 3 > end) return ''
  const type = telegram.peek(at)
  const file = FILES[type]
  if (file === undefined) return `${BLOCKS[type] ?? `block type ${type}`} ${telegram.peek16(at + 1)}`
  const { pos } = telegram
  const from = at + 1 + kind.beforeName
  telegram.pos = pos + Math.min(from, end)
  const name = telegram.text(Math.min(MAX_FILE_NAME, Math.max(0, end - from)), 'latin1')
  telegram.pos = pos
  return `${file} ${name}`.trim()
}
