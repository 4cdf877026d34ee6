/*
 * Who is in a stream, as configuration frames say it. IEEE C37.118.2-2011, table 8 and 9 (CFG-1, CFG-2) and table 10 to
 * 13 (CFG-3).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { type Channels, NAME_LENGTH, readChannels, readLaterChannels } from './channels.ts'
import type { StreamPmu, Streams } from './data-values.ts'
import { CHECKSUM_LENGTH, FIELD, HEADER_LENGTH } from './frame-header.ts'
import { FRAME_TYPE, nameOfFrameType } from './frame-types.ts'

/** PMUs of one stream that are named; the standard allows more, no network uses them. */
export const MAX_PMUS = 256
/** FRACSEC counts these of a second; the flags above are reserved. */
const TIME_BASE_MASK = 0xff_ffff
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
  readonly channels: Channels
  readonly nominal: number
  readonly place: string
  readonly revision: number
}

/** Says what a configuration frame says of its sender and of the PMUs behind it, and keeps what its data frames have. */
export function sayConfiguration(
  frame: Cursor,
  type: number,
  of: Side,
  streams: Streams,
  sink: Sink,
): ConfigurationFault {
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
  // A CFG-1 says what a device could send, not what it does (clause 6.4).
  if (type !== FRAME_TYPE.cfg1 && pmus.length === count)
    streams.keep(
      stream,
      pmus.map((pmu) => inStream(pmu, stream, count)),
    )
  return frame.left > 0 && count <= MAX_PMUS ? 'bad-length' : 'none'
}

function inStream({ name, idCode, channels, nominal }: Pmu, stream: number, count: number): StreamPmu {
  const isSender = count === 1 && idCode === stream
  return { ...channels, nominal, prefix: isSender ? '' : `${name || `pmu ${idCode}`} ` }
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
  const channels = readChannels(frame)
  const nominal = nominalOf(frame.u16())
  return { name, idCode, channels, nominal, content: contentText(channels, nominal), place: '', revision: frame.u16() }
}

function readLater(frame: Cursor): Pmu {
  const name = frame.text(frame.u8(), 'utf8').trimEnd()
  const idCode = frame.u16()
  // The global id.
  frame.skip(16)
  const channels = readLaterChannels(frame)
  const place = placeText(frame.f32(), frame.f32())
  frame.skip(AFTER_PLACE)
  const nominal = nominalOf(frame.u16())
  return { name, idCode, channels, nominal, content: contentText(channels, nominal), place, revision: frame.u16() }
}

/** Table 9, FNOM: bit 0 is 1 for 50 Hz. */
function nominalOf(word: number): number {
  return (word & 1) === 1 ? 50 : 60
}

function contentText({ phasors, analogs, digitals }: Channels, nominal: number): string {
  return `${phasors.length} phasors, ${analogs.length} analog values, ${digitals} digital words, ${nominal} Hz`
}

function placeText(latitude: number, longitude: number): string {
  const isKnown = Math.abs(latitude) <= MAX_LATITUDE && Math.abs(longitude) <= MAX_LONGITUDE
  return isKnown ? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` : ''
}
