/* What both sides say of themselves when they connect: MS-RDPBCGR, 2.2.1.3 and 2.2.1.4, inside GCC (T.124) and MCS. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'

/** 2.2.1.3 and 2.2.1.4: the H.221 keys before the blocks: 'Duca' of the client, 'McDn' of the server. */
const CLIENT_KEY = 0x4475_6361
const SERVER_KEY = 0x4d63_446e
/** Bytes of MCS and GCC that are searched for the key. */
const MAX_SEARCHED = 512
/** Blocks of one message that are looked at. */
const MAX_BLOCKS = 16
const BLOCK = { clientCore: 0xc001, serverSecurity: 0x0c02 } as const
const CLIENT_BUILD_AT = 16
const CLIENT_NAME_LENGTH = 32

/** Takes a Connect-Initial: the name and the build of the client. */
export function sayClient(message: Cursor, sink: Sink): void {
  if (!seekBlock(message, CLIENT_KEY, BLOCK.clientCore) || message.left < CLIENT_BUILD_AT + 4) return
  message.skip(CLIENT_BUILD_AT)
  const build = message.u32le()
  const name = message.text(Math.min(CLIENT_NAME_LENGTH, message.left), 'utf16le')
  const facts = { software: `RDP client build ${build}`, ...(name !== '' && { name }) }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'RDP client core data', facts })
}

/** Takes a Connect-Response: whether what follows is encrypted by RDP itself; undefined when it is not told. */
export function encryptionOf(message: Cursor): boolean | undefined {
  if (!seekBlock(message, SERVER_KEY, BLOCK.serverSecurity)) return undefined
  message.skip(4)
  const level = message.u32le()
  return message.short ? undefined : level > 0
}

/** Narrows the cursor to the contents of a block. */
function seekBlock(message: Cursor, key: number, type: number): boolean {
  const { view, end } = message
  const last = Math.min(end - 4, message.pos + MAX_SEARCHED)
  let at = message.pos
  while (at <= last && view.getUint32(at) !== key) at++
  if (at > last) return false
  message.pos = at + 4
  // T.125's packed encoding: a length of one byte, or of two with the top bit set.
  message.skip(message.left > 0 && message.peek(0) >= 0x80 ? 2 : 1)
  for (let count = 0; count < MAX_BLOCKS && message.left >= 4; count++) {
    const found = message.u16le()
    const length = message.u16le() - 4
    if (found === type) return message.narrow(Math.min(length, message.left))
    if (length < 0) return false
    message.skip(length)
  }
  return false
}
