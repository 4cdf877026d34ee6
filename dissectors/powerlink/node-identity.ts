/*
 * What nodes tell of themselves. EPSG DS 301 V1.5.1, 7.3.3.2.1 (IdentResponse), 7.1 (states).
 */
import { profileText } from '../canopen/objects.ts'
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { stateName } from './function-codes.ts'
import { MANAGING_NODE, nodeText, type PowerlinkState } from './powerlink-state.ts'

/** Where things lie, from the message type on. */
const IDENTITY_AT = 26
const ADDRESSES_AT = 70
const NAME_AT = 82
const NAME_LENGTH = 32
const LEAST_LENGTH = NAME_AT + NAME_LENGTH
/** The state that a node is in, when it has changed. */
export function sayState(node: number, status: number, info: MessageInfo, state: PowerlinkState, sink: Sink): void {
  if (state.states.get(node) === status) return
  state.states.set(node, status)
  const role = node === MANAGING_NODE ? 'POWERLINK managing node' : 'POWERLINK controlled node'
  sayFacts(senderOf(info), '', 'NMT state', { role, mode: stateName(status) }, sink)
}

/** All that an IdentResponse holds; false when it is too short for that. */
export function sayIdentity(
  message: Cursor,
  node: number,
  info: MessageInfo,
  state: PowerlinkState,
  sink: Sink,
): boolean {
  if (message.left < LEAST_LENGTH) return false
  const { view, pos } = message
  if (!isNews(state.said, node, view, pos + IDENTITY_AT, pos + LEAST_LENGTH)) return true
  sayFacts(senderOf(info), '', 'IdentResponse', factsOf(message, node), sink)
  return true
}

function factsOf(message: Cursor, node: number): Facts {
  const { view, pos } = message
  message.pos = pos + IDENTITY_AT
  const profile = profileText(message.u32le())
  const [vendor, product, revision, serial] = [message.u32le(), message.u32le(), message.u32le(), message.u32le()]
  const address = (at: number) => {
    const ip = view.getUint32(pos + at, true)
    return ip === 0 ? '' : ipText(ip)
  }
  message.pos = pos + NAME_AT
  const name = message.text(NAME_LENGTH, 'latin1').trim()
  message.pos = pos
  return {
    'device-id': nodeText(node),
    'device-type': profile,
    'vendor-id': numberText(vendor),
    'product-code': numberText(product),
    'configuration-revision': numberText(revision),
    serial: serial === 0 ? '' : String(serial),
    ip: address(ADDRESSES_AT),
    'subnet-mask': address(ADDRESSES_AT + 4),
    gateway: address(ADDRESSES_AT + 8),
    name,
  }
}

/** Nodes leave at 0 what their maker has not set. */
function numberText(value: number): string {
  return value === 0 ? '' : `0x${value.toString(16).padStart(8, '0')}`
}
