/* Node ids and attributes in words. OPC 10000-6 clause 5.3.1.10 (text of a NodeId), annex A.1 (AttributeIds). */
import { Cursor } from '../kit/cursor.ts'

/** Characters of a node id's text that are kept. */
const MAX_IDENTIFIER = 128
/** What is read, written or watched unless said otherwise. */
export const VALUE_ATTRIBUTE = 13

const ATTRIBUTES = `NodeId NodeClass BrowseName DisplayName Description WriteMask UserWriteMask IsAbstract Symmetric
  InverseName ContainsNoLoops EventNotifier Value DataType ValueRank ArrayDimensions AccessLevel
  UserAccessLevel MinimumSamplingInterval Historizing Executable UserExecutable DataTypeDefinition
  RolePermissions UserRolePermissions AccessRestrictions AccessLevelEx`.split(/\s+/)

/** 'ns=2;s=Line1.Speed' for the node id in `view[from, to)`. */
export function nodeText(view: DataView, from: number, to: number): string {
  const cursor = new Cursor(view).reset(view, from, to)
  const encoding = cursor.u8() & 0x3f
  const namespace = encoding === 0 ? 0 : encoding === 1 ? cursor.u8() : cursor.u16le()
  const prefix = namespace === 0 ? '' : `ns=${namespace};`
  switch (encoding) {
    case 0:
      return `i=${cursor.u8()}`
    case 1:
      return `${prefix}i=${cursor.u16le()}`
    case 2:
      return `${prefix}i=${cursor.u32le()}`
    case 3:
      return `${prefix}s=${cursor.text(Math.min(cursor.u32le(), MAX_IDENTIFIER, cursor.left), 'utf8')}`
    case 4:
      return `${prefix}g=${guidText(cursor)}`
    default:
      return `${prefix}b=${base64(cursor, Math.min(cursor.u32le(), MAX_IDENTIFIER, cursor.left))}`
  }
}

/** '2:Line1' for the QualifiedName in `view[from, to)` (OPC 10000-6 clause 5.2.2.13). */
export function qualifiedName(view: DataView, from: number, to: number): string {
  const cursor = new Cursor(view).reset(view, from, to)
  const namespace = cursor.u16le()
  const length = cursor.u32le()
  const name = cursor.text(Math.min(length, MAX_IDENTIFIER, cursor.left), 'utf8')
  return namespace === 0 ? name : `${namespace}:${name}`
}

/** The name of an attribute; its number when it is not a standard one. */
export function attributeName(attribute: number): string {
  return ATTRIBUTES[attribute - 1] ?? `attribute ${attribute}`
}

function guidText(cursor: Cursor): string {
  const data1 = cursor.u32le().toString(16).padStart(8, '0')
  const data2 = cursor.u16le().toString(16).padStart(4, '0')
  const data3 = cursor.u16le().toString(16).padStart(4, '0')
  return `${data1}-${data2}-${data3}-${cursor.hex(2)}-${cursor.hex(6)}`
}

function base64(cursor: Cursor, length: number): string {
  let bytes = ''
  for (let i = 0; i < length; i++) bytes += String.fromCharCode(cursor.u8())
  return btoa(bytes)
}
