/* What the objects of a node tell of it. CiA 301 V4.2.0, 7.5.2.1, 7.5.2.9 to 7.5.2.11 and 7.5.2.19. */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import type { CanopenState } from './canopen-state.ts'
import { IDENTITY_FACTS, isIdentityObject, OBJECT, objectText, profileText } from './objects.ts'

const NUMBER_BYTES = 4
const data = new Cursor(new DataView(new ArrayBuffer(0)))

/** Says what the value `view[at, at + length)` of an object tells of the node that was read. */
export function sayObject(
  index: number,
  subindex: number,
  view: DataView,
  at: number,
  length: number,
  { said }: CanopenState,
  sink: Sink,
): void {
  if (!isIdentityObject(index) || !said.isNew(index * 0x100 + subindex, view, at, at + length)) return
  const facts = factsOf(index, subindex, data.reset(view, at, at + length))
  if (facts !== undefined) sayFacts('server', '', `SDO upload ${objectText(index, subindex)}`, facts, sink)
}

function factsOf(index: number, subindex: number, value: Cursor): Facts | undefined {
  switch (index) {
    case OBJECT.deviceName:
      return { product: value.text(value.left, 'latin1').trim() }
    case OBJECT.hardwareVersion:
      return { hardware: value.text(value.left, 'latin1').trim() }
    case OBJECT.softwareVersion:
      return { firmware: value.text(value.left, 'latin1').trim() }
    case OBJECT.deviceType:
      return value.left === NUMBER_BYTES ? { 'device-type': profileText(value.u32le()) } : undefined
    default:
      return value.left === NUMBER_BYTES ? entryOf(subindex, value.u32le()) : undefined
  }
}

/** Nodes leave at 0 what their maker has not set. */
function entryOf(subindex: number, number: number): Facts | undefined {
  const fact = IDENTITY_FACTS[subindex]
  if (fact === undefined || number === 0) return undefined
  return { [fact]: fact === 'serial' ? String(number) : `0x${number.toString(16).padStart(8, '0')}` }
}
