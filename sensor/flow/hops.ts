/** Initial values of time-to-live in use: RFC 1700 and common stacks; 30, 60 and 200 in older and embedded ones. */
const INITIAL = [30, 32, 60, 64, 128, 200, 255]

/** The fewest routers that a packet with this time-to-live can have passed. */
export function hopsOf(timeToLive: number): number {
  for (const initial of INITIAL) {
    if (timeToLive <= initial) return initial - timeToLive
  }
  return 0
}
