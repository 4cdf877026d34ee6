import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { TEXT } from './frame.ts'

type Command = readonly [name: string, operationClass: OperationClass]

/** Those on contacts have a third letter: a single one, several, words of them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  RCS: ['Read contact', 'read'],
  RCP: ['Read contacts', 'read'],
  RCC: ['Read words of contacts', 'read'],
  WCS: ['Write contact', 'write'],
  WCP: ['Write contacts', 'write'],
  WCC: ['Write words of contacts', 'write'],
  SC: ['Fill words of contacts', 'write'],
  RD: ['Read data', 'read'],
  WD: ['Write data', 'write'],
  SD: ['Fill data', 'write'],
  RS: ['Read set values', 'read'],
  WS: ['Write set values', 'write'],
  RK: ['Read elapsed values', 'read'],
  WK: ['Write elapsed values', 'write'],
  MC: ['Register monitored contacts', 'read'],
  MD: ['Register monitored data', 'read'],
  MG: ['Monitor', 'read'],
  RR: ['Read system registers', 'read'],
  WR: ['Write system registers', 'configure'],
  RP: ['Read program', 'upload'],
  RT: ['Read status of controller', 'diagnose'],
  EX: ['Read extended status', 'diagnose'],
  RM: ['Set mode', 'mode'],
  AB: ['Abort', 'session'],
}
const CODES: ReadonlyMap<number, Command> = new Map(
  Object.entries(COMMANDS).map(([letters, command]) => [packed(letters), command]),
)
/** What the answer to a command on contacts begins with: it does not say which of the three it was. */
const CONTACTS = [packed('RC'), packed('WC')] as const

export const COMMAND = {
  readContact: packed('RCS'),
  readContacts: packed('RCP'),
  readContactWords: packed('RCC'),
  writeContact: packed('WCS'),
  writeContacts: packed('WCP'),
  writeContactWords: packed('WCC'),
  fillContacts: packed('SC'),
  readData: packed('RD'),
  writeData: packed('WD'),
  fillData: packed('SD'),
  status: packed('RT'),
  extendedStatus: packed('EX'),
  mode: packed('RM'),
} as const
/** An error, or a further part, of what was not seen. */
export const UNKNOWN = 0

/** The letters of the command, two or three of them, as one number. Of those that begin with EX one is known: EX00RT. */
export function commandAt(frame: Cursor): number {
  const code = frame.peek16(TEXT)
  const isLong =
    CONTACTS.some((each) => each === code) ||
    (code === COMMAND.extendedStatus && frame.peek16(TEXT + 4) !== COMMAND.status)
  return isLong ? code * 0x100 + frame.peek(TEXT + 2) : code
}

/** The letters of an answer: the first two of its command. */
export function answeredAt(frame: Cursor): number {
  return frame.peek16(TEXT)
}

export function isAnswerTo(letters: number, code: number): boolean {
  return letters === code || letters === code >> 8
}

/** Whether a command, or an answer, begins with such letters. */
export function isKnown(code: number): boolean {
  return CODES.has(code) || CONTACTS.some((each) => each === code)
}

export function classOf(code: number): OperationClass {
  return CODES.get(code)?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === UNKNOWN) return { function: '?', name: 'Answer' }
  const letters = code > 0xffff ? [code >> 16, code >> 8, code] : [code >> 8, code]
  const text = String.fromCharCode(...letters.map((letter) => letter & 0xff))
  return { function: text, name: CODES.get(code)?.[0] ?? `Command ${text}` }
}

function packed(letters: string): number {
  let code = 0
  for (const letter of letters) code = code * 0x100 + letter.charCodeAt(0)
  return code
}
