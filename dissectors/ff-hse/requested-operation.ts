import type { Cursor } from '../kit/cursor.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { addressOf, codeOf, HEADER_LENGTH } from './fda-message.ts'
import { type FfHseState, moduleOf } from './ff-hse-state.ts'
import { duplicates, tagAt } from './say-device.ts'
import { type Names, SERVICE, type Service, TAG_LENGTH } from './services.ts'

const ADDRESS_AT = 4
/** Bytes of the body that tell what is named. */
const NAMED: Readonly<Record<Names, number>> = { nothing: 0, index: 4, element: 8, event: 4, device: 2 * TAG_LENGTH }
const ADDRESSES = 2 ** 32
/** Beyond the codes. */
const ANSWERS = 2 ** 50
/** Where duplicates are told in the body. */
const DUPLICATES_AT: Readonly<Record<number, number>> = {
  [SERVICE.annunciation]: 3,
  [SERVICE.findTagReply]: 96,
  [SERVICE.diagnostic]: 41,
}

/** What a request or an unconfirmed message does. */
export function operationOf(message: Cursor, service: Service, state: FfHseState): Operation {
  const { view, pos } = message
  const { operations } = state
  const code = codeOf(message)
  const body = pos + HEADER_LENGTH
  const found = duplicatesIn(message, code)
  const seed = code * 4 + found
  const addressed = keyOfBytes(view, pos + ADDRESS_AT, pos + ADDRESS_AT + 4, seed)
  const named = NAMED[service.names]
  const key = named === 0 ? addressed : keyOfBytes(view, body, body + named, addressed)
  const known = operations.find(key)
  if (known !== undefined) return known
  const address = addressOf(message)
  if (found !== 0) return operations.add(key, 'alarm', code, moduleOf(address), duplicates(found))
  const target = targetOf(message, service.names)
  return operations.add(key, service.class, code, moduleOf(address), target, pointsOf(message, service))
}

/** An answer to what was not seen. */
export function answerOf(message: Cursor, service: Service | undefined, state: FfHseState): Operation {
  const { operations } = state
  const code = codeOf(message)
  const address = addressOf(message)
  const key = ANSWERS + code * ADDRESSES + address
  const known = operations.find(key)
  return known ?? operations.add(key, service?.class ?? 'unknown', code, moduleOf(address), '')
}

function duplicatesIn(message: Cursor, code: number): number {
  const at = DUPLICATES_AT[code]
  return at === undefined ? 0 : message.peek(HEADER_LENGTH + at) & 3
}

function targetOf(message: Cursor, names: Names): string {
  const { view, pos } = message
  const body = pos + HEADER_LENGTH
  if (names === 'nothing') return ''
  if (names === 'device') return tagAt(message, TAG_LENGTH) || tagAt(message, 0)
  const index = `${vfdText(message)}index ${view.getUint32(body)}`
  return names === 'element' ? `${index}.${view.getUint32(body + 4)}` : index
}

function pointsOf(message: Cursor, { class: kind, names }: Service): readonly Points[] {
  if ((kind !== 'read' && kind !== 'write' && kind !== 'publish') || names === 'nothing') return []
  const { view, pos } = message
  const body = pos + HEADER_LENGTH
  const index = view.getUint32(body)
  const isElement = names === 'element'
  const name = isElement ? `${vfdText(message)}index ${index}.` : `${vfdText(message)}index `
  const first = isElement ? view.getUint32(body + 4) : index
  return [{ name, first, count: 1, type: '', writes: kind === 'write' }]
}

/** Indexes are those of one of several virtual devices, which the FDA address leads to. */
function vfdText(message: Cursor): string {
  const address = addressOf(message)
  return address === 0 ? '' : `FDA 0x${address.toString(16).padStart(8, '0')} `
}
