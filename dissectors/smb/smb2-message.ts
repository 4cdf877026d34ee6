import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { SMB2_HEADER_LENGTH } from './smb-header.ts'

const REPLY = 0x01
const ASYNC = 0x02
const RELATED = 0x04
const SIGNED = 0x08

/** One part of an SMB2 message, as it is dissected. One object, reused. */
export class Smb2Part {
  /** The part's bytes: `view[start, end)`, the header with them. */
  view: DataView
  start = 0
  end = 0
  command = 0
  status = 0
  isReply = false
  isSigned = false
  isRelated = false
  messageId = 0
  tree = 0
  /** Where the next part begins; 0 in the last one. */
  next = 0
  sink: Sink | undefined = undefined
  info: MessageInfo | undefined = undefined
  private readonly cursor: Cursor

  constructor() {
    this.view = new DataView(new ArrayBuffer(0))
    this.cursor = new Cursor(this.view)
  }

  /** Reads the header (MS-SMB2, 2.2.1) at `start`; false when it does not fit. */
  decode(view: DataView, start: number, end: number): boolean {
    if (start + SMB2_HEADER_LENGTH > end) return false
    const flags = view.getUint32(start + 16, true)
    const next = view.getUint32(start + 20, true)
    this.view = view
    this.start = start
    this.next = next
    this.end = next === 0 ? end : start + next
    this.status = view.getUint32(start + 8, true)
    this.command = view.getUint16(start + 12, true)
    this.isReply = (flags & REPLY) !== 0
    this.isSigned = (flags & SIGNED) !== 0
    this.isRelated = (flags & RELATED) !== 0
    this.messageId = view.getUint32(start + 24, true) + view.getUint32(start + 28, true) * 0x1_0000_0000
    this.tree = flags & ASYNC ? 0 : view.getUint32(start + 36, true)
    return this.end <= end && (next === 0 || next >= SMB2_HEADER_LENGTH)
  }

  /** Where a field of the body lies; -1 when it, or its `length` bytes, do not fit. */
  at(offset: number, length: number): number {
    const at = this.start + SMB2_HEADER_LENGTH + offset
    return at + length <= this.end ? at : -1
  }

  u8(offset: number): number {
    const at = this.at(offset, 1)
    return at < 0 ? 0 : this.view.getUint8(at)
  }

  u16(offset: number): number {
    const at = this.at(offset, 2)
    return at < 0 ? 0 : this.view.getUint16(at, true)
  }

  u32(offset: number): number {
    const at = this.at(offset, 4)
    return at < 0 ? 0 : this.view.getUint32(at, true)
  }

  /** The bytes that an offset from the header and a length point to; undefined when they do not fit. */
  bytes(from: number, length: number): Cursor | undefined {
    const at = this.start + from
    if (length === 0 || from < SMB2_HEADER_LENGTH || at + length > this.end) return undefined
    return this.cursor.reset(this.view, at, at + length)
  }
}
