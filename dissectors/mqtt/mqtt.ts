/*
 * MQTT 3.1, 3.1.1 and 5.0. Big-endian.
 * OASIS MQTT Version 5.0 (2019) and MQTT Version 3.1.1 (2014): clause 2 (format), 3 (packets), 4.3 (quality of service);
 * IANA: TCP port 1883.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { dissectConnack, dissectConnect } from './connect.ts'
import { MqttState } from './mqtt-state.ts'
import { headerLength, MAX_PACKET, packetDirection, packetLength, probePackets } from './packet-header.ts'
import { describePacket, PACKET } from './packet-types.ts'
import { bare, dissectAcknowledgement, dissectPublish, dissectSubscription } from './publish.ts'

/** DISCONNECT of version 5: from here on the reason is a failure. */
const FIRST_FAILURE = 0x80

export const mqtt = defineDissector<MqttState>({
  name: 'mqtt',
  title: 'MQTT',
  carriers: [
    { over: 'tcp', ports: [1883] },
    { over: 'dissector', name: 'websocket' },
  ],
  depth: {
    decodes: 'all packet types, topics, topic aliases, acknowledgements by packet identifier, reason codes',
    identity: 'CONNECT: client identifier, user name; $SYS/broker/version',
    missing: 'payloads (but those of Sparkplug B); MQTT over TLS; MQTT-SN',
  },
  maxMessage: MAX_PACKET,

  probe: probePackets,

  directionOf: packetDirection,

  messageLength: packetLength,

  newState: () => new MqttState(),

  dissect(message: Cursor, info: MessageInfo, state: MqttState, sink: Sink): void {
    const { pos } = message
    const first = message.left > 0 ? message.peek(0) : 0
    const type = first >> 4
    message.skip(headerLength(message))
    message.short = message.left < 0
    switch (type) {
      case PACKET.connect:
        dissectConnect(message, state, sink)
        break
      case PACKET.connack:
        dissectConnack(message, state, sink)
        break
      case PACKET.publish:
        dissectPublish(message, first & 15, info.direction, state, sink)
        break
      case PACKET.subscribe:
      case PACKET.unsubscribe:
        dissectSubscription(message, type, state, sink)
        break
      case PACKET.puback:
      case PACKET.pubrec:
      case PACKET.pubrel:
      case PACKET.pubcomp:
      case PACKET.suback:
      case PACKET.unsuback:
        dissectAcknowledgement(message, type, info.direction, state, sink)
        break
      default:
        dissectRest(message, type, info, state, sink)
    }
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
  },

  describe: describePacket,
})

/** Pings, DISCONNECT and AUTH, which act on the connection alone. */
function dissectRest(packet: Cursor, type: number, info: MessageInfo, state: MqttState, sink: Sink): void {
  const operation = bare(type, state)
  if (type === PACKET.disconnect) {
    const reason = packet.left > 0 ? packet.u8() : 0
    sink.operation('event', operation, reason >= FIRST_FAILURE ? reason : 0)
    sink.observe({ kind: 'session', state: 'closed', security: 'none', user: state.user })
    return
  }
  if (type === 0) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  sink.operation(info.direction === 'to-server' ? 'request' : 'response', operation, 0)
}
