import { QueryError } from './query-error.ts'

/** A part of a list: `limit` rows in the order `sort`, after the row that `after` stands for. */
export interface PageRequest {
  readonly limit?: number | undefined
  /** A column; with '-' before it, in descending order. */
  readonly sort?: string | undefined
  /** `next` of the page before. */
  readonly after?: string | undefined
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** What `after` must be for the next page; null on the last one. */
  readonly next: string | null
}

/** A place in a sorted list: the value sorted by, and the key that tells rows of the same value apart. */
export interface Place {
  readonly value: string | number
  readonly key: string | number
}

/** A place as opaque text, bound to the order that it is a place in. */
export function encodePlace(sort: string, { value, key }: Place): string {
  return Buffer.from(JSON.stringify([sort, value, key])).toString('base64url')
}

/** The place that `text` stands for; throws a QueryError when it is none of this order. */
export function decodePlace(sort: string, text: string): Place {
  const parts = parse(text)
  if (Array.isArray(parts) && parts.length === 3) {
    const [order, value, key] = parts as unknown[]
    if (order === sort && isPart(value) && isPart(key)) return { value, key }
  }
  throw new QueryError('after', 'not a cursor of this list in this order; start again without it')
}

/** How many rows a page has when nothing is asked. */
export const DEFAULT_LIMIT = 100

/** One page of rows that lie in memory. */
export function pageOf<Item>(
  items: readonly Item[],
  sort: string,
  { limit = DEFAULT_LIMIT, after }: PageRequest,
  placeOf: (item: Item) => Place,
): Page<Item> {
  const sign = sort.startsWith('-') ? -1 : 1
  const places = items.map((item) => ({ item, place: placeOf(item) }))
  places.sort((a, b) => sign * comparePlaces(a.place, b.place))
  const from = after === undefined ? undefined : decodePlace(sort, after)
  const rest = from === undefined ? places : places.filter(({ place }) => sign * comparePlaces(place, from) > 0)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  const next = rest.length > shown.length && last !== undefined ? encodePlace(sort, last.place) : null
  return { items: shown.map(({ item }) => item), next }
}

function comparePlaces(a: Place, b: Place): number {
  return compare(a.value, b.value) || compare(a.key, b.key)
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function isPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
