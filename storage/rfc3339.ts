const MICROSECONDS = 1_000_000
const SECONDS_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length

let lastSecond = Number.NaN
let lastText = ''

/** A time in microseconds since the Unix epoch as RFC 3339 in UTC: '2026-11-22T10:00:00.000000Z'. */
export function formatTime(timeUs: number): string {
  const second = Math.floor(timeUs / MICROSECONDS)
  // Rows come in runs of the same second, and the calendar is the expensive part.
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, SECONDS_LENGTH)
    lastSecond = second
  }
  return `${lastText}.${String(timeUs - second * MICROSECONDS).padStart(6, '0')}Z`
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/

/** Microseconds since the Unix epoch of an RFC 3339 time, cut to whole microseconds; undefined when it is none. */
export function parseTime(text: string): number | undefined {
  const parts = RFC_3339.exec(text)
  if (parts === null) return undefined
  const [, local = '', fraction = '', zone = ''] = parts
  const milliseconds = Date.parse(local.toUpperCase().replace(' ', 'T') + zone.toUpperCase())
  if (Number.isNaN(milliseconds)) return undefined
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}
