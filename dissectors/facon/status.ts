import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { hexAt } from '../kit/text-digits.ts'
import { COMMAND } from './commands.ts'
import { DATA } from './frame.ts'

const RUN = 1
const FAULTS: readonly (readonly [bit: number, name: string])[] = [
  [0x04, 'checksum of the ladder is wrong'],
  [0x10, 'watchdog timed out'],
  [0x40, 'emergency stop'],
]
/** Three states of eight bits. */
const STATUS_LENGTH = 6

/** Says what an answer tells of the controller, when it is news. `end`: where its data do. */
export function sayStatus(
  frame: Cursor,
  operation: Operation,
  end: number,
  said: Map<number, number>,
  sink: Sink,
): void {
  const { code, module, slot } = operation
  if (code !== COMMAND.status || end !== DATA + 1 + STATUS_LENGTH) return
  const state = hexAt(frame, DATA + 1, 2)
  const { view, pos } = frame
  if (state < 0 || !isNews(said, slot, view, pos + DATA, pos + DATA + 3)) return
  const faults = FAULTS.filter(([bit]) => (state & bit) !== 0).map(([, name]) => name)
  const mode = (state & RUN) === 0 ? 'stop' : 'run'
  sayFacts('server', '', 'Read system status', { vendor: 'Fatek', mode, state: faults.join(', ') }, sink, module)
}
