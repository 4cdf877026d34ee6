/*
 * What each answer tells of the controller in its header (series, kind of CPU, what it does), and what the answer to a
 * status request tells besides. Sent with every answer, so it is said once.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { FIELD, HEADER_LENGTH, u16At } from './header.ts'

const VENDOR = 'LS Electric'
const MODES: Readonly<Record<number, string>> = { 1: 'run', 2: 'stop', 4: 'error', 8: 'debug' }
const SERIES: Readonly<Record<number, string>> = {
  0xa0: 'XGK',
  0xa4: 'XGI',
  0xa8: 'XGR',
  0xb0: 'XGB',
  0xb4: 'XGB (IEC)',
}
/** By the number of the kind: its name, and the series that have it. */
const CPUS: Readonly<Record<number, readonly [name: string, series: string]>> = {
  0x01: ['CPUH', 'XGK XGI XGR'],
  0x02: ['CPUS', 'XGK XGI'],
  0x03: ['CPUA', 'XGK'],
  0x04: ['CPUE', 'XGK XGI'],
  0x05: ['CPUU', 'XGK XGI'],
  0x11: ['CPUHN', 'XGK'],
  0x12: ['CPUSN', 'XGK'],
  0x15: ['CPUUN', 'XGI'],
}
const KIND = 0x3f
const SLAVE = 0x40
const FAULT = 0x80
const STATUS_AT = HEADER_LENGTH + 12
const STATUS_LENGTH = 24
const VERSION_IN_STATUS = 20
const SAID = { header: 1, position: 2, status: 3 } as const

type Said = Map<number, number>

export function sayHeader(message: Cursor, said: Said, sink: Sink): void {
  const { view, pos } = message
  const series = SERIES[message.peek(FIELD.cpu)]
  if (series === undefined) return
  if (isNews(said, SAID.header, view, pos + FIELD.controller, pos + FIELD.source)) {
    const info = u16At(message, FIELD.controller)
    sayFacts('server', '', 'Company header', { vendor: VENDOR, ...factsOf(info, series) }, sink)
  }
  const position = message.peek(FIELD.position)
  if (position === 0 || !isNews(said, SAID.position, view, pos + FIELD.position, pos + FIELD.sum)) return
  const module = `base ${position >> 4} slot ${position & 0xf}`
  sayFacts('server', '', 'Company header', { vendor: VENDOR, 'device-type': 'Ethernet module' }, sink, module)
}

/** The version of the operating system, two digits before and two behind the point. */
export function sayStatus(message: Cursor, said: Said, sink: Sink): void {
  const { view, pos, left } = message
  if (left < STATUS_AT + STATUS_LENGTH || u16At(message, STATUS_AT - 2) !== STATUS_LENGTH) return
  const from = STATUS_AT + VERSION_IN_STATUS
  if (!isNews(said, SAID.status, view, pos + from, pos + from + 2)) return
  const [minor, major] = [message.peek(from), message.peek(from + 1)]
  if (major === 0 && minor === 0) return
  const firmware = `${major.toString(16)}.${minor.toString(16).padStart(2, '0')}`
  sayFacts('server', '', 'Read status', { vendor: VENDOR, firmware }, sink)
}

function factsOf(info: number, series: string) {
  const [cpu, of] = CPUS[info & KIND] ?? ['', '']
  return {
    product: series,
    model: of.split(' ').includes(series) ? `${series}-${cpu}` : '',
    mode: MODES[(info >> 8) & 0x1f],
    state: (info & FAULT) === 0 ? '' : 'fault',
    redundancy: (info & SLAVE) === 0 ? '' : 'slave of a redundant pair',
  }
}
