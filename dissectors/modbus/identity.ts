/*
 * What a server says about itself. MODBUS Application Protocol Specification V1.1b3: section 6.13 (Report Server ID),
 * section 6.21 (Read Device Identification).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { DEVICE_ID, ENCAPSULATED, packCode, REPORT_SERVER_ID } from './function-codes.ts'
import type { ModbusState } from './modbus-state.ts'
import { moduleOf } from './requested-operation.ts'

const RUNNING = 0xff
const STOPPED = 0x00
/** A name is at least this long; shorter runs of text are chance. */
const MIN_TEXT = 3
const FIRST_PRIVATE_OBJECT = 0x80

/** Section 6.21, table "Object Id". */
const OBJECTS: readonly Fact[] = ['vendor', 'product-code', 'firmware', 'url', 'product', 'model', 'application']

type Facts = Partial<Record<Fact, string>>

/** Reports the identity in a sound response, when it has one that was not just said. Moves the cursor. */
export function observeIdentity(pdu: Cursor, unit: number, state: ModbusState, sink: Sink): void {
  const code = pdu.peek(0)
  if (code === REPORT_SERVER_ID) {
    if (!state.said.isNew(packCode(code, unit), pdu.view, pdu.pos, pdu.end)) return
    report(serverIdFacts(pdu), 'Report Server ID', unit, sink)
  } else if (code === ENCAPSULATED && pdu.left > 7 && pdu.peek(1) === DEVICE_ID) {
    // One stream of objects comes in several messages, told apart by the first object of each.
    if (!state.said.isNew(packCode(code, unit) * 0x100 + pdu.peek(7), pdu.view, pdu.pos, pdu.end)) return
    report(deviceIdFacts(pdu), 'Read Device Identification', unit, sink)
  }
}

function report(facts: Facts, message: string, unit: number, sink: Sink): void {
  if (Object.keys(facts).length > 0)
    sink.observe({ kind: 'identity', of: 'server', about: '', module: moduleOf(unit), message, facts })
}

function deviceIdFacts(pdu: Cursor): Facts {
  const facts: Facts = {}
  pdu.skip(6)
  for (let objects = pdu.u8(); objects > 0 && !pdu.short; objects--) {
    const id = pdu.u8()
    const length = pdu.u8()
    const fact = id < FIRST_PRIVATE_OBJECT ? OBJECTS[id] : 'description'
    const isText = isPrintable(pdu, pdu.pos, pdu.pos + length)
    const text = pdu.text(length).trim()
    if (fact === undefined || text === '' || (fact === 'description' && !isText)) continue
    const before = facts[fact]
    facts[fact] = fact === 'description' && before !== undefined ? `${before}; ${text}` : text
  }
  return facts
}

/**
 * Section 6.13 leaves the length of the server id, and so the place of the run indicator, to the device. Two layouts are
 * told apart safely: one byte of id, then the indicator; and text, then the indicator 0xFF. (Text that ends in 0x00 is
 * as likely terminated by it as stopped.)
 */
function serverIdFacts(pdu: Cursor): Facts {
  const first = pdu.pos + 2
  const last = pdu.end - 1
  const facts: Facts = {}
  const second = first + 1 <= last ? pdu.view.getUint8(first + 1) : -1
  if (second === RUNNING || second === STOPPED) {
    facts.mode = second === RUNNING ? 'run' : 'stop'
    describe(facts, pdu, first + 2, pdu.end)
  } else if (last - first >= MIN_TEXT && pdu.view.getUint8(last) === RUNNING && isPrintable(pdu, first, last)) {
    facts.mode = 'run'
    describe(facts, pdu, first, last)
  } else {
    describe(facts, pdu, first, pdu.end)
  }
  return facts
}

function describe(facts: Facts, pdu: Cursor, from: number, to: number): void {
  if (to - from < MIN_TEXT || !isPrintable(pdu, from, to)) return
  pdu.pos = from
  const text = pdu.text(to - from).trim()
  if (text.length >= MIN_TEXT) facts.description = text
}

/** Whether the bytes are ASCII text, with or without zeros after it. */
function isPrintable(pdu: Cursor, from: number, to: number): boolean {
  let end = Math.min(to, pdu.end)
  while (end > from && pdu.view.getUint8(end - 1) === 0) end--
  for (let i = from; i < end; i++) {
    const byte = pdu.view.getUint8(i)
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}
