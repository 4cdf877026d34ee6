/** Number spaces of EtherCAT, packed above the number itself. */
export const SPACE = {
  command: 0,
  coe: 1,
  foe: 2,
  soe: 3,
  eoe: 4,
  aoe: 5,
  voe: 6,
  mailbox: 7,
  variables: 8,
  frame: 9,
} as const

const NUMBERS = 0x1_0000
/** ETG.1000.4, table 9 (commands). */
const COMMANDS = [
  'No operation',
  'Auto increment physical read (APRD)',
  'Auto increment physical write (APWR)',
  'Auto increment physical read write (APRW)',
  'Configured address physical read (FPRD)',
  'Configured address physical write (FPWR)',
  'Configured address physical read write (FPRW)',
  'Broadcast read (BRD)',
  'Broadcast write (BWR)',
  'Broadcast read write (BRW)',
  'Logical memory read (LRD)',
  'Logical memory write (LWR)',
  'Logical memory read write (LRW)',
  'Auto increment physical read multiple write (ARMW)',
  'Configured address physical read multiple write (FRMW)',
]
/** ETG.1000.6, 5.6 (CoE services). */
const COE = [
  '',
  'Emergency',
  'SDO Request',
  'SDO Response',
  'TxPDO',
  'RxPDO',
  'TxPDO remote request',
  'RxPDO remote request',
  'SDO Information',
]
/** ETG.1000.6, 5.8 (FoE). */
const FOE = ['', 'Read Request', 'Write Request', 'Data', 'Acknowledge', 'Error', 'Busy']
/** ETG.1000.6, 5.9 (SoE). */
const SOE = ['', 'Read Request', 'Read Response', 'Write Request', 'Write Response', 'Notification', 'Emergency']
/** ETG.1000.6, 5.7 (EoE). */
const EOE = [
  'Fragment',
  'Time Stamp Response',
  'Set IP Parameter Request',
  'Set IP Parameter Response',
  'Set Address Filter Request',
  'Set Address Filter Response',
  'Get IP Parameter Request',
  'Get IP Parameter Response',
]
/** Beckhoff ADS, commands. */
const AOE = [
  'Invalid',
  'Read Device Info',
  'Read',
  'Write',
  'Read State',
  'Write Control',
  'Add Device Notification',
  'Delete Device Notification',
  'Device Notification',
  'Read Write',
]
const MAILBOXES = [
  { word: 'coe', title: 'CoE', names: COE },
  { word: 'foe', title: 'FoE', names: FOE },
  { word: 'soe', title: 'SoE', names: SOE },
  { word: 'eoe', title: 'EoE', names: EOE },
  { word: 'aoe', title: 'AoE', names: AOE },
]

/** The code of a function of one number space. */
export function codeOf(space: number, number: number): number {
  return space * NUMBERS + number
}

/** The texts of a code: '0x0c', 'coe 2'. */
export function describeCode(code: number): { function: string; name: string } {
  const space = Math.floor(code / NUMBERS)
  const number = code % NUMBERS
  const mailbox = MAILBOXES[space - SPACE.coe]
  if (mailbox !== undefined) {
    return {
      function: `${mailbox.word} ${number}`,
      name: `${mailbox.title} ${mailbox.names[number] || `service ${number}`}`,
    }
  }
  switch (space) {
    case SPACE.command:
      return { function: hex(number, 2), name: COMMANDS[number] ?? `Command ${number}` }
    case SPACE.voe:
      return { function: 'voe', name: 'VoE (vendor specific)' }
    case SPACE.mailbox:
      return { function: `mailbox ${number}`, name: number === 0 ? 'Mailbox error' : `Mailbox type ${number}` }
    case SPACE.variables:
      return { function: 'nv', name: 'Network variables' }
    default:
      return { function: `frame ${number}`, name: number === 5 ? 'Mailbox gateway' : `Frame type ${number}` }
  }
}

/** '0x0c': a number with this many digits at least. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
