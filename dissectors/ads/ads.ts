/*
 * Beckhoff ADS over AMS/TCP, and the AMS services of UDP port 48899. Little-endian.
 * Beckhoff Information System: "TwinCAT ADS/AMS specification", "ADS Commands"; see discovery.ts for UDP.
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
import { type AdsState, newAdsState } from './ads-state.ts'
import {
  AMS_HEADER_LENGTH,
  FIELD,
  isAnswer,
  LEAST_MESSAGE,
  looksLikeAms,
  MAX_ADS_MESSAGE,
  TCP_HEADER_LENGTH,
  u16At,
  u32At,
} from './ams-header.ts'
import { dissectAms } from './ams-message.ts'
import { COMMAND, describeCode, routerName } from './commands.ts'
import { dissectDiscovery, isDiscovery, isDiscoveryAnswer } from './discovery.ts'
import { directionOfRouter, dissectRouter, isPortConnect, isRouterMessage } from './router.ts'

export const ads = defineDissector<AdsState>({
  name: 'ads',
  title: 'Beckhoff ADS/AMS',
  carriers: [
    { over: 'tcp', ports: [48898] },
    { over: 'udp', ports: [48899] },
  ],
  depth: {
    decodes:
      'all ADS commands, index groups, symbols by name and handle, sums, servers by AMS port; ports of the router; discovery and routes (UDP)',
    identity: 'Read Device Info (1), Read State (4), target description, AMS net ids, discovery answers',
    missing: 'values; Secure ADS (TLS on TCP 8016)',
  },
  maxMessage: MAX_ADS_MESSAGE,

  /*
   * TCP: two zeros, two lengths that agree (40 bits and more), a command, known flags; or a port that is opened with the
   * router (48 bits). UDP: 32 bits of magic, a service.
   */
  probe(bytes: Cursor): Verdict {
    if (isDiscovery(bytes) || isPortConnect(bytes)) return 'yes'
    if (bytes.left >= LEAST_MESSAGE) return looksLikeAms(bytes) ? 'yes' : 'no'
    return messageLength(bytes) === NOT_A_MESSAGE ? 'no' : 'need-more'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (isDiscovery(bytes)) return isDiscoveryAnswer(bytes) ? 'to-client' : 'to-server'
    if (isRouterMessage(bytes)) return directionOfRouter(bytes)
    if (bytes.left < LEAST_MESSAGE) return undefined
    const fromServer = isAnswer(bytes) || u16At(bytes, FIELD.command) === COMMAND.notification
    return fromServer ? 'to-client' : 'to-server'
  },

  // Routers ask over the connection that either has opened: only the flags of a message tell who asks.
  isSymmetric: true,

  messageLength,

  newState: newAdsState,

  dissect(message: Cursor, info: MessageInfo, state: AdsState, sink: Sink): void {
    if (isDiscovery(message)) dissectDiscovery(message, info.direction, state, sink)
    else if (isRouterMessage(message)) dissectRouter(message, info.direction, state, sink)
    else dissectAms(message, info.direction, state, sink)
  },

  describe: describeCode,
})

function messageLength(bytes: Cursor): number {
  if (isDiscovery(bytes)) return bytes.left
  if (bytes.left >= 2 && bytes.peek16(0) !== 0 && routerName(u16At(bytes, 0)) === undefined) return NOT_A_MESSAGE
  if (bytes.left < TCP_HEADER_LENGTH) return NEED_MORE
  const length = u32At(bytes, 2)
  if (bytes.peek16(0) !== 0) return isRouterMessage(bytes) ? TCP_HEADER_LENGTH + length : NOT_A_MESSAGE
  const isSane = length >= AMS_HEADER_LENGTH && length <= MAX_ADS_MESSAGE - TCP_HEADER_LENGTH
  return isSane ? TCP_HEADER_LENGTH + length : NOT_A_MESSAGE
}
