import type { OperationClass } from '../kit/observation.ts'

/** Number spaces of POWERLINK, packed above the number itself. */
export const SPACE = {
  frame: 0,
  invited: 1,
  service: 2,
  request: 3,
  command: 4,
  connection: 5,
  sdo: 6,
  answer: 7,
} as const
type Space = (typeof SPACE)[keyof typeof SPACE]

const NUMBERS = 0x100
/** 4.6.1.1: kinds of frames. */
export const FRAME = { soc: 1, preq: 3, pres: 4, soa: 5, asnd: 6, amni: 7, ainv: 0x0d } as const
/** Appendix 3: services of an ASnd. */
export const SERVICE = { ident: 1, status: 2, request: 3, command: 4, sdo: 5, sync: 6 } as const
export const SDO = { write: 1, read: 2, writeAll: 3, readAll: 4 } as const
/** What an aborted transfer is counted as, beside the commands. */
export const ABORTED = 0xff

const FRAMES: Readonly<Record<number, string>> = {
  [FRAME.soc]: 'SoC',
  [FRAME.preq]: 'PReq',
  [FRAME.pres]: 'PRes',
  [FRAME.soa]: 'SoA',
  [FRAME.asnd]: 'ASnd',
  [FRAME.amni]: 'AMNI',
  [FRAME.ainv]: 'AInv',
}
const INVITED: Readonly<Record<number, string>> = {
  0: 'NoService',
  1: 'IdentRequest',
  2: 'StatusRequest',
  3: 'NMTRequestInvite',
  6: 'SyncRequest',
  255: 'UnspecifiedInvite',
}
const SERVICES: Readonly<Record<number, string>> = {
  1: 'IdentResponse',
  2: 'StatusResponse',
  3: 'NMTRequest',
  4: 'NMTCommand',
  5: 'SDO',
  6: 'SyncResponse',
}
/** 7.3: what the managing node tells nodes to do, and what that does to them. */
const COMMANDS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  33: ['NMTStartNode', 'mode'],
  34: ['NMTStopNode', 'mode'],
  35: ['NMTEnterPreOperational2', 'mode'],
  36: ['NMTEnableReadyToOperate', 'mode'],
  40: ['NMTResetNode', 'mode'],
  41: ['NMTResetCommunication', 'mode'],
  42: ['NMTResetConfiguration', 'mode'],
  43: ['NMTSwReset', 'mode'],
  44: ['NMTGoToStandby', 'mode'],
  65: ['NMTStartNodeEx', 'mode'],
  66: ['NMTStopNodeEx', 'mode'],
  67: ['NMTEnterPreOperational2Ex', 'mode'],
  68: ['NMTEnableReadyToOperateEx', 'mode'],
  72: ['NMTResetNodeEx', 'mode'],
  73: ['NMTResetCommunicationEx', 'mode'],
  74: ['NMTResetConfigurationEx', 'mode'],
  75: ['NMTSwResetEx', 'mode'],
  98: ['NMTNetHostNameSet', 'configure'],
  99: ['NMTFlushArpEntry', 'configure'],
  128: ['NMTPublishConfiguredNodes', 'publish'],
  144: ['NMTPublishActiveNodes', 'publish'],
  145: ['NMTPublishPreOperational1', 'publish'],
  146: ['NMTPublishPreOperational2', 'publish'],
  147: ['NMTPublishReadyToOperate', 'publish'],
  148: ['NMTPublishOperational', 'publish'],
  149: ['NMTPublishStopped', 'publish'],
  150: ['NMTPublishNodeStates', 'publish'],
  160: ['NMTPublishEmergencyNew', 'alarm'],
  176: ['NMTPublishTime', 'time'],
  255: ['NMTInvalidService', 'diagnose'],
}
/** 6.3.2.4.1: what is asked of the objects of a node. */
const SDO_COMMANDS: Readonly<Record<number, string>> = {
  1: 'WriteByIndex',
  2: 'ReadByIndex',
  3: 'WriteAllByIndex',
  4: 'ReadAllByIndex',
  5: 'WriteByName',
  6: 'ReadByName',
  32: 'FileWrite',
  33: 'FileRead',
  49: 'WriteMultipleParameterByIndex',
  50: 'ReadMultipleParameterByIndex',
  112: 'MaximumSegmentSize',
}
/** 7.1: states of a node, by the bits that managing and controlled nodes share. */
const STATES: Readonly<Record<number, string>> = {
  0x1c: 'NotActive',
  0x1d: 'PreOperational1',
  0x1e: 'BasicEthernet',
  0x4d: 'Stopped',
  0x5d: 'PreOperational2',
  0x6d: 'ReadyToOperate',
  0xfd: 'Operational',
}

export function codeOf(space: Space, number: number): number {
  return space * NUMBERS + number
}

/** '' of a number that is none, or of a node that is not up yet. */
export function stateName(status: number): string {
  return STATES[status] ?? ''
}

export function isFrame(type: number): boolean {
  return FRAMES[type] !== undefined
}

export function isSdoCommand(command: number): boolean {
  return SDO_COMMANDS[command] !== undefined
}

export function commandClass(command: number): OperationClass {
  return COMMANDS[command]?.[1] ?? 'unknown'
}

/** An NMT command, a service that it invites to, or a number. */
export function commandName(command: number): string {
  return COMMANDS[command]?.[0] ?? SERVICES[command] ?? `command ${command}`
}

export function describeCode(code: number): { function: string; name: string } {
  const space = Math.floor(code / NUMBERS)
  const number = code % NUMBERS
  switch (space) {
    case SPACE.invited:
      return { function: `5.${number}`, name: `SoA ${INVITED[number] ?? `service ${number}`}` }
    case SPACE.service:
      return { function: `6.${number}`, name: `ASnd ${SERVICES[number] ?? `service ${number}`}` }
    case SPACE.request:
      return { function: `6.3.${number}`, name: `NMTRequest ${commandName(number)}` }
    case SPACE.command:
      return { function: `6.4.${number}`, name: commandName(number) }
    case SPACE.connection:
      return { function: '6.5', name: 'SDO connection' }
    case SPACE.sdo:
      return { function: `6.5.${number}`, name: `SDO ${SDO_COMMANDS[number] ?? `command ${number}`}` }
    case SPACE.answer:
      return { function: `6.5.${number}`, name: answerName(number) }
    default:
      return { function: String(number), name: FRAMES[number] ?? `frame ${number}` }
  }
}

function answerName(number: number): string {
  return number === ABORTED ? 'SDO abort' : `SDO response to ${SDO_COMMANDS[number] ?? `command ${number}`}`
}
