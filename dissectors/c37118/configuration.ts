/*
 * Who is in a stream, as configuration frames say it. IEEE C37.118.2-2011, table 8 and 9 (CFG-1, CFG-2) and table 10 to
 * 13 (CFG-3).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { CHECKSUM_LENGTH, FIELD, HEADER_LENGTH } from './frame-header.ts'
import { FRAME_TYPE, nameOfFrameType } from './frame-types.ts'

/** PMUs of one stream that are named; the standard allows more, no network uses them. */
export const MAX_PMUS = 256
const NAME_LENGTH = 16
/** FRACSEC counts these of a second; the flags above are reserved. */
const TIME_BASE_MASK = 0xff_ffff
const LABELS_OF_A_DIGITAL_WORD = 16
/** A place that is not known is an infinity (table 10). */
const MAX_LATITUDE = 90
const MAX_LONGITUDE = 180
/** Of service class, window and group delay, of which nothing is said. */
const AFTER_PLACE = 4 + 1 + 4 + 4
const ONLY_FRAME = 0
const FIRST_FRAME = 1

export type ConfigurationFault = 'none' | 'truncated' | 'bad-length'

interface Pmu {
  readonly name: string
  readonly idCode: number
  readonly content: string
  readonly place: string
  readonly revision: number
}

/** Says what a configuration frame says of its sender and of the PMUs behind it. */
export function sayConfiguration(frame: Cursor, type: number, of: Side, sink: Sink): ConfigurationFault {
  const stream = frame.peek16(FIELD.idCode)
  frame.skip(HEADER_LENGTH)
  frame.end -= CHECKSUM_LENGTH
  const isThird = type === FRAME_TYPE.cfg3
  const part = isThird ? frame.u16() : ONLY_FRAME
  // Later parts of a CFG-3 begin anywhere: their names cannot be told from what they are cut out of.
  if (part > FIRST_FRAME) return 'none'
  const timeBase = frame.u32() & TIME_BASE_MASK
  const count = frame.u16()
  const pmus: Pmu[] = []
  for (let i = 0; i < count && i < MAX_PMUS && frame.left > 0; i++) {
    const pmu = isThird ? readLater(frame) : read(frame)
    if (frame.short) break
    pmus.push(pmu)
  }
  const wasCut = frame.short
  const rate = frame.u16()
  say(stream, type, pmus, count, timeBase, frame.short ? 0 : (rate << 16) >> 16, of, sink)
  if (part === FIRST_FRAME) return 'none'
  if (wasCut || frame.short) return 'truncated'
  return frame.left > 0 && count <= MAX_PMUS ? 'bad-length' : 'none'
}

function say(
  stream: number,
  type: number,
  pmus: readonly Pmu[],
  count: number,
  timeBase: number,
  rate: number,
  of: Side,
  sink: Sink,
): void {
  const message = nameOfFrameType(type)
  const [first] = pmus
  const own = count === 1 && first !== undefined && first.idCode === stream ? first : undefined
  const capability = [`${count} ${count === 1 ? 'PMU' : 'PMUs'}`, rateText(rate), `time base ${timeBase}`]
  sink.observe({
    kind: 'identity',
    of,
    about: '',
    module: '',
    message,
    facts: {
      'device-id': String(stream),
      'device-type': own === undefined ? 'PDC' : 'PMU',
      capability: [...capability, ...(own === undefined ? [] : [own.content])].filter((each) => each !== '').join(', '),
      ...(own !== undefined && factsOf(own)),
    },
  })
  if (own !== undefined) return
  for (const pmu of pmus) {
    const facts = {
      'device-id': String(pmu.idCode),
      'device-type': 'PMU',
      capability: pmu.content,
      ...factsOf(pmu),
    }
    sink.observe({ kind: 'identity', of, about: '', module: `pmu ${pmu.idCode}`, message, facts })
  }
}

function factsOf(pmu: Pmu): { name: string; location: string; 'configuration-revision': string } {
  return { name: pmu.name, location: pmu.place, 'configuration-revision': String(pmu.revision) }
}

/** Table 8: a positive DATA_RATE is frames a second, a negative one seconds a frame. */
function rateText(rate: number): string {
  if (rate === 0) return ''
  return rate > 0 ? `${rate} frames/s` : `one frame in ${-rate} s`
}

function read(frame: Cursor): Pmu {
  const name = frame.text(NAME_LENGTH).trimEnd()
  const idCode = frame.u16()
  frame.skip(2)
  const phasors = frame.u16()
  const analogs = frame.u16()
  const digitals = frame.u16()
  frame.skip(NAME_LENGTH * (phasors + analogs + LABELS_OF_A_DIGITAL_WORD * digitals))
  frame.skip(4 * (phasors + analogs + digitals))
  const nominal = frame.u16()
  return { name, idCode, content: contentText(phasors, analogs, digitals, nominal), place: '', revision: frame.u16() }
}

function readLater(frame: Cursor): Pmu {
  const name = frame.text(frame.u8(), 'utf8').trimEnd()
  const idCode = frame.u16()
  // The global id of 16 bytes, and the format.
  frame.skip(16 + 2)
  const phasors = frame.u16()
  const analogs = frame.u16()
  const digitals = frame.u16()
  const labels = phasors + analogs + LABELS_OF_A_DIGITAL_WORD * digitals
  for (let i = 0; i < labels && !frame.short; i++) frame.skip(frame.u8())
  frame.skip(12 * phasors + 8 * analogs + 4 * digitals)
  const place = placeText(frame.f32(), frame.f32())
  frame.skip(AFTER_PLACE)
  const nominal = frame.u16()
  return { name, idCode, content: contentText(phasors, analogs, digitals, nominal), place, revision: frame.u16() }
}

/** Table 9, FNOM: bit 0 is 1 for 50 Hz. */
function contentText(phasors: number, analogs: number, digitals: number, nominal: number): string {
  const hertz = (nominal & 1) === 1 ? 50 : 60
  return `${phasors} phasors, ${analogs} analog values, ${digitals} digital words, ${hertz} Hz`
}

function placeText(latitude: number, longitude: number): string {
  const isKnown = Math.abs(latitude) <= MAX_LATITUDE && Math.abs(longitude) <= MAX_LONGITUDE
  return isKnown ? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` : ''
}
