/* Messages of the network layer itself. ASHRAE 135-2020 clause 6.4. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { OperationRole } from '../kit/observation.ts'
import { type BacnetState, partText } from './bacnet-state.ts'
import { classOf, isKnown, NETWORK } from './services.ts'

const WHO_IS_ROUTER = 0x00
const I_AM_ROUTER = 0x01
const I_COULD_BE_ROUTER = 0x02
const REJECT_MESSAGE = 0x03
const INITIALIZE = 0x06
const INITIALIZE_ACK = 0x07
const SECURITY_PAYLOAD = 0x0b
const NETWORK_NUMBER_IS = 0x13
/** Types from here on belong to a vendor, whose number follows. */
const FIRST_VENDOR_TYPE = 0x80
/** Networks of one message that are named, and reported. */
const MAX_NAMED = 4
const MAX_NETWORKS = 64
const HIGH = 0x1_0000_0000

/** A message whose type is at the cursor. */
export function dissectNetworkMessage(body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const start = body.pos
  const type = body.u8()
  const code = NETWORK | type
  if (type >= FIRST_VENDOR_TYPE) body.skip(2)
  const at = body.pos
  const networks = networksOf(type, body)
  const key = networks.length === 0 ? code : networkKey(code, networks)
  const isToServer = info.direction === 'to-server'
  const module = partText(state, isToServer)
  // A routing table of no entries asks for the one in use (clause 6.4.7).
  const isQuery =
    (type === INITIALIZE || type === INITIALIZE_ACK) && body.view.getUint8(Math.min(at, body.end - 1)) === 0
  const { operations } = state
  const part = isToServer ? state.npdu.destination : state.npdu.source
  const fullKey = part === 0 ? key : (key ^ 0x5bd1e995) * 8 + part * 2
  const operation =
    operations.find(fullKey) ??
    operations.add(fullKey, isQuery ? 'diagnose' : classOf(code), code, module, networksText(networks))
  sink.operation(roleOf(type), operation, 0)
  if (body.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: body.end - start })
  if (type === SECURITY_PAYLOAD) sink.observe({ kind: 'undecoded', reason: 'encrypted', code })
  else if (type >= FIRST_VENDOR_TYPE) sink.observe({ kind: 'undecoded', reason: 'unsupported', code })
  else if (!isKnown(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  if (type === I_AM_ROUTER) reportNetworks(networks, isToServer, sink)
}

/** Announcements are one-way; what asks is a request, whoever answers. */
function roleOf(type: number): OperationRole {
  switch (type) {
    case WHO_IS_ROUTER:
    case INITIALIZE:
    case 0x08:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x0e:
    case 0x0f:
    case 0x10:
    case 0x11:
    case 0x12:
      return 'request'
    default:
      return 'event'
  }
}

function networksOf(type: number, body: Cursor): number[] {
  const networks: number[] = []
  switch (type) {
    case WHO_IS_ROUTER:
      if (body.left >= 2) networks.push(body.u16())
      break
    case I_AM_ROUTER:
    case 0x04:
    case 0x05:
      while (body.left >= 2 && networks.length < MAX_NETWORKS) networks.push(body.u16())
      break
    case REJECT_MESSAGE:
      body.skip(1)
      networks.push(body.u16())
      break
    case I_COULD_BE_ROUTER:
    case 0x08:
    case 0x09:
    case NETWORK_NUMBER_IS:
      networks.push(body.u16())
      break
    case INITIALIZE:
    case INITIALIZE_ACK:
      for (let ports = body.u8(); ports > 0 && !body.short && networks.length < MAX_NETWORKS; ports--) {
        networks.push(body.u16())
        body.skip(1)
        body.skip(body.u8())
      }
  }
  return networks
}

function networkKey(code: number, networks: readonly number[]): number {
  let hash = networks.length
  for (const network of networks) hash = Math.imul(hash ^ network, 0x9e3779b1) ^ (hash >>> 13)
  return code * HIGH + (hash >>> 0)
}

function networksText(networks: readonly number[]): string {
  if (networks.length === 0) return ''
  const named = networks.slice(0, MAX_NAMED).join(', ')
  const others = networks.length - MAX_NAMED
  return `${networks.length === 1 ? 'network' : 'networks'} ${named}${others > 0 ? ` +${others}` : ''}`
}

function reportNetworks(networks: readonly number[], isToServer: boolean, sink: Sink): void {
  for (const network of networks) reportNetwork(network, isToServer, sink)
}

function reportNetwork(network: number, isToServer: boolean, sink: Sink): void {
  const of = isToServer ? 'client' : 'server'
  sink.observe({ kind: 'topology', relation: 'gateway-for', of, other: `network ${network}` })
}

/**
 * A router, and nobody else, writes into a message the network and station that it came from (clause 6.2.2). Of what a BBMD
 * forwards the router is not the sender. Told once.
 */
export function reportRouted(state: BacnetState, isToServer: boolean, sink: Sink): void {
  const network = state.npdu.sourceNetwork()
  if (network === 0 || state.origin !== 0) return
  const key = isToServer ? -network : network
  if (state.routed.has(key) || state.routed.size >= MAX_NETWORKS) return
  state.routed.add(key)
  reportNetwork(network, isToServer, sink)
}
