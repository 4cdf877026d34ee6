/*
 * What a Tricon tells of itself. Offsets from the beginning of the datagram, as the open descriptions have them.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { RESPONSE } from './commands.ts'

type Facts = Partial<Record<Fact, string>>

const PROJECT_LENGTH = 10
const CP_STATUS = { key: 21, run: 22, project: 80 } as const
const CHASSIS_STATUS = { run: 17, key: 18, project: 46 } as const
const ATTACHED = { major: 17, minor: 18 } as const
const VERSIONS = { chassis: 14, present: 15, slots: 16, slot: 8, count: 16 } as const
const KEYS = ['Stop', 'Program', 'Run', 'Remote']
const RUN_STATES = ['running', 'stopped', 'paused']
const VENDOR = { vendor: 'Triconex', 'device-type': 'safety controller' } as const
/** Modules by their number: main processors and those that communicate, with which a chassis is told apart. */
const MODULES: Readonly<Record<number, string>> = {
  48: '4119 EICM',
  49: '4200 Remote Extender Module',
  52: '4409 Safety Manager Module',
  55: '4329 NCM',
  56: '4609 ACM',
  57: '4351B TCM',
  58: '4352B TCM',
  59: '4353 TCM/OPC',
  60: '4354 TCM/OPC',
  84: '4351 TCM',
  85: '4352 TCM',
  86: '4351A TCM',
  87: '4352A TCM',
  255: '3008 Enhanced Main Processor',
}
const MODULE_KEYS = 0x100
const NAMES: Readonly<Record<number, string>> = {
  [RESPONSE.attached]: 'Tricon attached',
  [RESPONSE.cpStatus]: 'CP status',
  [RESPONSE.chassisStatus]: 'chassis status',
}

/** Says what a response holds of the controller, when it is news. */
export function sayController(message: Cursor, response: number, said: Map<number, number>, sink: Sink): void {
  const { view, pos, end } = message
  const at = (offset: number) => (pos + offset < end ? view.getUint8(pos + offset) : -1)
  switch (response) {
    case RESPONSE.attached:
      sayOnce(
        message,
        response,
        ATTACHED.major,
        ATTACHED.minor + 1,
        said,
        sink,
        versionOf(at(ATTACHED.major), at(ATTACHED.minor)),
      )
      return
    case RESPONSE.cpStatus:
      sayStatus(message, response, CP_STATUS, said, sink)
      return
    case RESPONSE.chassisStatus:
      sayStatus(message, response, CHASSIS_STATUS, said, sink)
      return
    case RESPONSE.moduleVersions:
      if (at(VERSIONS.present) === 0xff) sayModules(message, at(VERSIONS.chassis), said, sink)
      return
    default:
  }
}

function versionOf(major: number, minor: number): Facts {
  if (major === 0 && minor === 0) return { product: 'Tricon', firmware: '9' }
  return major === 10 ? { product: 'Tricon', firmware: `10.${minor}` } : { product: 'Tricon' }
}

function sayStatus(
  message: Cursor,
  response: number,
  { key, run, project }: { readonly key: number; readonly run: number; readonly project: number },
  said: Map<number, number>,
  sink: Sink,
): void {
  const { view, pos, end } = message
  if (pos + project + PROJECT_LENGTH > end) return
  const facts: Facts = {
    'key-switch': KEYS[view.getUint8(pos + key)] ?? '',
    mode: RUN_STATES[view.getUint8(pos + run)] ?? '',
  }
  message.pos = pos + project
  facts.project = message.text(PROJECT_LENGTH, 'latin1').trim()
  message.pos = pos
  // The two states lie side by side, and the project elsewhere: each is news by itself.
  sayOnce(message, response, Math.min(key, run), Math.max(key, run) + 1, said, sink, facts)
}

function sayOnce(
  message: Cursor,
  response: number,
  from: number,
  to: number,
  said: Map<number, number>,
  sink: Sink,
  facts: Facts,
): void {
  const { view, pos, end } = message
  if (pos + to > end || !isNews(said, response, view, pos + from, pos + to)) return
  sayFacts('server', '', NAMES[response] ?? '', { ...VENDOR, ...facts }, sink)
}

function sayModules(message: Cursor, chassis: number, said: Map<number, number>, sink: Sink): void {
  const { view, pos, end } = message
  for (let slot = 0; slot < VERSIONS.count; slot++) {
    const from = pos + VERSIONS.slots + slot * VERSIONS.slot
    if (from + VERSIONS.slot > end) return
    const model = MODULES[view.getUint16(from, true)]
    if (
      model === undefined ||
      !isNews(said, MODULE_KEYS + chassis * VERSIONS.count + slot, view, from, from + VERSIONS.slot)
    )
      continue
    const module = `rack ${chassis} slot ${slot}`
    sink.observe({
      kind: 'identity',
      of: 'server',
      about: '',
      module,
      message: 'Get module versions',
      facts: { model },
    })
  }
}
