import { lssCommand } from './lss-commands.ts'
import { nmtCommandName } from './nmt.ts'

/** Number spaces of CANopen, packed above the number itself. */
export const SPACE = { nmt: 0, sync: 1, emergency: 2, time: 3, pdo: 4, sdo: 5, errorControl: 6, lss: 7 } as const
export type Space = (typeof SPACE)[keyof typeof SPACE]

const NUMBERS = 0x100
/** What an SDO does; a segment is of the transfer that has begun, where its beginning was seen. */
export const SDO = {
  download: 1,
  upload: 2,
  blockDownload: 3,
  blockUpload: 4,
  downloadSegment: 5,
  uploadSegment: 6,
  blockSegment: 7,
  abort: 8,
} as const
export const ERROR_CONTROL = { bootUp: 0, state: 1, guarding: 2 } as const

const SDOS: Readonly<Record<number, string>> = {
  [SDO.download]: 'SDO download',
  [SDO.upload]: 'SDO upload',
  [SDO.blockDownload]: 'SDO block download',
  [SDO.blockUpload]: 'SDO block upload',
  [SDO.downloadSegment]: 'SDO download segment',
  [SDO.uploadSegment]: 'SDO upload segment',
  [SDO.blockSegment]: 'SDO block segment',
  [SDO.abort]: 'SDO abort',
}
const ERROR_CONTROLS = ['Boot-up', 'Heartbeat', 'Node guarding request']
/** Which PDO has which function code: those that a node sends and receives take turns. */
const FIRST_PDO = 3

export function codeOf(space: Space, number: number): number {
  return space * NUMBERS + number
}

export function describeCode(code: number): { function: string; name: string } {
  const number = code % NUMBERS
  switch (Math.floor(code / NUMBERS)) {
    case SPACE.nmt:
      return { function: `nmt ${number}`, name: nmtCommandName(number) }
    case SPACE.sync:
      return { function: 'sync', name: 'SYNC' }
    case SPACE.emergency:
      return { function: 'emcy', name: 'EMCY' }
    case SPACE.time:
      return { function: 'time', name: 'TIME' }
    case SPACE.pdo:
      return describePdo(number)
    case SPACE.sdo:
      return { function: `sdo ${number}`, name: SDOS[number] ?? `SDO command ${number}` }
    case SPACE.errorControl:
      return { function: `error control ${number}`, name: ERROR_CONTROLS[number] ?? `state ${number}` }
    default:
      return { function: `lss ${number}`, name: `LSS ${lssCommand(number)?.name ?? `command ${number}`}` }
  }
}

function describePdo(functionCode: number): { function: string; name: string } {
  const at = functionCode - FIRST_PDO
  const name = `${at % 2 === 0 ? 'TPDO' : 'RPDO'} ${(at >> 1) + 1}`
  return { function: name.toLowerCase(), name }
}
