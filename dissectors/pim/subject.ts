/* What a message is about: a flow, groups, or a router. RFC 7761 clause 4.9, and the RFCs of the other types. */
import { BROKEN, familyText, prefixEnd, prefixText, unicastEnd, unicastText } from './encoded-address.ts'
import { joinsEnd, joinsText } from './joins.ts'

export const TYPE = {
  hello: 0,
  register: 1,
  registerStop: 2,
  join: 3,
  bootstrap: 4,
  assert: 5,
  graft: 6,
  graftAcknowledgment: 7,
  candidate: 8,
  stateRefresh: 9,
  election: 10,
  redirect: 11,
  flooding: 12,
} as const
/** Bytes before a router's address, and what it is. */
const ROUTERS: Readonly<Record<number, readonly [number, string]>> = {
  [TYPE.bootstrap]: [4, 'bootstrap router'],
  [TYPE.candidate]: [4, 'candidate RP'],
  [TYPE.election]: [0, 'RP'],
}
/** Of a packet inside a register, by its version: where its source and its group are, and the family they are of. */
const INNER: Readonly<Record<number, readonly [source: number, group: number, family: number]>> = {
  4: [12, 16, 1],
  6: [8, 24, 2],
}
const REGISTER_FLAGS = 4
const NULL_REGISTER = 0x4000_0000

/** A group, and the address of a source. */
function isAboutFlow(type: number): boolean {
  return type === TYPE.registerStop || type === TYPE.assert || type === TYPE.stateRefresh || type === TYPE.redirect
}

export function isAboutGroups(type: number): boolean {
  return type === TYPE.join || type === TYPE.graft || type === TYPE.graftAcknowledgment
}

/** Where the body `[from, end)` has its first address with a family before it; BROKEN for bodies that begin otherwise. */
export function addressAt(type: number, from: number): number {
  if (isAboutFlow(type) || isAboutGroups(type)) return from
  const router = ROUTERS[type]
  return router === undefined ? BROKEN : from + router[0]
}

export function isNullRegister(type: number, view: DataView, from: number, end: number): boolean {
  return type === TYPE.register && from + REGISTER_FLAGS <= end && (view.getUint32(from) & NULL_REGISTER) !== 0
}

/** Up to where the body `[from, end)` tells what it is about; BROKEN when that is cut. */
export function subjectEnd(type: number, view: DataView, from: number, end: number): number {
  if (isAboutGroups(type)) return joinsEnd(view, from, end)
  if (isAboutFlow(type)) {
    const source = prefixEnd(view, from, end)
    return source === BROKEN ? BROKEN : unicastEnd(view, source, end)
  }
  if (type === TYPE.register) return registerEnd(view, from, end)
  const router = ROUTERS[type]
  return router === undefined ? from : unicastEnd(view, from + router[0], end)
}

/** The addresses of the packet inside; a register that holds none keeps a source known, or is broken. */
function registerEnd(view: DataView, from: number, end: number): number {
  const at = from + REGISTER_FLAGS
  if (at > end) return BROKEN
  const inner = at < end ? INNER[view.getUint8(at) >> 4] : undefined
  const behind = inner === undefined ? end + 1 : at + inner[1] + (inner[1] - inner[0])
  if (behind <= end) return behind
  return isNullRegister(TYPE.register, view, from, end) ? at : BROKEN
}

/** Whether the bytes `[from, to)` of a subject tell it apart: those of a register hold counters of the packet inside. */
export function keyStart(type: number, view: DataView, from: number, to: number): number {
  if (type !== TYPE.register) return from
  const inner = to > from + REGISTER_FLAGS ? INNER[view.getUint8(from + REGISTER_FLAGS) >> 4] : undefined
  return inner === undefined ? to : from + REGISTER_FLAGS + inner[0]
}

/** The text of the subject `[from, to)`, which is not broken. */
export function subjectText(type: number, view: DataView, from: number, to: number): string {
  if (isAboutGroups(type)) return joinsText(view, from, to)
  if (isAboutFlow(type)) return `${prefixText(view, from)} from ${unicastText(view, prefixEnd(view, from, to))}`
  const router = ROUTERS[type]
  if (router !== undefined) return `${router[1]} ${unicastText(view, from + router[0])}`
  const at = from + REGISTER_FLAGS
  const inner = type === TYPE.register && to > at ? INNER[view.getUint8(at) >> 4] : undefined
  if (inner === undefined) return ''
  const [source, group, family] = inner
  return `${familyText(view, at + group, family)} from ${familyText(view, at + source, family)}`
}
