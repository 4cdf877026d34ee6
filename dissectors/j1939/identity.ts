/* Who a station is. SAE J1939-81, 4.1.1 (NAME); J1939-71 (PGN 64965, 65242, 65259, 65260: texts that end with '*'). */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { describeGroup, PGN } from './parameter-groups.ts'

const NAME_LENGTH = 8
const MAX_TEXT = 200
/** Functions that mean the same in all industries (J1939DA, B11). */
const FUNCTIONS: readonly string[] = [
  'engine',
  'auxiliary power unit',
  'electric propulsion control',
  'transmission',
  'battery pack monitor',
  'shift control',
  'power take-off',
  'axle, steering',
  'axle, drive',
  'brakes, system controller',
  'brakes, steer axle',
  'brakes, drive axle',
  'retarder, engine',
  'retarder, driveline',
  'cruise control',
  'fuel system',
  'steering controller',
]

/** Says what the data of a parameter group, all of it at the cursor, tells of its sender. */
export function sayIdentity(group: number, data: Cursor, info: MessageInfo, said: SaidOnce, sink: Sink): void {
  if (!isAboutSender(group) || !said.isNew(group, data.view, data.pos, data.end)) return
  const facts = factsOf(group, data)
  if (facts !== undefined) sayFacts(senderOf(info), '', describeGroup(group).name, facts, sink)
}

function isAboutSender(group: number): boolean {
  return (
    group === PGN.addressClaimed ||
    group === PGN.ecuIdentification ||
    group === PGN.softwareIdentification ||
    group === PGN.componentIdentification ||
    group === PGN.vehicleIdentification
  )
}

function factsOf(group: number, data: Cursor): Facts | undefined {
  if (group === PGN.addressClaimed) return data.left === NAME_LENGTH ? ofName(data) : undefined
  // In front of the texts is how many there are.
  if (group === PGN.softwareIdentification) data.skip(1)
  const [first, second, third, fourth, fifth] = data.text(Math.min(data.left, MAX_TEXT)).split('*').map(trimmed)
  switch (group) {
    case PGN.softwareIdentification:
      return { software: [first, second, third, fourth, fifth].filter((text) => text).join(' ') }
    case PGN.componentIdentification:
      return { vendor: first, model: second, serial: third, name: fourth }
    case PGN.ecuIdentification:
      return { 'order-number': first, serial: second, location: third, 'device-type': fourth, vendor: fifth }
    default:
      return { 'device-id': first === '' ? '' : `VIN ${first}` }
  }
}

function trimmed(text: string): string {
  return text.trim()
}

/** NAME: identity number and maker in the first four bytes, low byte first, then instances, function, system, industry. */
function ofName(data: Cursor): Facts {
  const low = data.u32le()
  data.skip(1)
  const role = data.u8()
  return {
    'vendor-id': String(low >>> 21),
    description: `NAME with identity number ${low & 0x1f_ffff}`,
    'device-type': FUNCTIONS[role] ?? `function ${role}`,
  }
}
