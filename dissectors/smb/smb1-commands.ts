/* SMB 1 commands: MS-CIFS, 2.2.2.1 (commands), 2.2.2.2 (subcommands of transactions). */
import type { OperationClass } from '../kit/observation.ts'

export const SMB1 = {
  close: 0x04,
  delete: 0x06,
  rename: 0x07,
  transaction: 0x25,
  lockingAndX: 0x24,
  echo: 0x2b,
  openAndX: 0x2d,
  readAndX: 0x2e,
  writeAndX: 0x2f,
  transaction2: 0x32,
  treeDisconnect: 0x71,
  negotiate: 0x72,
  sessionSetupAndX: 0x73,
  logoffAndX: 0x74,
  treeConnectAndX: 0x75,
  ntTransact: 0xa0,
  ntCreateAndX: 0xa2,
  ntCancel: 0xa4,
  none: 0xff,
} as const

/** Commands whose words begin with the next command and its offset (MS-CIFS, 2.2.3.4). */
export const ANDX: readonly number[] = [0x24, 0x2d, 0x2e, 0x2f, 0x73, 0x74, 0x75, 0xa2]

const FILE = `
  00 CREATE_DIRECTORY 01 DELETE_DIRECTORY 02 OPEN 03 CREATE 04 CLOSE 05 FLUSH 06 DELETE 07 RENAME 08 QUERY_INFORMATION
  09 SET_INFORMATION 0a READ 0b WRITE 0c LOCK_BYTE_RANGE 0d UNLOCK_BYTE_RANGE 0e CREATE_TEMPORARY 0f CREATE_NEW
  10 CHECK_DIRECTORY 12 SEEK 13 LOCK_AND_READ 14 WRITE_AND_UNLOCK 1a READ_RAW 1b READ_MPX 1d WRITE_RAW 1e WRITE_MPX
  20 WRITE_COMPLETE 22 SET_INFORMATION2 23 QUERY_INFORMATION2 24 LOCKING_ANDX 25 TRANSACTION 26 TRANSACTION_SECONDARY
  27 IOCTL 29 COPY 2a MOVE 2c WRITE_AND_CLOSE 2d OPEN_ANDX 2e READ_ANDX 2f WRITE_ANDX 31 CLOSE_AND_TREE_DISC
  32 TRANSACTION2 33 TRANSACTION2_SECONDARY 34 FIND_CLOSE2 35 FIND_NOTIFY_CLOSE 80 QUERY_INFORMATION_DISK 81 SEARCH
  82 FIND 83 FIND_UNIQUE 84 FIND_CLOSE a0 NT_TRANSACT a1 NT_TRANSACT_SECONDARY a2 NT_CREATE_ANDX a5 NT_RENAME
  c0 OPEN_PRINT_FILE c1 WRITE_PRINT_FILE c2 CLOSE_PRINT_FILE`
const SESSION = `
  11 PROCESS_EXIT 70 TREE_CONNECT 71 TREE_DISCONNECT 72 NEGOTIATE 74 LOGOFF_ANDX 75 TREE_CONNECT_ANDX
  7e SECURITY_PACKAGE_ANDX a4 NT_CANCEL`
const TRANSACTIONS_2 = `
  00 OPEN2 01 FIND_FIRST2 02 FIND_NEXT2 03 QUERY_FS_INFORMATION 04 SET_FS_INFORMATION 05 QUERY_PATH_INFORMATION
  06 SET_PATH_INFORMATION 07 QUERY_FILE_INFORMATION 08 SET_FILE_INFORMATION 0d CREATE_DIRECTORY 10 GET_DFS_REFERRAL
  11 REPORT_DFS_INCONSISTENCY`
const NT_TRANSACTIONS = `
  01 CREATE 02 IOCTL 03 SET_SECURITY_DESC 04 NOTIFY_CHANGE 05 RENAME 06 QUERY_SECURITY_DESC 07 GET_USER_QUOTA
  08 SET_USER_QUOTA`

const file = tableOf(FILE)
const session = tableOf(SESSION)
const transactions2 = tableOf(TRANSACTIONS_2)
const ntTransactions = tableOf(NT_TRANSACTIONS)

function tableOf(text: string): Map<number, string> {
  const words = text.trim().split(/\s+/)
  const table = new Map<number, string>()
  for (let at = 0; at + 1 < words.length; at += 2) table.set(Number.parseInt(words[at] ?? '', 16), words[at + 1] ?? '')
  return table
}

export function classOfSmb1(command: number): OperationClass {
  if (command === SMB1.sessionSetupAndX) return 'authenticate'
  if (command === SMB1.echo) return 'diagnose'
  if (file.has(command)) return 'file'
  return session.has(command) ? 'session' : 'unknown'
}

export function isKnownSmb1(command: number): boolean {
  return classOfSmb1(command) !== 'unknown'
}

/** `detail`: the subcommand of a transaction plus 1; 0 where there is none. */
export function describeSmb1(command: number, detail: number): { function: string; name: string } {
  const number = `smb1 0x${command.toString(16).padStart(2, '0')}`
  if (detail > 0) {
    const subcommand = detail - 1
    const name = (command === SMB1.transaction2 ? transactions2 : ntTransactions).get(subcommand)
    const prefix = command === SMB1.transaction2 ? 'TRANS2' : 'NT_TRANSACT'
    return {
      function: `${number}/0x${subcommand.toString(16).padStart(2, '0')}`,
      name: `${prefix}_${name ?? `0x${subcommand.toString(16)}`}`,
    }
  }
  const name = nameOf(command)
  return { function: number, name: name === '' ? `SMB_COM 0x${command.toString(16)}` : `SMB_COM_${name}` }
}

function nameOf(command: number): string {
  if (command === SMB1.sessionSetupAndX) return 'SESSION_SETUP_ANDX'
  if (command === SMB1.echo) return 'ECHO'
  return file.get(command) ?? session.get(command) ?? ''
}
