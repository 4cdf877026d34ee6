/** All that a mirror port is judged by: counts over every frame of its captures. */
export interface MirrorCounters {
  frames: number
  bytes: number
  /** null before the first frame. */
  firstUs: number | null
  lastUs: number | null
  unicast: number
  multicast: number
  broadcast: number
  /** Frames that were captured in part, and the most bytes captured of any frame. */
  cut: number
  longestCaptured: number
  /** Frames equal to one less than a millisecond before. */
  duplicates: number
  /** Second copies of what HSR or PRP sends twice. */
  redundant: number
  /** IPv4 packets seen before and after a router. */
  routed: number
  /** Frames seen in two VLANs. */
  retagged: number
  /** Frames whose time is before that of the frame before them, and the longest such step. */
  backwards: number
  longestBackwardUs: number
  tagged: number
  /** VLANs seen, and private IPv4 /24 networks of hosts that are on the wire itself; see the limits of the survey. */
  vlans: number
  subnets: number
  /** TCP connections with enough segments to be judged, and those of them seen from one side only. */
  connections: number
  oneWay: number
  /** TCP connections of which each side came by an interface of another network. */
  apart: number
  /** One of them: '10.0.0.5:502 to 10.0.0.9:49152'; '' when there is none. */
  oneWayExample: string
  /** TCP payload on the wire, each byte once and cut ones among them; and what was never seen at all. */
  tcpBytes: number
  tcpGapBytes: number
  /** The segment that lost the greatest share of them: 'VLAN 20: 3 %'; '' where there is one segment, or no loss. */
  worstSegment: string
  /** Frames that the capturing program says it lost; `lossIsCounted`: it says so at all. */
  lostByCapture: number
  lossIsCounted: boolean
  /** How long a live interface was listened at, and without a signal how many seconds of it; null and 0 for files. */
  listenedUs: number | null
  downSeconds: number
  /** Industrial protocols recognised by content. */
  protocols: readonly string[]
}

/** The counters of no frame at all. */
export function noCounters(): MirrorCounters {
  const frames = { frames: 0, bytes: 0, firstUs: null, lastUs: null, unicast: 0, multicast: 0, broadcast: 0 }
  const faults = {
    cut: 0,
    longestCaptured: 0,
    duplicates: 0,
    redundant: 0,
    routed: 0,
    retagged: 0,
    backwards: 0,
    longestBackwardUs: 0,
  }
  const scope = { tagged: 0, vlans: 0, subnets: 0, connections: 0, oneWay: 0, apart: 0, oneWayExample: '' }
  const loss = { tcpBytes: 0, tcpGapBytes: 0, worstSegment: '', lostByCapture: 0, lossIsCounted: false }
  return { ...frames, ...faults, ...scope, ...loss, listenedUs: null, downSeconds: 0, protocols: [] }
}
