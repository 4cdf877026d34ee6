/*
 * Program invocation services (0x28) and PLC stop (0x29): names as STEP 7 and SINUMERIK give them.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { blockNameText } from './block-name.ts'

const MAX_SERVICE_NAME = 32
const MAX_ARGUMENTS_NAMED = 4
/** A block's name in a list lacks the file identifier: type, number, file system. */
const LISTED_NAME_LENGTH = 8

const CLASSES: Readonly<Record<string, OperationClass>> = {
  P_PROGRAM: 'mode', // starts the program: warm, hot or cold restart
  _INSE: 'download', // links downloaded blocks into the running program
  _INS2: 'download',
  _DELE: 'download', // deletes blocks
  _MODU: 'configure', // copies RAM to ROM
  _GARB: 'configure', // compresses the work memory
  _N_LOGIN_: 'authenticate',
  _N_LOGOUT: 'authenticate',
  _N_NEWPWD: 'configure',
  _N_NCKMOD: 'mode',
  _N_SETUDT: 'configure',
  _N_SETUFR: 'configure',
  _N_CONFIG: 'configure',
  _N_IBN_SS: 'configure',
}

/** NC files: _N_F_COPY, _N_F_DELE, _N_F_OPEN, … */
const FILE_SERVICE = '_N_F_'

export function classOfService(name: string): OperationClass {
  return CLASSES[name] ?? (name.startsWith(FILE_SERVICE) ? 'file' : 'control')
}

/** A PI service: its name, and the name with what it acts on. */
export interface Service {
  readonly name: string
  readonly target: string
}

const NO_SERVICE: Service = { name: '', target: '' }

/** Parameters of function 0x28 behind the function: 7 unknown bytes, a parameter block, the name. */
export function piService(parameters: Cursor): Service {
  parameters.skip(7)
  const length = parameters.u16()
  const blockAt = parameters.pos
  parameters.skip(length)
  const name = parameters.text(Math.min(parameters.u8(), MAX_SERVICE_NAME))
  if (parameters.short) return NO_SERVICE
  const { end } = parameters
  parameters.pos = blockAt
  parameters.end = blockAt + length
  const argument = argumentText(parameters, name)
  parameters.end = end
  return { name, target: argument === '' ? name : `${name} ${argument}` }
}

/** Parameters of function 0x29 behind the function: 5 unknown bytes, the name. */
export function stopService(parameters: Cursor): Service {
  parameters.skip(5)
  const name = parameters.text(Math.min(parameters.u8(), MAX_SERVICE_NAME))
  return { name, target: name }
}

function argumentText(block: Cursor, name: string): string {
  switch (name) {
    case '_INSE':
    case '_INS2':
    case '_DELE':
      return listedBlocks(block)
    case 'P_PROGRAM':
    case '_MODU':
      // 'C ' is a cold restart, 'EP' copies RAM to ROM.
      return block.text(block.left).trim()
    case '_N_SELECT':
      return ncArguments(block)
    default:
      // Only of these: the arguments of _N_LOGIN_ and _N_NEWPWD are passwords.
      return name.startsWith(FILE_SERVICE) ? ncArguments(block) : ''
  }
}

function listedBlocks(block: Cursor): string {
  const count = block.u8()
  block.skip(1)
  let text = ''
  for (let i = 0; i < count && block.left >= LISTED_NAME_LENGTH; i++) {
    if (i === MAX_ARGUMENTS_NAMED) return `${text}, … (${count} blocks)`
    text += `${i === 0 ? '' : ', '}${blockNameText(block, LISTED_NAME_LENGTH)}`
  }
  return text
}

/** Strings, each behind its length, each on an even offset. */
function ncArguments(block: Cursor): string {
  const start = block.pos
  let text = ''
  for (let i = 0; i < MAX_ARGUMENTS_NAMED && block.left > 0; i++) {
    const length = block.u8()
    if (length > block.left) break
    const argument = block.text(Math.min(length, MAX_SERVICE_NAME))
    block.skip(Math.min(Math.max(length - MAX_SERVICE_NAME, 0), block.left))
    if (((block.pos - start) & 1) === 1 && block.left > 0) block.skip(1)
    if (argument !== '') text += `${text === '' ? '' : ' '}${argument}`
  }
  return text
}
