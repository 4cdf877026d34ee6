/*
 * CONNECT and CONNACK. MQTT 5.0, clauses 3.1 and 3.2; 3.1.1 and 3.1 differ by the protocol name and the properties.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { MqttState } from './mqtt-state.ts'
import { classOfPacket, PACKET } from './packet-types.ts'
import { Properties, text } from './properties.ts'

const WILL = 0x04
const PASSWORD = 0x40
const USER_NAME = 0x80
const VERSION_5 = 5
const properties = new Properties()

const VERSIONS: Readonly<Record<number, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5.0' }

/** Takes the variable header and payload of a CONNECT. The password is not read. */
export function dissectConnect(packet: Cursor, state: MqttState, sink: Sink): void {
  const { view, pos, end } = packet
  packet.skip(packet.u16())
  state.version = packet.u8()
  const flags = packet.u8()
  packet.skip(2)
  if (state.version === VERSION_5) properties.read(packet)
  state.clientId = text(packet)
  const will = flags & WILL ? willTopic(packet, state.version) : ''
  state.user = flags & USER_NAME && !packet.short ? text(packet) : ''
  const key = keyOfBytes(view, pos, flags & PASSWORD ? packet.pos : end, PACKET.connect)
  const target = [state.clientId, will === '' ? '' : `will ${will}`].filter((each) => each !== '').join(' ')
  const { operations } = state
  const known = operations.find(key)
  sink.operation('request', known ?? operations.add(key, 'session', PACKET.connect, '', target), 0)
  if (packet.short) return
  const application = VERSIONS[state.version] ?? `MQTT version ${state.version}`
  const facts = { 'device-id': state.clientId, application }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'CONNECT', facts })
}

function willTopic(packet: Cursor, version: number): string {
  if (version === VERSION_5) properties.read(packet)
  const topic = text(packet)
  packet.skip(packet.u16())
  return topic
}

/** Takes the variable header of a CONNACK: flags, a return or reason code, properties. */
export function dissectConnack(packet: Cursor, state: MqttState, sink: Sink): void {
  packet.skip(1)
  const code = packet.u8()
  properties.assignedClientId = ''
  if (packet.left > 0) {
    // Only version 5 has more than flags and code.
    state.version = VERSION_5
    properties.read(packet)
  }
  if (properties.assignedClientId !== '') state.clientId = properties.assignedClientId
  const key = keyOfText(state.clientId)
  const { operations } = state
  const known = operations.find(key)
  const operation = known ?? operations.add(key, classOfPacket(PACKET.connack), PACKET.connack, '', state.clientId)
  sink.operation('response', operation, code)
  const { user } = state
  sink.observe({ kind: 'session', state: code === 0 ? 'opened' : 'refused', security: 'none', user })
  if (code !== 0 || properties.assignedClientId === '') return
  const facts = { 'device-id': properties.assignedClientId }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'CONNACK', facts })
}

/** Connections have one CONNACK: what it is remembered by need not be quick. */
function keyOfText(text: string): number {
  let key = 0
  for (const character of text) key = (key * 31 + (character.codePointAt(0) ?? 0)) % 0xffff_fffb
  return 0x1d_0000_0000_0000 + key
}
