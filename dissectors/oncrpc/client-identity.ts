/* RFC 5531, appendix A: AUTH_SYS, in which a client says its name and who its user is, without a proof. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { OncrpcState } from './oncrpc-state.ts'
import { xdrText } from './rpc-header.ts'

export const AUTH_SYS = 1
export const RPCSEC_GSS = 6
const MAX_NAME = 255
const STAMP_LENGTH = 4
const SAID = 1
/** RFC 2203, clause 5: version, procedure, sequence number, service. */
const GSS_DATA = 0
const GSS_PRIVACY = 3
const GSS_NONE = 1

/** Says who the client is, when it is news. The cursor stands at the body of the credentials. */
export function sayClient(body: Cursor, length: number, state: OncrpcState, sink: Sink): void {
  const { view, pos, end } = body
  if (length > body.left) return
  // The stamp is another each time.
  if (!isNews(state.said, SAID, view, Math.min(pos + STAMP_LENGTH, pos + length), pos + length)) return
  body.end = pos + length
  body.skip(STAMP_LENGTH)
  const name = xdrText(body, MAX_NAME)
  const user = body.u32()
  if (!body.short) sayFacts('client', '', 'RPC AUTH_SYS', { name, user: `uid ${user}` }, sink)
  body.short = false
  body.pos = pos
  body.end = end
}

export type Protection = 'plain' | 'wrapped' | 'encrypted'

/** Whether what follows credentials of GSS is plain, wrapped in a checksum, or encrypted. */
export function protectionOf(body: Cursor): Protection {
  const isData = body.left >= 16 && body.view.getUint32(body.pos + 4) === GSS_DATA
  const service = isData ? body.view.getUint32(body.pos + 12) : GSS_NONE
  return service === GSS_NONE ? 'plain' : service === GSS_PRIVACY ? 'encrypted' : 'wrapped'
}
