import { DEFAULT_LIMIT, decodePlace, encodePlace, type Page, type PageRequest, type Place } from './page.ts'
import { QueryError } from './query-error.ts'
import type { ObservedReader, Parameter } from './reader.ts'
import type { Row } from './row.ts'

/** How the rows of one resource are read, whole or page by page. */
export interface Listing<Found, Item extends Row> {
  /** The columns of a SELECT, without the word. */
  readonly columns: string
  /** From FROM on, up to WHERE. */
  readonly from: string
  /** What tells two rows apart. */
  readonly key: string
  /** ORDER BY natural keys, never by ours: exports must not show in which order captures came. */
  readonly naturalOrder: string
  /** What each name that a page can be sorted by stands for; never null. */
  readonly sorts: Readonly<Record<string, string>>
  /** The order of pages when nothing is asked: one of `sorts`, with '-' before it when it descends. */
  readonly standardSort: string
  rowOf(found: Found): Item
}

/** A part of a WHERE clause. */
export interface Condition {
  readonly sql: string
  readonly values: readonly Parameter[]
}

/** All rows in natural order, one at a time. */
export function* readAll<Found, Item extends Row>(
  reader: ObservedReader,
  listing: Listing<Found, Item>,
  conditions: readonly Condition[] = [],
): Generator<Item> {
  const { columns, from, naturalOrder } = listing
  const sql = `SELECT ${columns} ${from} ${where(conditions)} ORDER BY ${naturalOrder}`
  for (const found of reader.iterate<Found>(sql, valuesOf(conditions))) yield listing.rowOf(found)
}

/** One page, by keyset: the rows after a place, found by comparing, so that a deep page costs no more than the first. */
export function readPage<Found, Item extends Row>(
  reader: ObservedReader,
  listing: Listing<Found, Item>,
  conditions: readonly Condition[],
  request: PageRequest,
): Page<Item> {
  const { sort = listing.standardSort, limit = DEFAULT_LIMIT, after } = request
  const descending = sort.startsWith('-')
  const value = listing.sorts[descending ? sort.slice(1) : sort]
  if (value === undefined) throw new QueryError('sort', `one of ${Object.keys(listing.sorts).join(', ')}`)
  // The key is another one in each list, so that a place in one of them is none in another.
  const orderOfList = `${listing.key} ${sort}`
  const place = after === undefined ? [] : [afterPlace(value, listing.key, descending, decodePlace(orderOfList, after))]
  const all = [...conditions, ...place]
  const order = descending ? 'DESC' : 'ASC'
  const sql = `SELECT ${listing.columns}, ${value} AS placeValue, ${listing.key} AS placeKey ${listing.from}
    ${where(all)} ORDER BY placeValue ${order}, placeKey ${order} LIMIT ?`
  const found = reader.all<Found & Placed>(sql, [...valuesOf(all), limit + 1])
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const more = found.length > shown.length && last !== undefined
  return {
    items: shown.map((item) => listing.rowOf(item)),
    next: more ? encodePlace(orderOfList, { value: last.placeValue, key: last.placeKey }) : null,
  }
}

interface Placed {
  readonly placeValue: string | number
  readonly placeKey: number
}

function afterPlace(value: string, key: string, descending: boolean, place: Place): Condition {
  return { sql: `(${value}, ${key}) ${descending ? '<' : '>'} (?, ?)`, values: [place.value, place.key] }
}

function where(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`
}

function valuesOf(conditions: readonly Condition[]): Parameter[] {
  return conditions.flatMap(({ values }) => values)
}
