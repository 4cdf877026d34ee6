/** What a frame can have been carried in; `Frame.tunnel` is a place in this list, 0 none. The word names the number. */
const KINDS = [
  ['', ''],
  ['gre', 'key'],
  ['erspan', 'session'],
  ['vxlan', 'network'],
  ['geneve', 'network'],
  ['tzsp', ''],
  ['eoip', 'tunnel'],
  ['capwap', ''],
  ['ip-in-ip', ''],
  ['teredo', ''],
  ['gtp-u', 'tunnel'],
  ['pptp', 'call'],
  ['mpls', 'label'],
  ['pbb', 'service'],
  ['pppoe', 'session'],
  ['fabricpath', ''],
  ['nsh', 'path'],
  ['l2tp', 'session'],
  ['zep', ''],
] as const

export type Tunnel = Exclude<(typeof KINDS)[number][0], ''>

/** The code of a tunnel. */
export const TUNNELS = Object.fromEntries(KINDS.map(([name], code) => [name, code])) as Record<Tunnel, number>

/** 'erspan session 5', or 'gre' where the tunnel bears no number. */
export function tunnelText(tunnel: number, id: number): string {
  const [name, word] = KINDS[tunnel] as (typeof KINDS)[number]
  return word === '' || (id === 0 && tunnel !== TUNNELS.erspan) ? name : `${name} ${word} ${id}`
}

/** Whether the tunnel brings copies to a sensor, as against traffic of its own. */
export function isMirror(tunnel: number): boolean {
  return tunnel === TUNNELS.erspan || tunnel === TUNNELS.tzsp || tunnel === TUNNELS.zep
}
