import type { OperationClass } from '../kit/observation.ts'

/** Control characters, 5.1.1.1: up to 0xf3 from a station, from 0xf9 on from the master. */
export const HEADER = {
  acknowledge: 0xf1,
  indication: 0xf2,
  checkback: 0xf3,
  commonControl: 0xf9,
  acknowledgeAndPoll: 0xfa,
  poll: 0xfb,
  control: 0xfc,
  recall: 0xfd,
  execute: 0xfe,
} as const

/** The space of the codes of what writes the configuration of a station alone. */
export const CONFIGURE = 0x100

/* 5.1.2: with checkback, control data is carried out by Execute Controls alone; without it, at once. */
const HEADERS: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  [HEADER.acknowledge]: ['Acknowledge Client', 'read'],
  [HEADER.indication]: ['Indication Data', 'publish'],
  [HEADER.checkback]: ['Control Data Checkback', 'control'],
  [HEADER.commonControl]: ['Common Control Data', 'control'],
  [HEADER.acknowledgeAndPoll]: ['Acknowledge Indication and Poll', 'read'],
  [HEADER.poll]: ['Poll', 'read'],
  [HEADER.control]: ['Control Data', 'control'],
  [HEADER.recall]: ['Recall', 'read'],
  [HEADER.execute]: ['Execute Controls', 'control'],
}

export function isKnownHeader(header: number): boolean {
  return HEADERS[header] !== undefined
}

export function isFromStation(header: number): boolean {
  return header <= HEADER.checkback
}

export function classOf(code: number): OperationClass {
  return code >= CONFIGURE ? 'configure' : (HEADERS[code]?.[1] ?? 'unknown')
}

export function describeCode(code: number): { function: string; name: string } {
  const header = code % CONFIGURE
  const name = HEADERS[header]?.[0] ?? `Header ${header}`
  return { function: `0x${header.toString(16)}`, name: code >= CONFIGURE ? `${name}: configuration` : name }
}
