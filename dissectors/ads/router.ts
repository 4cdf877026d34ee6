/*
 * Messages of the AMS router itself: a program without a router of its own opens a port with that of another host, and
 * closes it. They have a kind where ADS commands have two zeros, then the length of what follows. Little-endian.
 * Beckhoff does not document them: these are the ones that its libraries and their open relatives send.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { AdsState } from './ads-state.ts'
import { TCP_HEADER_LENGTH, u16At, u32At } from './ams-header.ts'
import { PORT_CONNECT, ROUTER_SPACE, routerName } from './commands.ts'

/** A net id and a port; what is asked for is a port alone. */
const GRANTED_LENGTH = 8
const WANTED_LENGTH = 2

export function isRouterMessage(bytes: Cursor): boolean {
  return (
    bytes.left >= TCP_HEADER_LENGTH && routerName(u16At(bytes, 0)) !== undefined && u32At(bytes, 2) <= GRANTED_LENGTH
  )
}

/** What the first message of a guest is, and its answer: 48 bits. */
export function isPortConnect(bytes: Cursor): boolean {
  if (bytes.left < TCP_HEADER_LENGTH || u16At(bytes, 0) !== PORT_CONNECT) return false
  const length = u32At(bytes, 2)
  return length === WANTED_LENGTH || length === GRANTED_LENGTH
}

/** A port is asked for by its number, and granted with the net id of the guest. */
export function directionOfRouter(bytes: Cursor): Direction | undefined {
  if (!isPortConnect(bytes)) return undefined
  return u32At(bytes, 2) === WANTED_LENGTH ? 'to-server' : 'to-client'
}

export function dissectRouter(message: Cursor, direction: Direction, state: AdsState, sink: Sink): void {
  const code = ROUTER_SPACE + u16At(message, 0)
  const { operations } = state
  const operation = operations.find(code) ?? operations.add(code, 'session', code, '', '')
  sink.operation(direction === 'to-server' ? 'request' : 'response', operation, 0)
}
