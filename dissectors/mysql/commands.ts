/*
 * Commands of MySQL and MariaDB: "Command Phase" of MySQL's internals, "Client/Server Protocol" of MariaDB. A statement may read
 * or write anything: which of it it does is in text that is not read, as it may hold values and passwords. So it is unknown.
 */
import type { OperationClass } from '../kit/observation.ts'

type Command = readonly [name: string, operationClass: OperationClass]

export const QUERY = 3
export const CHANGE_USER = 17
export const EXECUTE = 23
const QUIT = 1
const SEND_LONG_DATA = 24
const CLOSE = 25
/** Beyond every command: what comes before them, and an answer to what was not seen. */
export const CODE = { login: 256, tls: 257, unseen: 258 } as const

const COMMANDS: Readonly<Record<number, Command>> = {
  [QUIT]: ['COM_QUIT', 'session'],
  2: ['COM_INIT_DB', 'session'],
  [QUERY]: ['COM_QUERY', 'unknown'],
  4: ['COM_FIELD_LIST', 'discover'],
  5: ['COM_CREATE_DB', 'configure'],
  6: ['COM_DROP_DB', 'configure'],
  7: ['COM_REFRESH', 'configure'],
  8: ['COM_SHUTDOWN', 'mode'],
  9: ['COM_STATISTICS', 'diagnose'],
  10: ['COM_PROCESS_INFO', 'diagnose'],
  12: ['COM_PROCESS_KILL', 'session'],
  13: ['COM_DEBUG', 'diagnose'],
  14: ['COM_PING', 'session'],
  [CHANGE_USER]: ['COM_CHANGE_USER', 'authenticate'],
  18: ['COM_BINLOG_DUMP', 'read'],
  19: ['COM_TABLE_DUMP', 'read'],
  21: ['COM_REGISTER_SLAVE', 'session'],
  22: ['COM_STMT_PREPARE', 'session'],
  [EXECUTE]: ['COM_STMT_EXECUTE', 'unknown'],
  [SEND_LONG_DATA]: ['COM_STMT_SEND_LONG_DATA', 'unknown'],
  [CLOSE]: ['COM_STMT_CLOSE', 'session'],
  26: ['COM_STMT_RESET', 'session'],
  27: ['COM_SET_OPTION', 'session'],
  28: ['COM_STMT_FETCH', 'read'],
  30: ['COM_BINLOG_DUMP_GTID', 'read'],
  31: ['COM_RESET_CONNECTION', 'session'],
  250: ['COM_STMT_BULK_EXECUTE', 'unknown'],
  [CODE.login]: ['Login', 'authenticate'],
  [CODE.tls]: ['SSLRequest', 'session'],
  [CODE.unseen]: ['Response to a request that was not seen', 'unknown'],
}

export function isCommand(code: number): boolean {
  return code < CODE.login && COMMANDS[code] !== undefined
}

export function isAnswered(code: number): boolean {
  return code !== QUIT && code !== SEND_LONG_DATA && code !== CLOSE
}

export function classOf(code: number): OperationClass {
  return COMMANDS[code]?.[1] ?? 'unknown'
}

export function describeCommand(code: number): { function: string; name: string } {
  const text = code === CODE.login ? 'login' : code === CODE.tls ? 'ssl' : code === CODE.unseen ? 'response' : `${code}`
  return { function: text, name: COMMANDS[code]?.[0] ?? `Command ${code}` }
}
