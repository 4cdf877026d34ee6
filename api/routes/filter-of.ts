import { ipOf, macOf, stationOf } from '../../planning/address.ts'
import { QueryError } from '../../storage/observed/query-error.ts'
import { parseTime } from '../../storage/rfc3339.ts'

interface Asked {
  readonly address?: string | undefined
  readonly from?: string
  readonly to?: string
}

/** A query as rows are found by: times in microseconds, and an address as rows show it, however it was written. */
export function filterOf<Query extends Asked>(query: Query): Query & { fromUs?: number; toUs?: number } {
  const span = { ...bound('from', 'fromUs', query.from), ...bound('to', 'toUs', query.to) }
  const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = span
  // It would answer what spans both, which nobody asks for.
  if (fromUs > toUs) throw new QueryError('to', "a time that is not before 'from'")
  const { address } = query
  return address === undefined ? { ...query, ...span } : { ...query, ...span, address: addressOf(address) }
}

function bound(
  parameter: string,
  name: 'fromUs' | 'toUs',
  text: string | undefined,
): { fromUs?: number; toUs?: number } {
  if (text === undefined) return {}
  const timeUs = parseTime(text)
  if (timeUs === undefined) throw new QueryError(parameter, 'a time like 2026-11-22T10:00:00Z')
  return { [name]: timeUs }
}

/** What is no address finds nothing, and would look like one that was not seen. */
function addressOf(text: string): string {
  // Whether a prefix is one is found where it is used.
  const address = text.includes('/') ? text : (macOf(text) ?? ipOf(text) ?? stationOf(text))
  if (address === undefined) throw new QueryError('address', 'an address, or a prefix like 10.0.0.0/8')
  return address
}
