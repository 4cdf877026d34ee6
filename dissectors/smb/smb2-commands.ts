/* SMB 2 and 3 commands: MS-SMB2, 2.2.1.2. What each does to production: they move files, sessions and nothing else. */
import type { OperationClass } from '../kit/observation.ts'

export const SMB2 = {
  negotiate: 0,
  sessionSetup: 1,
  logoff: 2,
  treeConnect: 3,
  treeDisconnect: 4,
  create: 5,
  close: 6,
  flush: 7,
  read: 8,
  write: 9,
  lock: 10,
  ioctl: 11,
  cancel: 12,
  echo: 13,
  queryDirectory: 14,
  changeNotify: 15,
  queryInfo: 16,
  setInfo: 17,
  oplockBreak: 18,
  notification: 19,
} as const

export const SMB2_COMMANDS = 20

const COMMANDS: readonly (readonly [name: string, operationClass: OperationClass])[] = [
  ['NEGOTIATE', 'session'],
  ['SESSION_SETUP', 'authenticate'],
  ['LOGOFF', 'session'],
  ['TREE_CONNECT', 'session'],
  ['TREE_DISCONNECT', 'session'],
  ['CREATE', 'file'],
  ['CLOSE', 'file'],
  ['FLUSH', 'file'],
  ['READ', 'file'],
  ['WRITE', 'file'],
  ['LOCK', 'file'],
  ['IOCTL', 'file'],
  ['CANCEL', 'session'],
  ['ECHO', 'diagnose'],
  ['QUERY_DIRECTORY', 'file'],
  ['CHANGE_NOTIFY', 'file'],
  ['QUERY_INFO', 'file'],
  ['SET_INFO', 'file'],
  ['OPLOCK_BREAK', 'file'],
  ['SERVER_TO_CLIENT_NOTIFICATION', 'session'],
]

/** MS-FSCC, 2.4: information that SET_INFO sets to delete or rename a file. */
const SET_CLASSES: Readonly<Record<number, string>> = {
  10: 'FileRenameInformation',
  13: 'FileDispositionInformation',
  64: 'FileDispositionInformationEx',
  65: 'FileRenameInformationEx',
}

export function classOfSmb2(command: number): OperationClass {
  return COMMANDS[command]?.[1] ?? 'unknown'
}

export function isKnownSmb2(command: number): boolean {
  return command < SMB2_COMMANDS
}

/** Whether a kind of information is told apart from the others: those that delete or rename. */
export function isTelling(informationClass: number): boolean {
  return SET_CLASSES[informationClass] !== undefined
}

/** `detail`: the kind of information of a SET_INFO, 0 for every other command. */
export function describeSmb2(command: number, detail: number): { function: string; name: string } {
  const name = COMMANDS[command]?.[0] ?? `command ${command}`
  if (detail === 0) return { function: `smb2 ${command}`, name: `SMB2 ${name}` }
  return { function: `smb2 ${command}/${detail}`, name: `SMB2 ${name} ${SET_CLASSES[detail] ?? detail}` }
}
