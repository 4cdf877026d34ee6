/* Where objects are: MS-DCOM, 2.2.19 (DUALSTRINGARRAY), 3.1.2.5.1 (IObjectExporter). */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'

const RESOLVE_OXID = 0
const RESOLVE_OXID_2 = 4
const SERVER_ALIVE_2 = 5
/** Bindings of one answer that are looked at. */
export const MAX_BINDINGS = 32
/** 2.2.19.3: towers of a binding. */
const OVER_TCP = 0x07
const MAX_TEXT = 256
/** A pointer, a conformance count; the numbers of entries and the offset of the security bindings follow. */
const POINTER_LENGTH = 4
const VERSION_LENGTH = 4
const IPV4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\[(\d+)\])?$/
const NAME = /^([A-Za-z0-9_.-]+)(?:\[(\d+)\])?$/

/** The string bindings of an answer: addresses and names of the server, and ports of its objects. */
export function sayObjectExporter(stub: Cursor, operation: number, little: boolean, sink: Sink): void {
  if (!little) return
  if (operation === SERVER_ALIVE_2) stub.skip(VERSION_LENGTH + POINTER_LENGTH)
  else if (operation === RESOLVE_OXID || operation === RESOLVE_OXID_2) stub.skip(POINTER_LENGTH)
  else return
  const entries = stub.u32le()
  const again = stub.u16le()
  const securityAt = stub.u16le()
  if (stub.short || entries !== again || securityAt > entries || entries * 2 > stub.left) return
  stub.narrow(securityAt * 2)
  bindings(stub, operation === SERVER_ALIVE_2 ? 'ServerAlive2' : 'ResolveOxid', sink)
}

function bindings(bytes: Cursor, message: string, sink: Sink): void {
  const addresses: string[] = []
  const names: string[] = []
  for (let count = 0; count < MAX_BINDINGS && bytes.left >= 4; count++) {
    const towerId = bytes.u16le()
    if (towerId === 0) break
    const text = zeroEnded(bytes)
    const address = IPV4.exec(text)
    const name = address === null ? NAME.exec(text) : null
    const port = Number(address?.[2] ?? name?.[2] ?? 0)
    if (towerId === OVER_TCP && port > 0 && port <= 0xffff) {
      sink.observe({ kind: 'expectation', of: 'server', over: 'tcp', port, protocol: 'dcerpc' })
    }
    if (address?.[1] !== undefined && !addresses.includes(address[1])) addresses.push(address[1])
    if (name?.[1] !== undefined && !names.includes(name[1])) names.push(name[1])
  }
  say(message, names, addresses, sink)
}

function say(message: string, names: readonly string[], addresses: readonly string[], sink: Sink): void {
  const [name = ''] = names
  if (name === '' && addresses.length === 0) return
  const facts = {
    ...(name !== '' && { name }),
    ...(addresses.length > 0 && { 'network-address': addresses.join(', ') }),
  }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message, facts })
}

function zeroEnded(bytes: Cursor): string {
  const { view, pos, end } = bytes
  let at = pos
  while (at + 2 <= end && view.getUint16(at) !== 0) at += 2
  const text = bytes.text(Math.min(at - pos, MAX_TEXT), 'utf16le')
  bytes.pos = Math.min(at + 2, end)
  return text
}
