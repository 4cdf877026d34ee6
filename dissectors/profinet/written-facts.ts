/*
 * What came of a Write: IEC 61158-6-10, 5.2.3.4 (IODWriteResHeader), which has a PNIOStatus for each record of a
 * MultipleWrite beside that of the call.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Observation } from '../kit/observation.ts'
import { BLOCK } from './block-types.ts'
import { MULTIPLE_WRITE } from './record-index.ts'

/** Statements of one Write that wait for its answer; a device has some ports and a few records of I&M. */
export const MAX_HELD = 64

/** From the start of an IODWriteResHeader. */
const SLOT_AT = 28
const SUBSLOT_AT = 30
const INDEX_AT = 34
const STATUS_AT = 44
const HEADER_LENGTH = 64

/** What a Write says of a device, told once the device has agreed. */
export class WrittenFacts {
  /** `placeOf` the record at hand. */
  place = 0
  private readonly places: number[] = []
  private readonly statements: Observation[] = []

  get isEmpty(): boolean {
    return this.statements.length === 0
  }

  observe(statement: Observation): void {
    if (this.statements.length >= MAX_HELD) return
    this.places.push(this.place)
    this.statements.push(statement)
  }

  /** Tells what the answer, whose blocks begin at the cursor, does not refuse. */
  tell(answer: Cursor, sink: Sink): void {
    for (let i = 0; i < this.statements.length; i++) {
      if (!isRefused(answer, this.places[i] as number)) sink.observe(this.statements[i] as Observation)
    }
  }
}

/** A number for the place that a record belongs to. */
export function placeOf(slot: number, subslot: number, index: number): number {
  return slot * 0x1_0000_0000 + subslot * 0x1_0000 + index
}

/** The first PNIOStatus of a record that was refused; 0 where none was. */
export function recordStatus(answer: Cursor): number {
  const { view, end } = answer
  for (let at = answer.pos; isAnswer(view, at, end); at += HEADER_LENGTH) {
    const status = view.getUint32(at + STATUS_AT)
    if (status !== 0) return status
  }
  return 0
}

function isRefused(answer: Cursor, place: number): boolean {
  const { view, end } = answer
  for (let at = answer.pos; isAnswer(view, at, end); at += HEADER_LENGTH) {
    if (view.getUint32(at + STATUS_AT) === 0) continue
    const index = view.getUint16(at + INDEX_AT)
    const refused = placeOf(view.getUint16(at + SLOT_AT), view.getUint16(at + SUBSLOT_AT), index)
    if (index === MULTIPLE_WRITE || refused === place) return true
  }
  return false
}

/** Records are not repeated in an answer, so the headers follow each other. */
function isAnswer(view: DataView, at: number, end: number): boolean {
  return at + HEADER_LENGTH <= end && view.getUint16(at) === BLOCK.writeResponse
}
