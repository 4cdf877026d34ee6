import type { OperationClass } from '../kit/observation.ts'

/** Codes from here on are services of the link; below are type identifications. */
export const LINK_SPACE = 0x100

/** IEC 60870-5-2, tables 1 and 3: function codes that are met by name here; answers count apart from services. */
export const PRIMARY = { accessDemand: 8, status: 9, class2: 11, answers: 0x10 } as const

type Service = readonly [name: string, operationClass: OperationClass]

const SERVICES: Readonly<Record<number, Service>> = {
  0: ['Reset of remote link', 'session'],
  1: ['Reset of user process', 'session'],
  2: ['Test function for link', 'session'],
  3: ['Send, confirm expected: user data', 'unknown'],
  4: ['Send, no reply expected: user data', 'unknown'],
  8: ['Request for access demand', 'read'],
  9: ['Request status of link', 'session'],
  10: ['Request user data class 1', 'read'],
  11: ['Request user data class 2', 'read'],
}
/** Tables 2 and 4. */
const ANSWERS: Readonly<Record<number, Service>> = {
  0: ['Confirm: ACK', 'session'],
  1: ['Confirm: NACK', 'session'],
  8: ['Respond: user data', 'read'],
  9: ['Respond: requested data not available', 'read'],
  11: ['Respond: status of link', 'session'],
  14: ['Link service not functioning', 'session'],
  15: ['Link service not implemented', 'session'],
}

function serviceOf(code: number): Service | undefined {
  const number = code - LINK_SPACE
  return number < PRIMARY.answers ? SERVICES[number] : ANSWERS[number - PRIMARY.answers]
}

export function serviceClass(code: number): OperationClass {
  return serviceOf(code)?.[1] ?? 'session'
}

export function describeService(code: number): { function: string; name: string } {
  const number = code - LINK_SPACE
  const text = number < PRIMARY.answers ? `link ${number}` : `link answer ${number - PRIMARY.answers}`
  return { function: text, name: serviceOf(code)?.[0] ?? 'Reserved' }
}
