/*
 * KNXnet/IP. Big-endian. ISO 22510; KNX Standard 03/08/02 (core, 2.3: header), 03/08/03 (device management), 03/08/04
 * (tunnelling), 03/08/05 (routing), 03/08/09 (KNX IP Secure). UDP and TCP port 3671, multicast 224.0.23.12.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Side, Undecoded } from '../kit/observation.ts'
import { addressText } from './addresses.ts'
import { CODE, describeApplication } from './application-services.ts'
import { dissectCemi } from './cemi.ts'
import { readDescription } from './description.ts'
import { type KnxState, newKnxState } from './knx-state.ts'
import {
  classOfService,
  directionOfService,
  isKnownService,
  requestOf,
  roleOfService,
  SERVICE,
  serviceName,
} from './services.ts'

const HEADER = 6
const VERSION = 0x0610
/** Longest message over UDP and TCP that any service has; routing is limited to a frame. */
const MAX_MESSAGE = 2048
const HPAI_LENGTH = 8
const TUNNEL = 4
const SECURE_WRAPPER: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: SERVICE.secureWrapper }
/** Offset of the cEMI message code behind header and connection header. */
const CEMI_AT = HEADER + 4
const CEMI_TO_SERVER = [0x11, 0x10, 0xfc, 0xf6, 0xf8, 0xf9, 0xf1]
const CEMI_TO_CLIENT = [0x29, 0x2e, 0x2d, 0x2f, 0x2b, 0xfb, 0xf5, 0xfa, 0xf0, 0xf7]

export const knx = defineDissector<KnxState>({
  name: 'knx',
  title: 'KNXnet/IP',
  carriers: [
    { over: 'udp', ports: [3671] },
    { over: 'tcp', ports: [3671] },
  ],
  depth: {
    decodes: 'all services; cEMI in tunnels, by routing and of device management; group and device addresses',
    identity:
      'search and description responses, tunnel addresses, properties of the device and KNXnet/IP parameter objects, devices behind it',
    missing: 'values, KNX IP Secure and Data Secure, raw and bus monitor frames',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER) return isPrefix(bytes) ? 'need-more' : 'no'
    return lengthOf(bytes) > 0 && isKnownService(bytes.peek16(2)) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER) return undefined
    const service = bytes.peek16(2)
    const isCemi = service === SERVICE.tunnellingRequest || service === SERVICE.deviceConfigurationRequest
    if (!isCemi || bytes.left <= CEMI_AT) return directionOfService(service)
    const code = bytes.peek(CEMI_AT)
    if (CEMI_TO_SERVER.includes(code)) return 'to-server'
    return CEMI_TO_CLIENT.includes(code) ? 'to-client' : undefined
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER) return isPrefix(bytes) ? NEED_MORE : NOT_A_MESSAGE
    return lengthOf(bytes)
  },

  newState: newKnxState,

  dissect(message: Cursor, info: MessageInfo, state: KnxState, sink: Sink): void {
    if (message.left < HEADER) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const service = message.peek16(2)
    message.skip(HEADER)
    switch (service) {
      case SERVICE.tunnellingRequest:
      case SERVICE.deviceConfigurationRequest:
        message.skip(4)
        dissectCemi(message, info, state, sink)
        return
      case SERVICE.routingIndication:
        dissectCemi(message, info, state, sink)
        return
      default:
        dissectService(service, message, info, state, sink)
    }
  },

  describe(code: number): { function: string; name: string } {
    if (code >= CODE.application) return describeApplication(code)
    return { function: `0x${code.toString(16).padStart(4, '0')}`, name: serviceName(code) }
  },
})

function isPrefix(bytes: Cursor): boolean {
  if (bytes.left > 0 && bytes.peek(0) !== VERSION >> 8) return false
  return bytes.left < 2 || bytes.peek(1) === (VERSION & 255)
}

function lengthOf(bytes: Cursor): number {
  const length = bytes.peek16(4)
  return bytes.peek16(0) === VERSION && length >= HEADER && length <= MAX_MESSAGE ? length : NOT_A_MESSAGE
}

function dissectService(service: number, message: Cursor, info: MessageInfo, state: KnxState, sink: Sink): void {
  const { operations } = state
  const code = requestOf(service)
  const operation = operations.find(code) ?? operations.add(code, classOfService(service), code, '', '')
  sink.operation(roleOfService(service), operation, statusOf(service, message))
  switch (service) {
    case SERVICE.searchResponse:
    case SERVICE.searchResponseExtended:
    case SERVICE.descriptionResponse:
      describeDevice(service, message, info, state, sink)
      return
    case SERVICE.connectResponse:
      connected(message, info, state, sink)
      return
    case SERVICE.secureWrapper:
      if (!state.isSecure) sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
      sink.observe(SECURE_WRAPPER)
      state.isSecure = true
      return
    default:
      if (!isKnownService(service)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  }
}

/** 03/08/02, 7.8: channel and status; in acknowledgements behind the length of their header. */
function statusOf(service: number, message: Cursor): number {
  switch (service) {
    case SERVICE.connectResponse:
    case 0x0208:
    case 0x020a:
      return message.left >= 2 ? message.peek(1) : 0
    default:
      return 0
  }
}

function describeDevice(service: number, message: Cursor, info: MessageInfo, state: KnxState, sink: Sink): void {
  const { view, pos, end } = message
  if (!isNews(state.said, service, view, pos, end)) return
  const ip = service === SERVICE.descriptionResponse ? '' : endpointOf(message)
  const { facts, mac, isWhole } = readDescription(message)
  if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos + HEADER })
  tell(sideOf(info), serviceName(service), facts, sink)
  const address = facts.ip ?? ip
  if (mac !== '' && address !== '' && address !== '0.0.0.0') sink.observe({ kind: 'binding', mac, ip: address })
}

/** The host protocol address information of the control endpoint (03/08/02, 7.5.1). */
function endpointOf(message: Cursor): string {
  const { pos } = message
  message.skip(2)
  const ip = ipv4Text(message)
  message.pos = Math.min(pos + HPAI_LENGTH, message.end)
  return message.short ? '' : ip
}

/** A tunnel gives its client an individual address (03/08/04, 4.4.4). */
function connected(message: Cursor, info: MessageInfo, state: KnxState, sink: Sink): void {
  const { view, pos, end } = message
  message.skip(1)
  const status = message.u8()
  if (status !== 0) {
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
    return
  }
  message.skip(HPAI_LENGTH + 1)
  const type = message.u8()
  const address = message.u16()
  sink.observe({ kind: 'session', state: 'opened', security: state.isSecure ? 'encrypted' : 'none', user: '' })
  if (message.short || type !== TUNNEL || !isNews(state.said, SERVICE.connectResponse, view, pos + 2, end)) return
  const other: Side = sideOf(info) === 'server' ? 'client' : 'server'
  tell(other, serviceName(SERVICE.connectResponse), { 'network-address': addressText(address) }, sink)
}

function sideOf(info: MessageInfo): Side {
  return info.direction === 'to-server' ? 'client' : 'server'
}

function tell(of: Side, message: string, facts: Readonly<Partial<Record<Fact, string>>>, sink: Sink): void {
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
