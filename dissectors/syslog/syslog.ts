/*
 * Syslog over UDP. RFC 3164 (BSD), RFC 5424 (header), RFC 5426 (UDP, port 514): one message a datagram.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector } from '../kit/dissector.ts'
import { describeSyslog, dissectSyslog, isSyslogMessage, SyslogState } from './messages.ts'

const MAX_MESSAGE = 65_535

export const syslog = defineDissector<SyslogState>({
  name: 'syslog',
  title: 'Syslog',
  carriers: [{ over: 'udp', ports: [514] }],
  depth: {
    decodes: 'priority, program; RFC 3164 and RFC 5424',
    identity: 'host name and programs of the sender',
    missing: 'what messages say (on purpose); structured data',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor) => (isSyslogMessage(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => new SyslogState(),

  dissect: dissectSyslog,

  describe: describeSyslog,
})
