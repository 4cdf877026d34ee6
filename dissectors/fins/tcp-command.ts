/*
 * What the FINS/TCP header says by itself: node addresses are given out, connections refused and confirmed. Big-endian.
 * Omron W420, section 7-4.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation, Side } from '../kit/observation.ts'
import type { Operations } from '../kit/operations.ts'
import { TCP_COMMANDS } from './command-codes.ts'
import { TCP_HEADER_LENGTH } from './fins-header.ts'
import type { FinsState } from './fins-state.ts'

const ASK_NODE = 0
const GIVE_NODE = 1
const ERROR_NOTIFICATION = 3
const CONFIRMATION = 6
const TCP_SPACE = 0x1e_0000_0000_0000

/** Reads a message of the TCP header that carries no FINS frame; `command` is -1 when even the header is cut. */
export function dissectTcpCommand(
  message: Cursor,
  command: number,
  direction: Direction,
  state: FinsState,
  sink: Sink,
): void {
  if (command < 0) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const error = message.peek16(12) * 0x1_0000 + message.peek16(14)
  switch (command) {
    case ASK_NODE:
      sink.operation('request', tcpOperation(ASK_NODE, state.operations), 0)
      return
    case GIVE_NODE:
      // The answer to command 0: counted as such, under the function that was asked.
      sink.operation('response', tcpOperation(ASK_NODE, state.operations), error)
      given(message, error, state, sink)
      return
    default:
      sink.operation(direction === 'to-server' ? 'request' : 'event', tcpOperation(command, state.operations), error)
      if (command !== ERROR_NOTIFICATION && command !== CONFIRMATION) {
        sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: TCP_COMMANDS + command })
      }
  }
}

/** States the FINS address of a side, once. */
export function observeNode(network: number, node: number, of: Side, state: FinsState, sink: Sink): void {
  const address = network * 0x100 + node
  if (node === 0 || address === (of === 'client' ? state.clientNode : state.serverNode)) return
  if (of === 'client') state.clientNode = address
  else state.serverNode = address
  const text = network === 0 ? `node ${node}` : `network ${network} node ${node}`
  const facts = { 'network-address': text }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'FINS header', facts })
}

function given(message: Cursor, error: number, state: FinsState, sink: Sink): void {
  const refused = error !== 0
  sink.observe({ kind: 'session', state: refused ? 'refused' : 'opened', security: 'none', user: '' })
  if (refused || message.left < TCP_HEADER_LENGTH + 8) return
  observeNode(0, message.peek(TCP_HEADER_LENGTH + 3), 'client', state, sink)
  observeNode(0, message.peek(TCP_HEADER_LENGTH + 7), 'server', state, sink)
}

function tcpOperation(command: number, operations: Operations): Operation {
  const key = TCP_SPACE + command
  return operations.find(key) ?? operations.add(key, 'session', TCP_COMMANDS + command, '', '')
}
