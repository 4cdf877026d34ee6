/* Commands of the network: ZigBee 05-3474-22, 3.4. Little-endian. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { shortText } from '../kit/wpan-address.ts'
import { mac, network } from './frame.ts'
import { LAYER, NETWORK_COMMANDS } from './names.ts'
import { sayEui } from './say-station.ts'
import { KEY, SAID, type ZigbeeState } from './state.ts'

const NETWORK_STATUS = 3
const REJOIN_RESPONSE = 7
const LINK_STATUS = 8
const COORDINATOR = 0
/** What went wrong (table 3-51). */
const STATUSES: Readonly<Record<number, string>> = {
  0: 'no route available',
  1: 'tree link failure',
  2: 'non-tree link failure',
  9: 'parent link failure',
  11: 'source route failure',
  12: 'many-to-one route failure',
  13: 'address conflict',
  15: 'PAN identifier update',
  17: 'bad frame counter',
  18: 'bad key sequence number',
}

export function dissectNetworkCommand(message: Cursor, state: ZigbeeState, sink: Sink): void {
  const id = message.u8()
  const known = NETWORK_COMMANDS[id]
  const detail = id === NETWORK_STATUS ? message.u8() : id === REJOIN_RESPONSE ? message.peek(2) : 0
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end })
    return
  }
  const key = KEY.network + id * 0x100 + (id === NETWORK_STATUS ? detail : 0)
  const target = id === NETWORK_STATUS ? (STATUSES[detail] ?? `status ${detail}`) : ''
  const { operations, said } = state
  const operation = operations.find(key) ?? operations.add(key, known?.[1] ?? 'unknown', LAYER.network + id, '', target)
  sink.operation(id === REJOIN_RESPONSE ? 'response' : 'event', operation, id === REJOIN_RESPONSE ? detail : 0)
  if (known === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: LAYER.network + id })
  if (id === REJOIN_RESPONSE && detail === 0) rejoined(message, state, sink)
  if (
    id !== LINK_STATUS ||
    !said.isNew(SAID.router + network.source, message.view, network.payloadAt, network.payloadAt + 1)
  )
    return
  // Routers alone say to their neighbours how well they hear them (3.6.3.4.1).
  const facts = { 'device-type': network.source === COORDINATOR ? 'Zigbee coordinator' : 'Zigbee router' }
  sayFacts('client', shortText(mac.source.pan, network.source), 'Link Status', facts, sink)
}

/** The station that it is for has this short address from now on. */
function rejoined(message: Cursor, { said }: ZigbeeState, sink: Sink): void {
  sayEui(SAID.announced, mac.source.pan, message.u16le(), message.view, network.targetEuiAt, said, sink)
}
