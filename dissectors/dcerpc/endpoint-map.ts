/* Answers of the endpoint mapper: C706, appendix I (towers), L (their floors) and O (ept_map, ept_lookup). */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { uuidText } from '../kit/uuid-text.ts'
import { interfaceNumber, interfaceOf } from './interfaces.ts'

const LOOKUP = 2
const MAP = 3
/** The context handle of the answer. */
const HANDLE_LENGTH = 20
/** Towers and floors of one answer that are looked at. */
export const MAX_TOWERS = 64
const MAX_FLOORS = 8
/** Distinct services that one answer names. */
const MAX_NAMED = 16
/** Appendix I: protocol identifiers of floors. */
const FLOOR = { uuid: 0x0d, tcp: 0x07, udp: 0x08 } as const
const UUID_FLOOR_LENGTH = 19
/** A tower of a TCP endpoint has five floors: interface, encoding, RPC, TCP port, IP address. */
const MIN_FLOORS = 3

/** What one answer of the mapper tells: what listens where. */
export function sayMappedEndpoints(stub: Cursor, operation: number, little: boolean, sink: Sink): void {
  // Towers are octet strings within NDR: their lengths are twice before them, the second time little-endian.
  if ((operation !== MAP && operation !== LOOKUP) || !little) return
  const said: string[] = []
  const { view, pos, end } = stub
  stub.skip(HANDLE_LENGTH)
  let towers = 0
  for (let at = stub.pos; at + 10 <= end && towers < MAX_TOWERS; at += 2) {
    const length = view.getUint32(at, true)
    if (length < MIN_FLOORS || view.getUint32(at + 4, true) !== length || at + 8 + length > end) continue
    const floors = view.getUint16(at + 8, true)
    if (floors < MIN_FLOORS || floors > MAX_FLOORS || !isUuidFloor(view, at + 10, end)) continue
    towers++
    tower(stub.reset(view, at + 10, at + 8 + length), floors, said, sink)
    at += (8 + length) & ~1
    at -= 2
  }
  stub.reset(view, pos, end)
  if (said.length === 0) return
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: '',
    message: operation === MAP ? 'ept_map' : 'ept_lookup',
    facts: { service: said.join('; ') },
  })
}

function isUuidFloor(view: DataView, at: number, end: number): boolean {
  return (
    at + 2 + UUID_FLOOR_LENGTH <= end &&
    view.getUint16(at, true) === UUID_FLOOR_LENGTH &&
    view.getUint8(at + 2) === FLOOR.uuid
  )
}

function tower(bytes: Cursor, floors: number, said: string[], sink: Sink): void {
  const uuid = uuidText(bytes.view, bytes.pos + 3, true)
  const name = interfaceOf(interfaceNumber(uuid))?.name ?? uuid
  for (let floor = 0; floor < floors; floor++) {
    const left = bytes.u16le()
    const protocol = left > 0 ? bytes.u8() : 0
    bytes.skip(Math.max(0, left - 1))
    const right = bytes.u16le()
    const isPort = (protocol === FLOOR.tcp || protocol === FLOOR.udp) && right === 2
    const port = isPort ? bytes.u16() : 0
    if (!isPort) bytes.skip(right)
    if (bytes.short) return
    if (port === 0) continue
    const over = protocol === FLOOR.tcp ? 'tcp' : 'udp'
    const text = `${name} on ${over} ${port}`
    if (said.includes(text) || said.length >= MAX_NAMED) return
    said.push(text)
    if (over === 'tcp') sink.observe({ kind: 'expectation', of: 'server', over, port, protocol: 'dcerpc' })
    return
  }
}
