import { formatTime } from '../rfc3339.ts'
import { IDENTIFICATIONS, rankOf } from './ranks.ts'
import type { ObservedReader } from './reader.ts'

/** Services of one asset, protocols that its program was fetched by, and those who set its clock, that are told. */
export const MAX_SERVICES = 64

/** What an asset did, as far as the fields of the inventory ask for it. */
export interface AssetConduct {
  /** Protocols that it asked by, and answered. */
  readonly asked: Set<string>
  readonly served: Set<string>
  /** 'tcp/502 modbus'. */
  readonly services: Set<string>
  /** What was read out of it: 'program by s7comm, 3 times, last on 2026-11-22'. */
  readonly fetched: string[]
  /** Who set its clock: '10.0.0.9 by s7comm'. */
  readonly clockSetBy: string[]
}

/** The conduct of every asset that has any, by its id. */
export function gatherConduct(reader: ObservedReader): ReadonlyMap<string, AssetConduct> {
  const all = new Map<string, AssetConduct>()
  for (const row of reader.iterate<Service>(SERVICES)) {
    if (row.client !== '') conductOf(all, row.client).asked.add(row.protocol)
    if (row.server === '' || row.packets === 0) continue
    const conduct = conductOf(all, row.server)
    if (row.identifiedBy !== rankOf(IDENTIFICATIONS, 'none')) conduct.served.add(row.protocol)
    if (!HAS_PORTS.has(row.transport) || conduct.services.size >= MAX_SERVICES) continue
    const name = row.protocol === row.transport ? '' : ` ${row.protocol}`
    conduct.services.add(`${row.transport}/${row.port}${name}`)
  }
  for (const { asset, protocol, answers, lastUs } of reader.iterate<Fetch>(FETCHES)) {
    const { fetched } = conductOf(all, asset)
    const day = formatTime(lastUs).slice(0, 10)
    if (fetched.length < MAX_SERVICES)
      fetched.push(`program by ${protocol}, ${answers} ${answers === 1 ? 'answer' : 'answers'}, last on ${day}`)
  }
  for (const { asset, protocol, client } of reader.iterate<ClockSetting>(CLOCK_SETTINGS)) {
    const { clockSetBy } = conductOf(all, asset)
    if (clockSetBy.length < MAX_SERVICES) clockSetBy.push(`${client} by ${protocol}`)
  }
  return all
}

/** The conduct of an asset that did nothing. */
export function noConduct(): AssetConduct {
  return { asked: new Set(), served: new Set(), services: new Set(), fetched: [], clockSetBy: [] }
}

const HAS_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp'])

function conductOf(all: Map<string, AssetConduct>, id: string): AssetConduct {
  const known = all.get(id) ?? noConduct()
  all.set(id, known)
  return known
}

interface Service {
  readonly client: string
  readonly server: string
  readonly protocol: string
  readonly transport: string
  readonly port: number
  readonly identifiedBy: number
  /** To the client. */
  readonly packets: number
}

interface Fetch {
  readonly asset: string
  readonly protocol: string
  readonly answers: number
  readonly lastUs: number
}

interface ClockSetting {
  readonly asset: string
  readonly protocol: string
  readonly client: string
}

const SERVICES = `
SELECT DISTINCT coalesce(ca.id, '') AS client, coalesce(sa.id, '') AS server, v.protocol, v.transport, v.port,
  v.identified_by AS identifiedBy, min(v.packets_to_client, 1) AS packets
FROM conversations v JOIN addresses c ON c.key = v.client JOIN addresses s ON s.key = v.server
LEFT JOIN assets ca ON ca.key = c.asset LEFT JOIN assets sa ON sa.key = s.asset
ORDER BY server, v.transport, v.port, v.protocol, client`

const FETCHES = `
SELECT a.id AS asset, v.protocol, sum(o.responses - o.errors) AS answers, max(o.last_us) AS lastUs
FROM operations o JOIN conversations v ON v.key = o.conversation JOIN addresses s ON s.key = v.server
JOIN assets a ON a.key = s.asset
WHERE o.class = 'upload' AND o.responses > o.errors
GROUP BY a.id, v.protocol ORDER BY a.id, v.protocol`

/** Told to one device; the messages of PTP and of PROFINET's own time go to all, and are claims where they are not. */
const CLOCK_SETTINGS = `
SELECT DISTINCT a.id AS asset, v.protocol, c.value AS client
FROM operations o JOIN conversations v ON v.key = o.conversation JOIN addresses s ON s.key = v.server
JOIN assets a ON a.key = s.asset JOIN addresses c ON c.key = v.client
WHERE o.class = 'time' AND v.protocol NOT IN ('ptp', 'profinet') AND (o.responses > o.errors OR o.messages > 0)
ORDER BY asset, client, v.protocol`
