/* What DoIP itself tells of who is there: ISO 13400-2:2019, tables 5 (announcement), 11 (status), 9 (power mode), 46 to 49. */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { sideNumber } from '../kit/sender-of.ts'
import { addressText, type DoipState } from './doip-state.ts'
import { TYPE } from './header.ts'
import { VIN_LENGTH } from './uds-identity.ts'

/** What an entity has that was never given one. */
const NO_IDS: ReadonlySet<number> = new Set([0, 0xffff_ffff_ffff])
const NODES: readonly string[] = ['DoIP gateway', 'DoIP node']
const POWER_MODES: readonly string[] = ['not ready', 'ready']
/** Beyond what ECUs have said, which are numbered by address and identifier. */
const SAID = 0x1_0000_0000

/** Says what the payload at the cursor tells of who sent it, when it is news. */
export function sayWho(payload: Cursor, type: number, of: Side, state: DoipState, sink: Sink): void {
  const { view, pos, end } = payload
  const isSaid = type === TYPE.announcement || type === TYPE.statusAnswer || type === TYPE.powerModeAnswer
  if (!isSaid || !isNews(state.said, SAID + type * 2 + sideNumber(of), view, pos, end)) return
  if (type === TYPE.announcement) sayVehicle(payload, of, sink)
  else if (type === TYPE.statusAnswer)
    sayFacts(of, '', 'DoIP entity status', { 'device-type': NODES[payload.peek(0)] }, sink)
  else {
    const mode = POWER_MODES[payload.peek(0)]
    sayFacts(of, '', 'DoIP power mode', { state: mode && `diagnostic power mode ${mode}` }, sink)
  }
}

/** The address that a side has, of which the payload tells at `at`. */
export function sayAddress(
  payload: Cursor,
  at: number,
  of: Side,
  isTester: boolean,
  state: DoipState,
  sink: Sink,
): void {
  const { view, pos } = payload
  if (!isNews(state.said, SAID + sideNumber(of), view, pos + at, pos + at + 2)) return
  const role = isTester ? 'DoIP external tester' : ''
  sayFacts(of, '', 'Routing activation', { 'network-address': addressText(payload.peek16(at)), role }, sink)
}

/** VIN, logical address, number of the entity (most often a MAC address) and that of the group of a vehicle. */
function sayVehicle(payload: Cursor, of: Side, sink: Sink): void {
  const { pos } = payload
  const vin = payload.text(VIN_LENGTH).trim()
  const address = addressText(payload.u16())
  const entity = idText(payload)
  const group = idText(payload)
  payload.pos = pos
  const facts = { 'device-id': /^[0-9A-Z]+$/i.test(vin) ? `VIN ${vin}` : '', mac: entity, 'network-address': address }
  sayFacts(of, '', 'Vehicle announcement', facts, sink)
  sayFacts(of, '', 'Vehicle announcement, group', { 'device-id': group && `GID ${group}` }, sink)
}

function idText(payload: Cursor): string {
  const id = payload.u16() * 0x1_0000_0000 + payload.u32()
  return NO_IDS.has(id) ? '' : macText(id)
}
