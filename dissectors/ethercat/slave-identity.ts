/*
 * What answers of slave controllers tell of them: ETG.1000.6, 6.3 (AL status); ETG.2010, table 2 (SII words).
 */
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Datagram } from './datagram.ts'
import { addNumber, type EthercatState, type Facts, MAX_SLAVES } from './ethercat-state.ts'
import type { FrameContext } from './frame-context.ts'
import { countAnswer, sayOfSlave } from './placed-slaves.ts'
import { REGISTER, stateName } from './registers.ts'

const SII_ADDRESS_AT = 2
const SII_DATA_AT = 6
const SII_BUSY = 0x80
/** Error bits of the SII status: missing acknowledge, write enable, device information. */
const SII_ERRORS = 0x78
const SII_WORDS: readonly { readonly word: number; readonly fact: keyof Facts }[] = [
  { word: 0x08, fact: 'vendor-id' },
  { word: 0x0a, fact: 'product-code' },
  { word: 0x0c, fact: 'configuration-revision' },
  { word: 0x0e, fact: 'serial' },
]
const ERROR = 0x10
const SAID_SII = 0x10_0000

/** Says what a datagram that a slave has answered tells of it. */
export function observeSlave(
  view: DataView,
  datagram: Datagram,
  slave: number,
  frame: FrameContext,
  state: EthercatState,
  sink: Sink,
): void {
  countAnswer(slave, frame, state, sink)
  if (datagram.offset === REGISTER.alStatus && datagram.length >= 2) sayState(view, datagram, slave, frame, state, sink)
  else if (datagram.offset === REGISTER.eepromControl && datagram.length >= SII_DATA_AT + 4) {
    saySii(view, datagram, slave, frame, state, sink)
  }
}

function sayState(
  view: DataView,
  datagram: Datagram,
  slave: number,
  frame: FrameContext,
  state: EthercatState,
  sink: Sink,
): void {
  const status = view.getUint8(datagram.start) & 0x1f
  const { states } = state
  const last = states.get(slave)
  if (last === status || (last === undefined && states.size >= MAX_SLAVES)) return
  states.set(slave, status)
  const facts: Facts = { mode: stateName(status & ~ERROR, '') }
  if ((status & ERROR) !== 0) facts.state = 'error'
  sayOfSlave(slave, 'AL status', facts, frame, state, sink)
}

/** Four or eight bytes from a word address on. */
function saySii(
  view: DataView,
  datagram: Datagram,
  slave: number,
  frame: FrameContext,
  state: EthercatState,
  sink: Sink,
): void {
  const { start, end } = datagram
  const control = view.getUint8(start + 1)
  if ((control & SII_BUSY) !== 0 || (control & SII_ERRORS) !== 0) return
  const address = view.getUint32(start + SII_ADDRESS_AT, true)
  const words = (end - start - SII_DATA_AT) >> 1
  const facts: Facts = {}
  for (const { word, fact } of SII_WORDS) {
    const at = start + SII_DATA_AT + (word - address) * 2
    if (word < address || word + 2 > address + words || at + 4 > end) continue
    addNumber(facts, fact, view.getUint32(at, true))
  }
  if (Object.keys(facts).length === 0) return
  if (isNews(state.said, SAID_SII + slave * 0x10 + (address & 0xf), view, start + SII_ADDRESS_AT, end)) {
    sayOfSlave(slave, 'SII', facts, frame, state, sink)
  }
}
