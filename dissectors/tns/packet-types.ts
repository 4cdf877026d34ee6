/*
 * Packets of Oracle Net (TNS), and calls of the two-task common layer (TTC) in its data packets. Oracle publishes neither; the
 * numbers are those that clients in the open (python-oracledb, go-ora) and tshark know.
 */
import type { OperationClass } from '../kit/observation.ts'

export const TYPE = {
  connect: 1,
  accept: 2,
  acknowledge: 3,
  refuse: 4,
  redirect: 5,
  data: 6,
  null: 7,
  abort: 9,
  resend: 11,
  marker: 12,
  attention: 13,
  control: 14,
} as const
const TYPES = new Set<number>(Object.values(TYPE))

/** First bytes of what a data packet carries. */
export const TTC = { protocol: 1, dataTypes: 2, call: 3, piggyback: 17, security: 0xde } as const
/** Codes of calls lie beyond those of packets and of the layer itself. */
const CALL = 0x300
export const CODE = {
  connect: 1,
  marker: TYPE.marker,
  data: TYPE.data,
  unseen: 0xff,
  layer: 0x100,
  call: CALL,
} as const

/*
 * A statement may read or write anything: which of it it does is in text that is not read, as it may hold values and passwords.
 * So it is unknown.
 */
const FUNCTIONS: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  [CODE.connect]: ['Connect', 'session'],
  [CODE.data]: ['Data', 'unknown'],
  [CODE.marker]: ['Marker', 'session'],
  [CODE.unseen]: ['Response to a request that was not seen', 'unknown'],
  [CODE.layer + TTC.protocol]: ['Protocol negotiation', 'session'],
  [CODE.layer + TTC.dataTypes]: ['Data types', 'session'],
  [CODE.layer + TTC.piggyback]: ['Call with another before it', 'unknown'],
  [CODE.layer + TTC.security]: ['Native network security', 'session'],
  [CALL + 0x02]: ['Open cursor', 'session'],
  [CALL + 0x03]: ['Parse', 'session'],
  [CALL + 0x04]: ['Execute', 'unknown'],
  [CALL + 0x05]: ['Fetch', 'read'],
  [CALL + 0x08]: ['Close cursor', 'session'],
  [CALL + 0x09]: ['Log off', 'session'],
  [CALL + 0x0e]: ['Commit', 'session'],
  [CALL + 0x0f]: ['Roll back', 'session'],
  [CALL + 0x3b]: ['Version', 'discover'],
  [CALL + 0x5e]: ['Execute statement', 'unknown'],
  [CALL + 0x73]: ['Authenticate, second call', 'authenticate'],
  [CALL + 0x76]: ['Authenticate, first call', 'authenticate'],
  [CALL + 0x93]: ['Ping', 'session'],
}

export function isType(type: number): boolean {
  return TYPES.has(type)
}

export function isCall(call: number): boolean {
  return FUNCTIONS[CALL + call] !== undefined
}

export function classOf(code: number): OperationClass {
  return FUNCTIONS[code]?.[1] ?? 'unknown'
}

export function describeFunction(code: number): { function: string; name: string } {
  const name = FUNCTIONS[code]?.[0]
  if (code === CODE.unseen) return { function: 'response', name: name ?? '' }
  const part = code & 0xff
  if (code >= CALL) return { function: `call ${part}`, name: name ?? `Call ${part}` }
  return code >= CODE.layer
    ? { function: `TTC ${part}`, name: name ?? `Message ${part}` }
    : { function: `${part}`, name: name ?? `Packet ${part}` }
}
