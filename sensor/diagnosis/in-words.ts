/** '1 frame', '12,000 frames'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** A share as a percentage: '0 %', '0.03 %', '12 %'; never 0 % or 100 % of something that is not. */
export function percent(share: number): string {
  const value = share * 100
  if (share === 0 || share === 1) return `${value} %`
  if (value < 0.01) return 'under 0.01 %'
  const digits = value < 1 ? 2 : value < 10 || value > 99 ? 1 : 0
  return `${Math.min(value, 99.9).toFixed(digits)} %`
}

const DAY_US = 86_400e6

/** '250 µs', '12 ms', '3 s', '5 min', '2 h', '281 days'. */
export function duration(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`
  if (us < 1e6) return `${Math.round(us / 1000)} ms`
  if (us < 120e6) return `${Math.round(us / 1e6)} s`
  if (us < 7200e6) return `${Math.round(us / 60e6)} min`
  if (us < 2 * DAY_US) return `${Math.round(us / 3600e6)} h`
  return `${Math.round(us / DAY_US).toLocaleString('en')} days`
}
