/*
 * What a request acts on: its path (RFC 7252, 6.5), never its query, which may carry keys. Of the paths that OMA LwM2M
 * (TS Core 1.1.1, clauses 6 and 7; appendix E) and a resource directory (RFC 9176, 5) give a meaning to, what the request does.
 */
import { targetText } from '../http/target-text.ts'
import { Cursor } from '../kit/cursor.ts'
import type { OperationClass, Points } from '../kit/observation.ts'
import { publicUrl } from '../kit/public-url.ts'
import { classOfCode, DELETE, GET, POST } from './codes.ts'
import type { MessageOptions } from './message-options.ts'
import { OPTION, OptionWalk } from './option-walk.ts'

export const CORE = '/.well-known/core'
const MAX_PART = 64
const MAX_PROXY = 256
const NO_POINTS: readonly Points[] = []
const walk = new OptionWalk()
const proxy = new Cursor(new DataView(new ArrayBuffer(0)))

/** '/sensors/temp', or the address that a proxy is to ask. Allocates. */
export function pathText(view: DataView, options: MessageOptions, end: number): string {
  const { proxyFrom, proxyTo } = options
  if (proxyTo > proxyFrom) {
    const length = Math.min(proxyTo - proxyFrom, MAX_PROXY)
    return publicUrl(proxy.reset(view, proxyFrom, proxyTo).text(length, 'utf8'))
  }
  const parts: string[] = []
  walk.begin(view, options.optionsAt, end)
  while (walk.next() && walk.number <= OPTION.path) if (walk.number === OPTION.path) parts.push(walk.text(MAX_PART))
  return targetText(`/${parts.join('/')}`, '')
}

/** What a request with this code does at a path; `isManaged`: between a device of LwM2M and its server. */
export function classOfRequest(code: number, path: string, isManaged: boolean): OperationClass {
  const method = code & 0xff
  if (method === GET && path === CORE) return 'discover'
  if (isRegistration(method, path)) return 'session'
  const [, object, resource] = /^\/(\d+)(?:\/\d+(?:\/(\d+))?)?/.exec(path) ?? []
  if (!isManaged || object === undefined || classOfCode(method) !== 'write') return classOfCode(method)
  // Objects 0 to 2: keys, servers, who may do what.
  if (Number(object) <= 2) return 'configure'
  if (object === '5' && /^[012]$/.test(resource ?? '')) return 'firmware'
  // Device: reboot, factory reset.
  if (object === '3' && method === POST && /^[45]$/.test(resource ?? '')) return 'mode'
  // Clause 6.3.5: a POST to a resource executes it.
  return method === POST && resource !== undefined ? 'control' : 'write'
}

/** A device makes itself known, says that it is there, or leaves. */
export function isRegistration(method: number, path: string): boolean {
  return (method === POST || method === DELETE) && /^\/(?:rd|bs)(?:\/|$)/.test(path)
}

/** Object 0 of LwM2M holds keys: what stands there is no point. */
export function pointsAt(code: number, path: string): readonly Points[] {
  const method = code & 0xff
  if (method === DELETE || path === '/' || /^\/(?:\.well-known|rd|bs|0)(?:\/|$)|…|:/.test(path)) return NO_POINTS
  return [{ name: path, first: -1, count: 1, type: '', writes: classOfCode(method) === 'write' }]
}
