/*
 * Values of data frames, for whoever has seen the configuration of the stream. IEEE C37.118.2-2011, clause 6.3, tables 5
 * and 6; FORMAT: table 9. Of a phasor magnitude and angle, of digital inputs the word.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { Channel, Channels } from './channels.ts'
import { CHECKSUM_LENGTH, HEADER_LENGTH } from './frame-header.ts'

/** Streams of two hosts whose configuration is remembered; of further ones no values are said. */
export const MAX_STREAMS = 8
const POLAR = 1
const FLOAT_PHASORS = 2
const FLOAT_ANALOGS = 4
const FLOAT_FREQUENCY = 8
/** STAT, bits 15 and 14: anything but 0 says that the values are not measured, or not to be used. */
const DATA_ERROR = 0xc000
const ANGLE_STEP = 1e-4
const MILLI = 1000
const ROCOF_STEP = 100
const DEGREES = 180 / Math.PI
const DIGITS = 7

export interface StreamPmu extends Channels {
  /** What its points begin with; '' for the one PMU that is the sender. */
  readonly prefix: string
  /** In Hz. */
  readonly nominal: number
}

/** Configurations by IDCODE: they may come over TCP, and the data over UDP. */
export class Streams {
  private readonly layouts = new Map<number, readonly StreamPmu[]>()

  keep(idCode: number, pmus: readonly StreamPmu[]): void {
    if (this.layouts.size < MAX_STREAMS || this.layouts.has(idCode)) this.layouts.set(idCode, pmus)
  }

  /** Says the values of a data frame, when its length is that of its configuration. */
  say(frame: Cursor, idCode: number, operation: Operation, sink: Sink): void {
    const pmus = this.layouts.get(idCode)
    if (pmus === undefined || !sink.wantsValues(operation)) return
    const { pos, end } = frame
    if (lengthOf(pmus) === frame.left) {
      frame.skip(HEADER_LENGTH)
      for (const pmu of pmus) sayPmu(frame, pmu, operation, sink)
    }
    frame.pos = pos
    frame.end = end
  }
}

function lengthOf(pmus: readonly StreamPmu[]): number {
  let length = HEADER_LENGTH + CHECKSUM_LENGTH
  for (const { format, phasors, analogs, digitals } of pmus) {
    length += 2 + phasors.length * (format & FLOAT_PHASORS ? 8 : 4) + (format & FLOAT_FREQUENCY ? 8 : 4)
    length += analogs.length * (format & FLOAT_ANALOGS ? 4 : 2) + digitals * 2
  }
  return length
}

function sayPmu(frame: Cursor, pmu: StreamPmu, operation: Operation, sink: Sink): void {
  const isGood = (frame.u16() & DATA_ERROR) === 0
  const say = (name: string, value: number, type: string) => {
    if (!isGood || !Number.isFinite(value)) return
    sink.value(operation, pmu.prefix + name, -1, String(Number(value.toPrecision(DIGITS))), type)
  }
  pmu.phasors.forEach((channel, i) => {
    sayPhasor(frame, pmu.format, channel, channel.name || `phasor ${i + 1}`, say)
  })
  const isFloat = (pmu.format & FLOAT_FREQUENCY) !== 0
  say('frequency', isFloat ? frame.f32() : pmu.nominal + i16(frame) / MILLI, 'Hz')
  say('rate of change of frequency', isFloat ? frame.f32() : i16(frame) / ROCOF_STEP, 'Hz/s')
  pmu.analogs.forEach(({ name, factor, offset }, i) => {
    const value = pmu.format & FLOAT_ANALOGS ? frame.f32() : i16(frame) * factor + offset
    say(name || `analog ${i + 1}`, value, 'analog')
  })
  for (let i = 1; i <= pmu.digitals; i++) say(`digital word ${i}`, frame.u16(), 'digital')
}

function sayPhasor(
  frame: Cursor,
  format: number,
  { unit, factor, isTurned }: Channel,
  name: string,
  say: (name: string, value: number, type: string) => void,
): void {
  const isFloat = (format & FLOAT_PHASORS) !== 0
  let magnitude: number
  let angle: number
  if (format & POLAR) {
    magnitude = isFloat ? frame.f32() : frame.u16() * factor
    angle = isFloat ? frame.f32() : i16(frame) * ANGLE_STEP
  } else {
    const real = isFloat ? frame.f32() : i16(frame) * factor
    const imaginary = isFloat ? frame.f32() : i16(frame) * factor
    magnitude = Math.hypot(real, imaginary)
    angle = Math.atan2(imaginary, real)
  }
  say(`${name} magnitude`, magnitude, unit)
  if (!isTurned) say(`${name} angle`, angle * DEGREES, 'degrees')
}

function i16(frame: Cursor): number {
  return (frame.u16() << 16) >> 16
}
