/*
 * What FINS answers tell of a controller. Omron W342: 5-3-16 (Controller Data Read), 5-3-17 (Connection Data Read),
 * 5-3-18 (Controller Status Read); W227, 3-40 (Name Read).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { LEAST_ANSWER, senderNumber } from './fins-header.ts'
import type { FinsState } from './fins-state.ts'

const CONTROLLER_DATA = 0x0501
const CONNECTION_DATA = 0x0502
const CONTROLLER_STATUS = 0x0601
const NAME_READ = 0x2603
const MODEL_LENGTH = 20
const VERSION_LENGTH = 20
const NAME_LENGTH = 8
/** A model number and a version, at least; an answer to parameter 01 has the CPU Bus Units alone, which is shorter. */
const CONTROLLER_DATA_LENGTH = 92
/** 5-3-17: 25 units an answer at most; bit 7 says that there are no more. */
const UNIT_COUNT = 0x7f
const MAX_UNITS = 25

const MODES: Readonly<Record<number, string>> = { 0: 'PROGRAM', 1: 'DEBUG', 2: 'MONITOR', 4: 'RUN' }
/** 5-3-18: bits 1 and 2 of the status are for flash memory and battery, and say nothing of the program. */
const MEMORY_AND_BATTERY = 0x06
const STATES: Readonly<Record<number, string>> = { 0: 'stopped', 1: 'running', 128: 'standby' }

/** Looks at an answer without an error; the cursor spans its FINS frame. */
export function observeIdentity(
  frame: Cursor,
  code: number,
  of: Side,
  module: string,
  state: FinsState,
  sink: Sink,
): void {
  const isIdentity =
    code === CONTROLLER_DATA || code === CONNECTION_DATA || code === CONTROLLER_STATUS || code === NAME_READ
  if (!isIdentity) return
  // Two of a kind behind one host say the same of themselves.
  const under = module === '' ? code : code + senderNumber(frame) * 0x1_0000
  if (!isNews(state.said, under, frame.view, frame.pos + LEAST_ANSWER - 2, frame.end)) return
  const data = frame.left - LEAST_ANSWER
  frame.skip(LEAST_ANSWER)
  const say = (message: string, about: string, facts: Partial<Record<Fact, string>>) =>
    sink.observe({ kind: 'identity', of, about: '', module: about, message, facts })
  if (code === CONTROLLER_DATA && data >= CONTROLLER_DATA_LENGTH) say('Controller Data Read', module, controller(frame))
  else if (code === CONNECTION_DATA) connections(frame, module, say)
  else if (code === CONTROLLER_STATUS && data >= 2) say('Controller Status Read', module, status(frame))
  else if (code === NAME_READ && data > 0)
    say('Name Read', module, { name: frame.text(Math.min(NAME_LENGTH, data)).trim() })
}

function controller(frame: Cursor): Partial<Record<Fact, string>> {
  const model = frame.text(MODEL_LENGTH).trim()
  const firmware = frame.text(VERSION_LENGTH).trim()
  return { vendor: 'Omron', ...(model === '' ? {} : { model }), ...(firmware === '' ? {} : { firmware }) }
}

function status(frame: Cursor): Partial<Record<Fact, string>> {
  const running = frame.u8() & ~MEMORY_AND_BATTERY
  const mode = frame.u8()
  return { state: STATES[running] ?? `state ${running}`, mode: MODES[mode] ?? `mode ${mode}` }
}

function connections(
  frame: Cursor,
  module: string,
  say: (message: string, about: string, facts: Partial<Record<Fact, string>>) => void,
): void {
  const count = Math.min(frame.u8() & UNIT_COUNT, MAX_UNITS)
  for (let i = 0; i < count && frame.left > MODEL_LENGTH; i++) {
    const unit = frame.u8()
    const model = frame.text(MODEL_LENGTH).trim()
    const about = module === '' ? `unit ${unit}` : `${module} unit ${unit}`
    if (model !== '') say('Connection Data Read', about, { model })
  }
}
