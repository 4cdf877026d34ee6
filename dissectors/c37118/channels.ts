/*
 * What a PMU puts into data frames, as configuration frames say it. IEEE C37.118.2-2011, table 9 (CFG-2: FORMAT, CHNAM,
 * PHUNIT) and tables 10 to 12 (CFG-3: PHSCALE, ANSCALE).
 */
import type { Cursor } from '../kit/cursor.ts'

export const NAME_LENGTH = 16
const LABELS_OF_A_DIGITAL_WORD = 16
/** PHUNIT: volts or amperes per bit of an integer, in these. */
const PHASOR_STEP = 1e-5
const FACTOR_MASK = 0xff_ffff
const CURRENT = 1
/** The same in the third of the bytes before the scale of a CFG-3 (table 11). */
const LATER_CURRENT = 0x08

export interface Channel {
  readonly name: string
  /** 'V' or 'A' of a phasor; 'analog'. */
  readonly unit: string
  /** What an integer is multiplied by. */
  readonly factor: number
  /** Added then. */
  readonly offset: number
  /** Whether the configuration turns the angle by some amount, so that what is sent is not the angle. */
  readonly isTurned: boolean
}

export interface Channels {
  readonly format: number
  readonly phasors: readonly Channel[]
  readonly analogs: readonly Channel[]
  readonly digitals: number
}

/** The channels of a CFG-1 or CFG-2, from FORMAT on. */
export function readChannels(frame: Cursor): Channels {
  const format = frame.u16()
  const phasorCount = frame.u16()
  const analogCount = frame.u16()
  const digitals = frame.u16()
  const nameOf = () => frame.text(NAME_LENGTH).trimEnd()
  const phasorNames = several(frame, phasorCount, nameOf)
  const analogNames = several(frame, analogCount, nameOf)
  frame.skip(NAME_LENGTH * LABELS_OF_A_DIGITAL_WORD * digitals)
  const phasors = phasorNames.map((name) => {
    const unit = frame.u32()
    const factor = (unit & FACTOR_MASK) * PHASOR_STEP
    return { name, unit: unit >>> 24 === CURRENT ? 'A' : 'V', factor, offset: 0, isTurned: false }
  })
  frame.skip(4 * (analogCount + digitals))
  return { format, phasors, analogs: analogNames.map(plainAnalog), digitals }
}

/** The same of a CFG-3, whose names have lengths, and whose channels have scales. */
export function readLaterChannels(frame: Cursor): Channels {
  const format = frame.u16()
  const phasorCount = frame.u16()
  const analogCount = frame.u16()
  const digitals = frame.u16()
  const nameOf = () => frame.text(frame.u8(), 'utf8').trimEnd()
  const phasorNames = several(frame, phasorCount, nameOf)
  const analogNames = several(frame, analogCount, nameOf)
  for (let i = 0; i < LABELS_OF_A_DIGITAL_WORD * digitals && !frame.short; i++) frame.skip(frame.u8())
  const phasors = phasorNames.map((name) => {
    frame.skip(2)
    const isCurrent = (frame.u8() & LATER_CURRENT) !== 0
    frame.skip(1)
    return { name, unit: isCurrent ? 'A' : 'V', factor: frame.f32(), offset: 0, isTurned: frame.f32() !== 0 }
  })
  const analogs = analogNames.map((name) => ({ ...plainAnalog(name), factor: frame.f32(), offset: frame.f32() }))
  frame.skip(4 * digitals)
  return { format, phasors, analogs, digitals }
}

/** ANUNIT leaves the scale to whoever uses the value: it is said as it is sent. */
function plainAnalog(name: string): Channel {
  return { name, unit: 'analog', factor: 1, offset: 0, isTurned: false }
}

function several<Each>(frame: Cursor, count: number, each: () => Each): Each[] {
  const all: Each[] = []
  for (let i = 0; i < count && !frame.short; i++) all.push(each())
  return all
}
