import { Cursor } from '../kit/cursor.ts'
import { SMB1_HEADER_LENGTH } from './smb-header.ts'
import { ANDX, SMB1 } from './smb1-commands.ts'

const REPLY = 0x80
const UNICODE = 0x8000
const NT_STATUS = 0x4000
const MAX_TEXT_BYTES = 1024

/** One SMB1 message, of which `block` is the command that is looked at. One object, reused. */
export class Smb1Message {
  view: DataView = new DataView(new ArrayBuffer(0))
  start = 0
  end = 0
  status = 0
  isReply = false
  isUnicode = false
  isNtStatus = false
  tree = 0
  /** Of the process and the multiplex identifier: what a request and its answer have in common. */
  callId = 0
  /** The block: its command, its words, its bytes. */
  command = 0
  words = 0
  wordCount = 0
  /** What is read next of the block's bytes. */
  readonly bytes = new Cursor(this.view)
  private blockAt = 0

  /** Reads the header (MS-CIFS, 2.2.3.1); the first block is next. */
  decode(view: DataView, start: number, end: number): boolean {
    if (start + SMB1_HEADER_LENGTH > end) return false
    const flags2 = view.getUint16(start + 10, true)
    this.view = view
    this.start = start
    this.end = end
    this.command = view.getUint8(start + 4)
    this.status = view.getUint32(start + 5, true)
    this.isReply = (view.getUint8(start + 9) & REPLY) !== 0
    this.isUnicode = (flags2 & UNICODE) !== 0
    this.isNtStatus = (flags2 & NT_STATUS) !== 0
    this.tree = view.getUint16(start + 24, true)
    this.callId = view.getUint16(start + 26, true) * 0x1_0000 + view.getUint16(start + 30, true)
    this.blockAt = start + SMB1_HEADER_LENGTH
    return true
  }

  /** Reads the block (2.2.3.2 and 2.2.3.3); false when it does not fit. */
  readBlock(): boolean {
    const { view, end } = this
    const at = this.blockAt
    this.wordCount = 0
    this.words = at + 1
    this.bytes.reset(view, end, end)
    const count = at < end ? view.getUint8(at) : 0
    const bytesAt = this.words + 2 * count
    if (bytesAt + 2 > end) return false
    this.wordCount = count
    // Large reads and writes count their bytes in 16 bits, and have more.
    const length = view.getUint16(bytesAt, true)
    this.bytes.reset(view, bytesAt + 2, Math.min(end, bytesAt + 2 + length))
    return bytesAt + 2 + length <= end
  }

  /** Moves to the command that follows in the same message (2.2.3.4); it can only lie further on. */
  nextBlock(): boolean {
    if (!ANDX.includes(this.command) || this.wordCount < 2) return false
    const command = this.view.getUint8(this.words)
    const at = this.start + this.view.getUint16(this.words + 2, true)
    if (command === SMB1.none || at <= this.blockAt || at >= this.end) return false
    this.command = command
    this.blockAt = at
    return true
  }

  /** A word of the block, by its byte offset; 0 where the block has fewer. */
  u16(offset: number): number {
    return offset + 2 > 2 * this.wordCount ? 0 : this.view.getUint16(this.words + offset, true)
  }

  u32(offset: number): number {
    return offset + 4 > 2 * this.wordCount ? 0 : this.view.getUint32(this.words + offset, true)
  }

  u8(offset: number): number {
    return offset + 1 > 2 * this.wordCount ? 0 : this.view.getUint8(this.words + offset)
  }

  /** The next zero-ended text of the block's bytes, in the character set of the message. */
  text(): string {
    return this.isUnicode ? this.wide() : this.narrow()
  }

  /** 2.2.1.1: text in Unicode begins at an even place of the message. */
  wide(): string {
    const { bytes, view, start } = this
    if (((bytes.pos - start) & 1) === 1 && bytes.left > 0) bytes.skip(1)
    let at = bytes.pos
    while (at + 2 <= bytes.end && view.getUint16(at) !== 0) at += 2
    const text = bytes.text(Math.min(at - bytes.pos, MAX_TEXT_BYTES), 'utf16le')
    bytes.pos = Math.min(at + 2, bytes.end)
    return text
  }

  narrow(): string {
    const { bytes, view } = this
    let at = bytes.pos
    while (at < bytes.end && view.getUint8(at) !== 0) at++
    const text = bytes.text(Math.min(at - bytes.pos, MAX_TEXT_BYTES), 'latin1')
    bytes.pos = Math.min(at + 1, bytes.end)
    return text
  }
}
