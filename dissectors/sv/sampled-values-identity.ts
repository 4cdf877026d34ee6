import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { SampledValuesAsdu } from './sampled-values-asdu.ts'

/** IEC 61850-9-2 Ed. 2.1, table 14, smpMod. */
const RATES = ['samples per period', 'samples per second', 'seconds per sample']
/** Table 14, smpSynch. */
const SOURCES = ['not synchronised', 'local clock', 'global clock']

/** A key of all that `observeIdentity` says, beside the svID. */
export function identityKeyOf(view: DataView, asdu: SampledValuesAsdu, appId: number): number {
  const numbers = Math.imul(asdu.confRev, 0x1_0003) + Math.imul(asdu.smpRate, 0x101) + asdu.smpSynch * 8 + asdu.smpMod
  const key = keyOfBytes(view, asdu.dataSetStart, asdu.dataSetEnd, (numbers ^ (appId << 16)) | 0)
  return asdu.clockEnd > asdu.clockStart ? keyOfBytes(view, asdu.clockStart, asdu.clockEnd, key | 0) : key
}

/** Says what a stream tells of its publisher. */
export function observeIdentity(
  view: DataView,
  asdu: SampledValuesAsdu,
  appId: number,
  info: MessageInfo,
  sink: Sink,
): void {
  const cursor = new Cursor(view)
  const id = cursor.reset(view, asdu.idStart, asdu.idEnd).text(asdu.idEnd - asdu.idStart)
  const dataset = cursor.reset(view, asdu.dataSetStart, asdu.dataSetEnd).text(asdu.dataSetEnd - asdu.dataSetStart)
  const clock = cursor.reset(view, asdu.clockStart, asdu.clockEnd).hex(asdu.clockEnd - asdu.clockStart)
  const slash = dataset.indexOf('/')
  const facts: Partial<Record<Fact, string>> = {
    'app-id': `0x${appId.toString(16).padStart(4, '0')}`,
    'configuration-revision': String(asdu.confRev),
    'time-source': sourceText(asdu.smpSynch) + (clock === '' ? '' : ` ${clock}`),
  }
  if (id !== '') facts['publication-id'] = id
  if (dataset !== '') facts.dataset = dataset
  if (slash > 0) facts['logical-device'] = dataset.slice(0, slash)
  if (asdu.smpRate > 0) facts.capability = `${asdu.smpRate} ${RATES[asdu.smpMod] ?? 'samples'}`
  const of = info.direction === 'to-server' ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: `Sampled Values ${id}`.trimEnd(), facts })
}

function sourceText(smpSynch: number): string {
  return SOURCES[smpSynch] ?? `clock of area ${smpSynch}`
}
