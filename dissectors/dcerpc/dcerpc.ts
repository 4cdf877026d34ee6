/*
 * DCE/RPC over TCP, as Windows, DCOM and OPC Classic use it. Byte order by the data representation of each PDU.
 * The Open Group C706 (DCE 1.1: RPC), 12.6 (connection-oriented), appendix O (endpoint mapper); MS-RPCE, 2.2.2; MS-DCOM.
 * Connectionless RPC is another protocol: PROFINET has it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { Operations } from '../kit/operations.ts'
import { describeRpc } from './describe-rpc.ts'
import { RpcAssociation } from './rpc-association.ts'
import { fragmentDirection, fragmentLength, MAX_FRAGMENT, probeFragment } from './rpc-header.ts'

interface State {
  readonly association: RpcAssociation
}

export const dcerpc = defineDissector<State>({
  name: 'dcerpc',
  title: 'DCE/RPC',
  carriers: [{ over: 'tcp', ports: [135, 593] }],
  depth: {
    decodes:
      'bind and calls by interface and operation, endpoint mapper, DCOM object exporter, OPC Classic interfaces by name',
    identity: 'names, domain and system of both sides from NTLM; endpoints; DCOM string bindings',
    missing: 'arguments of calls; class identifiers of activations; connectionless RPC (PROFINET alone); RPC over HTTP',
  },
  maxMessage: MAX_FRAGMENT,

  probe: probeFragment,

  directionOf: fragmentDirection,

  messageLength: fragmentLength,

  newState: () => ({ association: new RpcAssociation(new Operations(), 0) }),

  dissect(message: Cursor, info: MessageInfo, { association }: State, sink: Sink): void {
    if (fragmentLength(message) === message.left) association.take(message, info.direction, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
  },

  describe: describeRpc,
})
