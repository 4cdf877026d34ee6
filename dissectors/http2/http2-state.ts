import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'
import { FRAMES } from './frame.ts'
import { Hpack } from './hpack.ts'

/** Streams that may await their answer; servers allow some hundred. */
const MAX_STREAMS = 256

/** What is remembered of one connection. */
export class Http2State {
  readonly operations = new Operations()
  readonly pending = new Pending<Operation>(MAX_STREAMS)
  readonly rest = new RestOfMessage()
  readonly tables = { 'to-server': new Hpack(), 'to-client': new Hpack() }
  /** What each side has said of itself. */
  readonly said = { 'to-server': '', 'to-client': '' }
  /** What the last credential that was reported is known again by. */
  credential = 0
  /** Distinct targets. */
  targets = 0

  plain(type: number): Operation {
    const code = FRAMES + type
    return this.operations.find(code) ?? this.operations.add(code, 'session', code, '', '')
  }
}
