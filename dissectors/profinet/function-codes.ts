/** Number spaces of PROFINET, packed above the number itself. */
export const SPACE = { dcp: 0, rt: 1, alarm: 2, cm: 3, ptcp: 4, fragment: 5, epm: 6, rpc: 7 } as const

const NUMBERS = 0x1_0000
const SPACES = ['dcp', 'rt', 'alarm', 'cm', 'ptcp', 'fragment', 'epm', 'rpc']

/** IEC 61158-6-10, 4.3.1.4 (ServiceID). */
const DCP_SERVICES: Readonly<Record<number, string>> = { 3: 'Get', 4: 'Set', 5: 'Identify', 6: 'Hello' }
/** IEC 61158-6-10, 4.10.3.2.2 (operation numbers of the IO interfaces). */
const CM_OPERATIONS = ['Connect', 'Release', 'Read', 'Write', 'Control', 'Read Implicit']
/** IEC 61158-6-10, 4.6 (PTCP). */
const PTCP_FRAMES: Readonly<Record<number, string>> = {
  0x0020: 'RTSyncPDU with FollowUp (clock)',
  0x0021: 'RTSyncPDU with FollowUp (time)',
  0x0080: 'RTSyncPDU (clock)',
  0x0081: 'RTSyncPDU (time)',
  0xff00: 'AnnouncePDU (clock)',
  0xff01: 'AnnouncePDU (time)',
  0xff20: 'FollowUpPDU (clock)',
  0xff21: 'FollowUpPDU (time)',
  0xff40: 'DelayReqPDU',
  0xff41: 'DelayResPDU with FollowUp',
  0xff42: 'DelayFuResPDU',
  0xff43: 'DelayResPDU',
}
/** C706 (DCE 1.1: RPC), 12.5.2.10: packet types. */
const RPC_PACKETS = [
  'Request',
  'Ping',
  'Response',
  'Fault',
  'Working',
  'No Call',
  'Reject',
  'Acknowledge',
  'Cancel',
  'Fragment Acknowledge',
  'Cancel Acknowledge',
]
/** C706, appendix O: operations of the endpoint mapper. */
const EPM_OPERATIONS: Readonly<Record<number, string>> = { 2: 'Endpoint Lookup', 4: 'Endpoint Lookup Handle Free' }

/** The code of a function of one number space. */
export function codeOf(space: number, number: number): number {
  return space * NUMBERS + number
}

/** The texts of a code: 'dcp 5' and 'DCP Identify'. */
export function describeCode(code: number): { function: string; name: string } {
  const space = Math.floor(code / NUMBERS)
  const number = code % NUMBERS
  const word = SPACES[space] ?? `space ${space}`
  switch (space) {
    case SPACE.rt:
      return { function: word, name: 'Cyclic real-time data' }
    case SPACE.alarm:
      return { function: word, name: 'Alarm' }
    case SPACE.fragment:
      return { function: word, name: 'Fragment of a frame' }
    case SPACE.dcp:
      return { function: `dcp ${number}`, name: `DCP ${DCP_SERVICES[number] ?? `service ${number}`}` }
    case SPACE.cm:
      return { function: `cm ${number}`, name: CM_OPERATIONS[number] ?? `Operation ${number}` }
    case SPACE.ptcp:
      return { function: `ptcp ${hex16(number)}`, name: PTCP_FRAMES[number] ?? `Frame ${hex16(number)}` }
    case SPACE.epm:
      return { function: `epm ${number}`, name: EPM_OPERATIONS[number] ?? `Endpoint mapper operation ${number}` }
    default:
      return { function: `${word} ${number}`, name: `RPC ${RPC_PACKETS[number] ?? `packet ${number}`}` }
  }
}

/** '0x00ff': sixteen bits as the standard writes them. */
export function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}

/** '0x000000ff': thirty-two bits as the standard writes them. */
export function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}
