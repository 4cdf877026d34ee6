/** When a packet does not tell how many routers it passed. */
export const HOPS_UNKNOWN = 255
/** Of a packet to a group that no router forwards to, whatever its time-to-live: fewer than none can be. */
export const HOPS_ON_LINK = -1

/** Initial values of time-to-live in use: RFC 1700 and common stacks; 30, 60 and 200 in older and embedded ones. */
const INITIAL = [30, 32, 60, 64, 128, 200, 255]

/** The fewest routers that a packet with this time-to-live can have passed. */
export function hopsOf(timeToLive: number): number {
  for (const initial of INITIAL) {
    if (timeToLive <= initial) return initial - timeToLive
  }
  return 0
}

/** What is sent to a group often starts with a small value, that keeps it near (RFC 1112: 1 by default): it tells nothing. */
export function hopsOfGroup(timeToLive: number): number {
  return timeToLive < SMALLEST_INITIAL ? HOPS_UNKNOWN : hopsOf(timeToLive)
}

const SMALLEST_INITIAL = 30
