/*
 * Who made a server. OPC 10000-5 clause 12.4 (BuildInfo), 12.10 (ServerStatusDataType); node ids: OPC 10000-6 annex A.3
 * (Server_ServerStatus_BuildInfo…).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import {
  arrayLength,
  readString,
  skipDataValueTail,
  skipNodeId,
  skipQualifiedName,
  skipString,
  skipVariant,
} from './built-in-types.ts'
import { VALUE_ATTRIBUTE } from './node-text.ts'
import type { OpcuaState } from './opcua-state.ts'

/** Build information asked for in one Read request that is followed. */
const MAX_ITEMS = 16
/** Read operations of one connection that are known to ask for build information. */
export const MAX_BUILD_INFO_OPERATIONS = 64

const SERVER_STATUS = 2256
const BUILD_INFO = 2260
/** Nodes 2261 to 2266. */
const FACTS: readonly Fact[] = ['product', 'product-code', 'vendor', 'software', 'build-number', 'build-date']
const BUILD_INFO_ENCODING = 340
const SERVER_STATUS_ENCODING = 864
/** Whether, and how, an ExtensionObject has a body (OPC 10000-6 clause 5.2.2.15). */
const NO_BODY = 0
const BINARY_BODY = 1
const STRING = 12
const DATE_TIME = 13
const EXTENSION_OBJECT = 22
/** A DateTime counts 100 ns from 1601-01-01 (OPC 10000-6 clause 5.2.2.5). */
const EPOCH_1601_MS = 11_644_473_600_000
const SUBJECT_SEED = 0x1000

type Facts = Partial<Record<Fact, string>>

/** One place of a Read request that asks for build information. */
export interface BuildInfoItem {
  readonly index: number
  readonly node: number
}

/** Notes which places of a Read request ask for build information; the cursor is at NodesToRead. Moves it. */
export function noteBuildInfoRead(
  body: Cursor,
  request: number,
  operation: Operation,
  isNew: boolean,
  state: OpcuaState,
): void {
  const { buildInfoOperations: known } = state
  if (!isNew && !known.has(operation)) return
  const items = findItems(body)
  if (items.length === 0) return
  if (known.size < MAX_BUILD_INFO_OPERATIONS) known.add(operation)
  state.buildInfoReads.ask(request, items)
}

function findItems(body: Cursor): BuildInfoItem[] {
  const items: BuildInfoItem[] = []
  const count = arrayLength(body)
  for (let index = 0; index < count && items.length < MAX_ITEMS && !body.short; index++) {
    const node = standardNode(body)
    skipNodeId(body)
    const attribute = body.u32le()
    skipString(body)
    skipQualifiedName(body)
    const isBuildInfo = node === SERVER_STATUS || (node >= BUILD_INFO && node <= BUILD_INFO + FACTS.length)
    if (isBuildInfo && attribute === VALUE_ATTRIBUTE && !body.short) items.push({ index, node })
  }
  return items
}

/** The numeric identifier in namespace 0 at the cursor, which stays; -1 for any other node. */
function standardNode(body: Cursor): number {
  const { pos } = body
  const encoding = body.u8()
  let node = -1
  if (encoding === 1 && body.u8() === 0) node = body.u16le()
  else if (encoding === 2 && body.u16le() === 0) node = body.u32le()
  body.pos = pos
  return node
}

/** Reports build information from the results of a Read response, at which the cursor is. */
export function observeBuildInfo(body: Cursor, items: readonly BuildInfoItem[], state: OpcuaState, sink: Sink): void {
  const facts: Facts = {}
  const count = arrayLength(body)
  let next = 0
  for (let index = 0; index < count && next < items.length && !body.short; index++) {
    const mask = body.u8()
    const item = items[next] as BuildInfoItem
    if (index === item.index) {
      next++
      if (mask & 1) readItem(body, item.node, facts)
    } else if (mask & 1) skipVariant(body)
    skipDataValueTail(body, mask)
  }
  if (Object.keys(facts).length === 0) return
  const subject = SUBJECT_SEED + (items[0] as BuildInfoItem).node
  // What is compared is what was found: a ServerStatus holds the current time, too.
  if (!isNewText(facts, subject, state)) return
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'Read BuildInfo', facts })
}

function isNewText(facts: Facts, subject: number, state: OpcuaState): boolean {
  const text = Object.values(facts).join('\n')
  const bytes = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) bytes.setUint16(i * 2, text.charCodeAt(i))
  return state.said.isNew(subject, bytes, 0, bytes.byteLength)
}

/** The Variant at the cursor, which is the value of this node. */
function readItem(body: Cursor, node: number, facts: Facts): void {
  const type = body.peek(0)
  if (type === EXTENSION_OBJECT) {
    body.skip(1)
    readStructure(body, facts)
  } else if (type === STRING && node > BUILD_INFO) {
    body.skip(1)
    facts[FACTS[node - BUILD_INFO - 1] as Fact] = readString(body)
  } else if (type === DATE_TIME && node === BUILD_INFO + FACTS.length) {
    body.skip(1)
    facts['build-date'] = readTime(body)
  } else skipVariant(body)
}

/** An ExtensionObject that holds a BuildInfo or a ServerStatusDataType. */
function readStructure(body: Cursor, facts: Facts): void {
  const encoding = standardNode(body)
  skipNodeId(body)
  const form = body.u8()
  if (form === NO_BODY) return
  if (form !== BINARY_BODY) {
    skipString(body)
    return
  }
  const length = body.u32le()
  const after = body.pos + length
  if (encoding === SERVER_STATUS_ENCODING) body.skip(20)
  if (encoding === BUILD_INFO_ENCODING || encoding === SERVER_STATUS_ENCODING) readBuildInfo(body, facts)
  body.skip(after - body.pos)
}

function readBuildInfo(body: Cursor, facts: Facts): void {
  const found: Facts = {
    'product-code': readString(body),
    vendor: readString(body),
    product: readString(body),
    software: readString(body),
    'build-number': readString(body),
    'build-date': readTime(body),
  }
  if (!body.short) Object.assign(facts, found)
}

function readTime(body: Cursor): string {
  const ticks = body.u64le()
  const ms = Math.floor(ticks / 10_000) - EPOCH_1601_MS
  return ticks === 0 || Math.abs(ms) > 8.64e15 ? '' : new Date(ms).toISOString().replace('.000Z', 'Z')
}
