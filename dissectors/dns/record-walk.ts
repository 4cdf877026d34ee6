import type { Cursor } from '../kit/cursor.ts'
import { NameReader } from './name-reader.ts'
import { CLASS, TYPE } from './record-types.ts'

/** RFC 1035, 4.1.1: the header of every message. */
export const HEADER_LENGTH = 12
/** Questions and records of one message that are read; the rest is reported as not decoded. */
export const MAX_RECORDS = 200
/** RFC 1035, 4.1.1; RFC 6895, 2. */
export const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, desired: 0x0100, available: 0x0080 }
const CLASS_MASK = 0x7fff
export const SECTION = { question: 0, answer: 1, authority: 2, additional: 3 } as const

/** One pass over the questions and records of a message (RFC 1035, 4.1). One object, reused: `begin` starts anew. */
export class RecordWalk {
  id = 0
  flags = 0
  section: number = SECTION.question
  readonly name = new NameReader()
  /** Where the name of the record begins. */
  nameAt = 0
  type = 0
  class = 0
  /** The type of the first question; 0 without one. */
  askedType = 0
  timeToLive = 0
  /** Where the data of the record lies. */
  dataAt = 0
  dataEnd = 0
  problem: '' | 'truncated' | 'bad-value' | 'bad-length' = ''
  /** Records were left unread. */
  isLimited = false
  /** Where the message begins, which compressed names count from. */
  base = 0
  readonly counts: [number, number, number, number] = [0, 0, 0, 0]
  private readonly left: [number, number, number, number] = [0, 0, 0, 0]
  private read = 0

  /** Reads the header; false when there is none. */
  begin(message: Cursor): boolean {
    this.base = message.pos
    this.section = SECTION.question
    this.problem = ''
    this.isLimited = false
    this.read = 0
    this.name.labels = 0
    this.type = this.class = this.askedType = 0
    this.id = message.u16()
    this.flags = message.u16()
    for (let section = 0; section < 4; section++) {
      const count = message.u16()
      this.counts[section] = count
      this.left[section] = count
    }
    if (!message.short) return true
    this.problem = 'truncated'
    return false
  }

  get opcode(): number {
    return (this.flags >> 11) & 15
  }

  get isResponse(): boolean {
    return (this.flags & FLAG.response) !== 0
  }

  /** Reads the next question or record at the cursor; false at the end, or with a `problem`. */
  next(message: Cursor): boolean {
    while (this.section <= SECTION.additional && this.left[this.section] === 0) this.section++
    if (this.section > SECTION.additional || this.problem !== '') return false
    if (this.read++ >= MAX_RECORDS) {
      this.isLimited = true
      return false
    }
    this.left[this.section] = (this.left[this.section] as number) - 1
    this.nameAt = message.pos
    const found = this.name.read(message.view, this.base, message.pos, message.end)
    if (found !== 'ok') return this.fail(found)
    message.pos = this.name.next
    this.type = message.u16()
    this.class = message.u16()
    this.timeToLive = 0
    this.dataAt = this.dataEnd = message.pos
    if (this.section !== SECTION.question) return this.data(message)
    if (this.read === 1) this.askedType = this.type
    return !message.short || this.fail('truncated')
  }

  private data(message: Cursor): boolean {
    this.timeToLive = message.u32()
    const length = message.u16()
    if (message.short || length > message.left) return this.fail('truncated')
    this.dataAt = message.pos
    this.dataEnd = message.pos + length
    message.pos = this.dataEnd
    return this.hasItsLength(length) || this.fail('bad-length')
  }

  /** Addresses have a length of their own; what takes names back in an update has no data (RFC 2136, 2.5). */
  private hasItsLength(length: number): boolean {
    if (length === 0 || (this.class & CLASS_MASK) !== CLASS.in) return true
    return this.type === TYPE.a ? length === 4 : this.type !== TYPE.aaaa || length === 16
  }

  private fail(problem: 'truncated' | 'bad-value' | 'bad-length'): boolean {
    this.problem = problem
    return false
  }
}
