/*
 * An SMB transaction to a mailslot. Little-endian. MS-CIFS, 2.2.3.1 (header) and 2.2.4.33.1; MS-MAIL, 2.2.1.
 */
import { Cursor } from '../kit/cursor.ts'

/** 0xff, 'SMB', and the command of a transaction. */
const SMB = 0xff534d42
const TRANSACTION = 0x25
const SMB_HEADER = 32
/** 14 words, and three of set-up: write, priority, class. */
const WORDS = 17
/** Offsets from the count of words. */
const AT = { dataCount: 23, dataOffset: 25, setupCount: 27, opcode: 29, byteCount: 35, name: 37 } as const
const WRITE_MAILSLOT = 1
/** Characters of the name of a mailslot. */
const MAX_NAME = 64
const PREFIX = '\\MAILSLOT\\'
const LOGON = ['\\MAILSLOT\\NET\\NETLOGON', '\\MAILSLOT\\NET\\NTLOGON']

/** Where name and data of a mailslot message lie. One object, reused: `find` overwrites it. */
export class Mailslot {
  nameAt = 0
  nameEnd = 0
  dataAt = 0
  dataEnd = 0
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Whether a whole message to a mailslot begins at `at`. */
  find(view: DataView, at: number, end: number): boolean {
    const words = at + SMB_HEADER
    if (words + AT.name > end || view.getUint32(at) !== SMB || view.getUint8(at + 4) !== TRANSACTION) return false
    const isWrite =
      view.getUint8(words) === WORDS &&
      view.getUint8(words + AT.setupCount) === 3 &&
      view.getUint16(words + AT.opcode, true) === WRITE_MAILSLOT
    if (!isWrite) return false
    this.nameAt = words + AT.name
    this.nameEnd = this.nameAt
    const last = Math.min(end, this.nameAt + MAX_NAME)
    while (this.nameEnd < last && view.getUint8(this.nameEnd) !== 0) this.nameEnd++
    this.dataAt = at + view.getUint16(words + AT.dataOffset, true)
    this.dataEnd = this.dataAt + view.getUint16(words + AT.dataCount, true)
    return this.startsWith(view, PREFIX) && this.dataAt >= this.nameEnd && this.dataEnd <= end
  }

  isNamed(view: DataView, name: string): boolean {
    return this.nameEnd - this.nameAt === name.length && this.startsWith(view, name)
  }

  isLogon(view: DataView): boolean {
    return LOGON.some((name) => this.isNamed(view, name))
  }

  /** '\MAILSLOT\BROWSE'. Allocates. */
  name(view: DataView): string {
    const { nameAt, nameEnd } = this
    return this.cursor.reset(view, nameAt, nameEnd).text(nameEnd - nameAt)
  }

  private startsWith(view: DataView, text: string): boolean {
    if (this.nameEnd - this.nameAt < text.length) return false
    for (let i = 0; i < text.length; i++) {
      const byte = view.getUint8(this.nameAt + i)
      const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
      if (upper !== text.charCodeAt(i)) return false
    }
    return true
  }
}
