import { QueryError } from '../../storage/observed/query-error.ts'
import { parseTime } from '../../storage/rfc3339.ts'

/** The span of time that a query names, in microseconds. */
export function spanOf(query: { readonly from?: string; readonly to?: string }): { fromUs?: number; toUs?: number } {
  return { ...bound('from', 'fromUs', query.from), ...bound('to', 'toUs', query.to) }
}

function bound(parameter: string, name: string, text: string | undefined): Record<string, number> {
  if (text === undefined) return {}
  const timeUs = parseTime(text)
  if (timeUs === undefined) throw new QueryError(parameter, 'a time like 2026-11-22T10:00:00Z')
  return { [name]: timeUs }
}
