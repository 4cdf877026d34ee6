/*
 * Names of tags that are addressed by the instance of their symbol, learned from the list that a client read before.
 * Little-endian. Logix 5000 Controllers Data Access (1756-PM020): Get Instance Attribute List of the Symbol object.
 */
import type { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'

/** Names that one pair of hosts remembers, over all programs and controllers; tags beyond go by their numbers. */
export const MAX_TAG_NAMES = 4096
/** Lists of attributes that are remembered: a client asks for the same ones each time. */
export const MAX_LAYOUTS = 16
/** A symbol has 40 characters; those of modules and programs are put together. */
export const MAX_NAME_LENGTH = 120
const MAX_ATTRIBUTES = 16
const NAME = 1
/** Octets of the attributes of a symbol: type, addresses, software control, size, dimensions, external access. */
const OCTETS: Readonly<Record<number, number>> = { 2: 2, 3: 4, 5: 4, 6: 4, 7: 2, 8: 12, 10: 1 }
const SEED = 0x55

/** What an answer says of each symbol: octets before its name, and behind it. */
export interface Layout {
  readonly before: number
  readonly behind: number
}

/** The names of the tags of all controllers that one pair of hosts talks of. */
export class TagNames {
  /** By scope (route and program), then by instance; '' where a name was missed. */
  private readonly scopes = new Map<string, Map<number, string>>()
  private readonly layouts = new Map<number, Layout | undefined>()
  private size = 0
  /** Other when an instance that was addressed is named now, or has another name: what was made of it is out of date. */
  version = 0

  /** The name of an instance; 'symbol 34' where it was not learned. */
  find(scope: string, instance: number): string {
    const name = this.scopes.get(scope)?.get(instance)
    if (name === undefined) this.put(scope, instance, '')
    return name || `symbol ${instance}`
  }

  /** The layout of the answers to the request at the cursor; undefined when they do not tell names. */
  layoutOf(data: Cursor): Layout | undefined {
    const { view, pos, end } = data
    const key = keyOfBytes(view, pos, end, SEED)
    if (this.layouts.has(key)) return this.layouts.get(key)
    if (this.layouts.size >= MAX_LAYOUTS) this.layouts.clear()
    const layout = readLayout(view, pos, end)
    this.layouts.set(key, layout)
    return layout
  }

  /** Learns the names in the answer at the cursor, which stays. */
  learn(scope: string, { view, pos, end }: Cursor, { before, behind }: Layout): void {
    let isNews = false
    for (let at = pos; at + 4 + before + 2 <= end; ) {
      const instance = view.getUint32(at, true)
      const nameAt = at + 4 + before + 2
      const length = view.getUint16(nameAt - 2, true)
      at = nameAt + length + behind
      if (length === 0 || length > MAX_NAME_LENGTH || at > end) break
      const known = this.scopes.get(scope)?.get(instance)
      if (known !== undefined && isSame(known, view, nameAt, length)) continue
      this.put(scope, instance, nameOf(view, nameAt, length))
      if (known !== undefined) isNews = true
    }
    if (isNews) this.version++
  }

  private put(scope: string, instance: number, name: string): void {
    let names = this.scopes.get(scope)
    if (names?.has(instance) !== true) {
      if (this.size >= MAX_TAG_NAMES) return
      this.size++
    }
    if (names === undefined) {
      names = new Map()
      this.scopes.set(scope, names)
    }
    names.set(instance, name)
  }
}

function readLayout(view: DataView, from: number, to: number): Layout | undefined {
  const count = from + 2 <= to ? view.getUint16(from, true) : 0
  if (count > MAX_ATTRIBUTES || from + 2 + count * 2 > to) return undefined
  let before = -1
  let octets = 0
  for (let i = 0; i < count; i++) {
    const attribute = view.getUint16(from + 2 + i * 2, true)
    if (attribute === NAME && before < 0) {
      before = octets
      octets = 0
      continue
    }
    const own = OCTETS[attribute]
    if (own === undefined) return undefined
    octets += own
  }
  return before < 0 ? undefined : { before, behind: octets }
}

function isSame(known: string, view: DataView, at: number, length: number): boolean {
  if (known.length !== length) return false
  for (let i = 0; i < length; i++) if (known.charCodeAt(i) !== view.getUint8(at + i)) return false
  return true
}

function nameOf(view: DataView, at: number, length: number): string {
  let name = ''
  for (let i = 0; i < length; i++) name += String.fromCharCode(view.getUint8(at + i))
  return name
}
