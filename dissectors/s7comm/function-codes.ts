/*
 * The functions of S7comm as operation codes: their texts and their classes.
 * SIMATIC NET "S7 communication" services; function numbers as Wireshark's packet-s7comm and Snap7 know them.
 */
import { COTP_CODES, describeCotp } from '../kit/cotp-transport.ts'
import type { OperationClass } from '../kit/observation.ts'
import { FUNCTION_NAMES, GROUP_NAMES, SUBFUNCTION_NAMES } from './names.ts'

export const FUNCTION = {
  readVar: 0x04,
  writeVar: 0x05,
  requestDownload: 0x1a,
  downloadBlock: 0x1b,
  downloadEnded: 0x1c,
  startUpload: 0x1d,
  upload: 0x1e,
  endUpload: 0x1f,
  piService: 0x28,
  plcStop: 0x29,
  setup: 0xf0,
} as const

export const GROUP = {
  modeTransition: 0,
  programmer: 1,
  cyclic: 2,
  block: 3,
  cpu: 4,
  security: 5,
  pbc: 6,
  time: 7,
  ncProgramming: 15,
} as const

/** Functions are 0 to 255; userdata lies above them, by group and subfunction. */
const USERDATA = 0x1_0000
/** An acknowledgement (ROSCTR 2) names no function: this one when its job was not seen. */
export const BARE_ACK = 0x2_0000

export function userdataCode(group: number, subfunction: number): number {
  return USERDATA + group * 0x100 + subfunction
}

/** The texts of `function` and `functionName`. */
export function describeCode(code: number): { function: string; name: string } {
  if (code >= COTP_CODES) return describeCotp(code)
  if (code === BARE_ACK) return { function: 'ack', name: 'Acknowledgement' }
  if (code < USERDATA) {
    const text = `0x${code.toString(16).padStart(2, '0')}`
    return { function: text, name: FUNCTION_NAMES[code] ?? `Function ${text}` }
  }
  const group = (code >> 8) & 0xff
  const subfunction = code & 0xff
  const name = SUBFUNCTION_NAMES[code - USERDATA] ?? `${GROUP_NAMES[group] ?? `Group ${group}`}: ${subfunction}`
  return { function: `userdata ${group}/${subfunction}`, name }
}

export function isKnownFunction(code: number): boolean {
  return FUNCTION_NAMES[code] !== undefined
}

/** The class of a job, as far as its function tells; a PI service's depends on its name. */
export function classOfFunction(code: number): OperationClass {
  switch (code) {
    case FUNCTION.setup:
      return 'session'
    case FUNCTION.readVar:
      return 'read'
    case FUNCTION.writeVar:
      return 'write'
    case FUNCTION.requestDownload:
    case FUNCTION.downloadBlock:
    case FUNCTION.downloadEnded:
      return 'download'
    case FUNCTION.startUpload:
    case FUNCTION.upload:
    case FUNCTION.endUpload:
      return 'upload'
    case FUNCTION.piService:
      return 'control'
    case FUNCTION.plcStop:
      return 'mode'
    default:
      return 'unknown'
  }
}

/** The class of a userdata function. `isPush`: the controller says it unasked. */
export function classOfUserdata(group: number, subfunction: number, isPush: boolean): OperationClass {
  switch (group) {
    case GROUP.modeTransition:
      return 'alarm'
    case GROUP.programmer:
      return classOfProgrammer(subfunction, isPush)
    case GROUP.cyclic:
      return classOfCyclic(subfunction, isPush)
    case GROUP.block:
      return 'discover'
    case GROUP.cpu:
      return classOfCpu(subfunction)
    case GROUP.security:
      return 'authenticate'
    case GROUP.pbc:
      // BSEND puts a block of data into the partner's BRCV area.
      return 'write'
    case GROUP.time:
      return subfunction === 2 || subfunction === 4 ? 'time' : 'read'
    case GROUP.ncProgramming:
      return subfunction >= 6 ? 'upload' : 'download'
    default:
      return 'unknown'
  }
}

/** Test and installation functions of STEP 7: watching is `diagnose`, forcing is `control`. */
function classOfProgrammer(subfunction: number, isPush: boolean): OperationClass {
  switch (subfunction) {
    case 0x08: // modify variable
    case 0x09: // force
      return isPush ? 'diagnose' : 'write'
    case 0x07: // force selection
    case 0x0a: // breakpoint: halts the program
    case 0x0b: // leave HOLD
      return 'control'
    case 0x0c: // memory reset: the program is erased and the CPU stops
      return 'mode'
    default:
      return 'diagnose'
  }
}

function classOfCyclic(subfunction: number, isPush: boolean): OperationClass {
  if (isPush) return 'publish'
  return subfunction === 4 ? 'session' : 'read'
}

function classOfCpu(subfunction: number): OperationClass {
  switch (subfunction) {
    case 0x01: // read SZL
      return 'diagnose'
    case 0x02: // message service: subscribes to alarms and diagnosis
      return 'session'
    default:
      return 'alarm'
  }
}
