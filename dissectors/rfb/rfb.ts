/*
 * Remote Framebuffer, the protocol of VNC. Big-endian. RFC 6143, 7.1 (handshake) and 7.3 (initialisation); TCP port 5900.
 *
 * Only its first message says where it ends. What follows is passed to the handshake as it comes; behind the
 * initialisation, pictures and key strokes are not read.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, NEED_MORE, type Sink, type Verdict } from '../kit/dissector.ts'
import { Handshake } from './handshake.ts'
import { describeRfb } from './handshake-steps.ts'

const VERSION = 'RFB 000.000\n'
const DIGIT = 0x30
const MAX_CHUNK = 65_536

export const rfb = defineDissector<Handshake>({
  name: 'rfb',
  title: 'VNC (RFB)',
  carriers: [{ over: 'tcp', ports: [5900, 5901, 5902] }],
  depth: {
    decodes: 'versions, security types, sign-in and its result, initialisation',
    identity: 'version, security types, name and size of the desktop',
    missing: 'pictures, keys and clipboard (on purpose); security types other than None and VNC Authentication',
  },
  maxMessage: MAX_CHUNK,

  probe(bytes: Cursor): Verdict {
    const count = versionBytes(bytes)
    if (count < 0) return 'no'
    return count === VERSION.length ? 'yes' : 'need-more'
  },

  directionOf: () => undefined,

  messageLength(bytes: Cursor): number {
    const count = versionBytes(bytes)
    if (count === VERSION.length) return VERSION.length
    return count >= 0 ? NEED_MORE : Math.min(bytes.left, MAX_CHUNK)
  },

  newState: () => new Handshake(),

  dissect(message: Cursor, info: MessageInfo, state: Handshake, sink: Sink): void {
    if (info.afterGap) state.giveUp()
    state.feed(message, info.direction === 'to-server' ? 'client' : 'server', sink)
  },

  mayHide: true,

  describe: describeRfb,
})

/** How many bytes of a version message are there, at most all 12; -1 when something else is. */
function versionBytes(bytes: Cursor): number {
  for (let i = 0; i < VERSION.length; i++) {
    if (i >= bytes.left) return i
    const expected = VERSION.charCodeAt(i)
    const each = bytes.peek(i)
    if (expected === DIGIT ? each < DIGIT || each > 0x39 : each !== expected) return -1
  }
  return VERSION.length
}
