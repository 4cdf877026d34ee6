/* What a request acts on. OPC 10000-4 clause 5: the parameters of each service, in the order of their encoding. */
import type { Cursor } from '../kit/cursor.ts'
import {
  arrayLength,
  skipDataValue,
  skipExtensionObject,
  skipNodeId,
  skipQualifiedName,
  skipString,
  skipVariant,
} from './built-in-types.ts'
import { VALUE_ATTRIBUTE } from './node-text.ts'
import {
  ADD_NODES,
  ADD_REFERENCES,
  BROWSE,
  CALL,
  CREATE_MONITORED_ITEMS,
  CREATE_SESSION,
  DELETE_NODES,
  DELETE_REFERENCES,
  FIND_SERVERS,
  GET_ENDPOINTS,
  HISTORY_READ,
  HISTORY_UPDATE,
  READ,
  REGISTER_NODES,
  REGISTER_SERVER,
  REGISTER_SERVER_2,
  TRANSLATE_BROWSE_PATHS,
  UNREGISTER_NODES,
  WRITE,
} from './services.ts'
import { METHOD, NEW_NAME, NEW_NODE, type Target } from './target.ts'

/** Encodings of a NodeId (OPC 10000-6 clause 5.2.2.9) whose identifier stands behind a length. */
const STRING_ID = 3
const BYTE_STRING_ID = 5
const IDENTIFIER_AT = 3

/** Fills `target` from the parameters of a request, which begin at the cursor; leaves it `short` when they are cut. */
export function findTarget(service: number, body: Cursor, target: Target): void {
  switch (service) {
    case READ:
      body.skip(12)
      nodes(body, target, skipReadValueId)
      break
    case WRITE:
      nodes(body, target, skipWriteValue)
      break
    case CALL:
      calls(body, target)
      break
    case BROWSE:
      skipNodeId(body)
      body.skip(16)
      nodes(body, target, skipBrowseDescription)
      break
    case TRANSLATE_BROWSE_PATHS:
      nodes(body, target, skipRelativePath)
      break
    case CREATE_MONITORED_ITEMS:
      body.skip(8)
      nodes(body, target, skipMonitoredItem)
      break
    default:
      findRareTarget(service, body, target)
  }
}

function findRareTarget(service: number, body: Cursor, target: Target): void {
  switch (service) {
    case HISTORY_READ:
      skipExtensionObject(body)
      body.skip(5)
      nodes(body, target, skipHistoryValue)
      break
    case HISTORY_UPDATE:
      historyUpdates(body, target)
      break
    case REGISTER_NODES:
    case UNREGISTER_NODES:
      nodes(body, target, plain)
      break
    case ADD_NODES:
      nodesToAdd(body, target)
      break
    case ADD_REFERENCES:
      nodes(body, target, skipReferenceToAdd)
      break
    case DELETE_NODES:
      nodes(body, target, skipFlag)
      break
    case DELETE_REFERENCES:
      nodes(body, target, skipReferenceToDelete)
      break
    default:
      findText(service, body, target)
  }
}

function findText(service: number, body: Cursor, target: Target): void {
  switch (service) {
    case FIND_SERVERS:
    case GET_ENDPOINTS:
    case REGISTER_SERVER:
    case REGISTER_SERVER_2:
      text(body, target)
      break
    case CREATE_SESSION:
      skipApplication(body)
      skipString(body)
      text(body, target)
  }
}

/** The String at the cursor is the target. */
function text(body: Cursor, target: Target): void {
  const from = body.pos + 4
  skipString(body)
  if (body.short || body.pos < from) return
  target.textFrom = from
  target.textTo = body.pos
}

/** An array whose elements begin with a node id; `rest` passes over the remainder and returns the attribute meant. */
function nodes(body: Cursor, target: Target, rest: (body: Cursor) => number): void {
  const count = arrayLength(body)
  for (let i = 0; i < count && i < target.most; i++) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    const isCut = body.short
    const attribute = rest(body)
    if (!isCut) target.node(from, to, attribute)
    if (body.short) break
  }
  target.count = body.short ? target.kept : count
}

/** CallMethodRequest: object, method, arguments (OPC 10000-4 clause 5.12.2). */
function calls(body: Cursor, target: Target): void {
  const count = arrayLength(body)
  for (let i = 0; i < count && i < target.most && !body.short; i++) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    skipNodeId(body)
    if (body.short) break
    target.node(from, to, VALUE_ATTRIBUTE)
    target.beside(METHOD, to, body.pos)
    for (let left = arrayLength(body); left > 0 && !body.short; left--) skipVariant(body)
  }
  target.count = body.short ? target.kept : count
}

/** AddNodesItem: the node below which another is added, and that one, by the id it shall have or else by its name. */
function nodesToAdd(body: Cursor, target: Target): void {
  const count = arrayLength(body)
  for (let i = 0; i < count && i < target.most && !body.short; i++) {
    const from = body.pos
    skipNodeId(body)
    const to = body.pos
    skipNodeId(body)
    const idAt = body.pos
    skipNodeId(body)
    const nameAt = body.pos
    skipQualifiedName(body)
    if (body.short) break
    target.node(from, to, VALUE_ATTRIBUTE)
    if (isNullNode(body.view, idAt, nameAt)) target.beside(NEW_NAME, nameAt, body.pos)
    else target.beside(NEW_NODE, idAt, nameAt)
    body.skip(4)
    skipExtensionObject(body)
    skipNodeId(body)
  }
  target.count = body.short ? target.kept : count
}

/** Whether a node id is null (OPC 10000-3 clause 8.2.4): then the server is to choose one. */
function isNullNode(view: DataView, from: number, to: number): boolean {
  const encoding = view.getUint8(from)
  if (encoding === STRING_ID || encoding === BYTE_STRING_ID) return view.getInt32(from + IDENTIFIER_AT, true) <= 0
  for (let i = from + 1; i < to; i++) if (view.getUint8(i) !== 0) return false
  return true
}

/** HistoryUpdateDetails: structures that begin with the node id (OPC 10000-11 clause 6.9). */
function historyUpdates(body: Cursor, target: Target): void {
  const count = arrayLength(body)
  for (let i = 0; i < count && i < target.most && !body.short; i++) {
    skipNodeId(body)
    if (body.u8() !== 1) break
    const after = body.u32le() + body.pos
    const from = body.pos
    skipNodeId(body)
    if (body.short) break
    target.node(from, body.pos, VALUE_ATTRIBUTE)
    body.skip(after - body.pos)
  }
  target.count = body.short ? target.kept : count
}

function plain(): number {
  return VALUE_ATTRIBUTE
}

/** What follows the node in a ReadValueId; returns the attribute. */
export function skipReadValueId(body: Cursor): number {
  const attribute = body.u32le()
  skipString(body)
  skipQualifiedName(body)
  return attribute
}

function skipWriteValue(body: Cursor): number {
  const attribute = body.u32le()
  skipString(body)
  skipDataValue(body)
  return attribute
}

function skipBrowseDescription(body: Cursor): number {
  body.skip(4)
  skipNodeId(body)
  body.skip(9)
  return VALUE_ATTRIBUTE
}

function skipRelativePath(body: Cursor): number {
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    skipNodeId(body)
    body.skip(2)
    skipQualifiedName(body)
  }
  return VALUE_ATTRIBUTE
}

function skipMonitoredItem(body: Cursor): number {
  const attribute = skipReadValueId(body)
  body.skip(16)
  skipExtensionObject(body)
  body.skip(5)
  return attribute
}

function skipHistoryValue(body: Cursor): number {
  skipString(body)
  skipQualifiedName(body)
  skipString(body)
  return VALUE_ATTRIBUTE
}

function skipReferenceToAdd(body: Cursor): number {
  skipNodeId(body)
  body.skip(1)
  skipString(body)
  skipNodeId(body)
  body.skip(4)
  return VALUE_ATTRIBUTE
}

function skipReferenceToDelete(body: Cursor): number {
  skipNodeId(body)
  body.skip(1)
  skipNodeId(body)
  body.skip(1)
  return VALUE_ATTRIBUTE
}

function skipFlag(body: Cursor): number {
  body.skip(1)
  return VALUE_ATTRIBUTE
}

/** An ApplicationDescription (OPC 10000-4 clause 7.2). */
function skipApplication(body: Cursor): void {
  skipString(body)
  skipString(body)
  const mask = body.u8()
  if (mask & 1) skipString(body)
  if (mask & 2) skipString(body)
  body.skip(4)
  skipString(body)
  skipString(body)
  for (let left = arrayLength(body); left > 0 && !body.short; left--) skipString(body)
}
