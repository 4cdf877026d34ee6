import { readAll, readPage } from '../storage/observed/listing.ts'
import { type AssetRow, readAssets } from '../storage/observed/read-assets.ts'
import { CAPTURES } from '../storage/observed/read-captures.ts'
import { COVERAGE, type CoverageRow } from '../storage/observed/read-coverage.ts'
import { type Edge, readEdges } from '../storage/observed/read-edges.ts'
import { EVENTS } from '../storage/observed/read-events.ts'
import { readHealth } from '../storage/observed/read-health.ts'
import type { ObservedReader } from '../storage/observed/reader.ts'
import { whereEvents } from '../storage/observed/row-filter.ts'
import { type Html, html } from './html.ts'
import { framePage, inWords, table } from './page-frame.ts'

/** Rows that each table of the page holds at most. */
export const MAX_SHOWN = 500

/**
 * The page of what was captured, what is there, who talks to whom, and what could not be seen. `decided`: events that a
 * person has dealt with.
 */
export function overviewPage(reader: ObservedReader, decided: readonly string[]): string {
  const assets = readAssets(reader).map(({ row }) => row)
  const names = new Map(assets.map((asset) => [asset.id, titleOf(asset)]))
  return framePage(
    'Sightline',
    html`<p class="quiet">What was seen on the network, passively. ${LINKS}</p>
${summary(reader)}
${events(reader, decided)}
${captures(reader)}
${assetTable(assets)}
${talk(reader, names)}
${remarks(reader, names)}`,
  )
}

/** The page that stands in as long as there is nothing to show. */
export function emptyPage(detail: string): string {
  const body = html`<p>${detail}</p>
<p class="quiet">This page shows what was captured as soon as there is something: load it again then. ${LINKS}</p>`
  return framePage('Sightline', body)
}

const LINKS = html`<a href="/walk-down">Walk-down sheet</a> · <a href="/api/">Documentation of the API</a> · <a href="/api/openapi.json">OpenAPI</a> · <a href="/api/v1/health">Health</a>`

function summary(reader: ObservedReader): Html {
  const { captures, frames, assets, conversations, operations, faults } = readHealth(reader)
  const found = html`<p>Captures: ${inWords(captures)}. Frames: ${inWords(frames)}. Assets: ${inWords(assets)}. Conversations: ${inWords(conversations)}. Distinct operations: ${inWords(operations)}.</p>`
  if (faults.length === 0) return found
  const count = faults.reduce((sum, fault) => sum + fault.count, 0)
  return html`${found}
<p class="look">Messages that met a defect of a dissector: ${inWords(count)}. See <a href="/api/v1/health">health</a>.</p>`
}

function captures(reader: ObservedReader): Html {
  const rows = [...readAll(reader, CAPTURES)]
  const lines = rows
    .slice(0, MAX_SHOWN)
    .map((capture) => [
      capture.name,
      capture.format,
      capture.frames,
      capture.bytes,
      brief(capture.firstSeen),
      brief(capture.lastSeen),
      capture.damage === '' ? 'read to its end' : html`<span class="look">${capture.damage}</span>`,
    ])
  const columns = ['Name', 'Format', { number: 'Frames' }, { number: 'Bytes' }, 'First frame', 'Last frame', 'State']
  return section('Captures', rows.length, '/api/v1/captures', table('What was captured (times in UTC)', columns, lines))
}

function assetTable(assets: readonly AssetRow[]): Html {
  const lines = assets
    .toSorted((a, b) => byAddress.compare(placeOf(a), placeOf(b)))
    .slice(0, MAX_SHOWN)
    .map((asset) => [
      html`<a href="/api/v1/assets/${asset.id}">${titleOf(asset)}</a>`,
      asset.ipAddresses,
      asset.macAddresses,
      asset.segment,
      asset.role === ''
        ? ''
        : html`${asset.role} <span class="quiet">(${asset.roleConfidence}: ${asset.roleReason})</span>`,
      asset.vendor,
      [asset.product, asset.model].filter((text) => text !== '').join(' · '),
      asset.firmware,
      asset.conflicts === '' ? '' : html`<span class="look">${asset.conflicts}</span>`,
      brief(asset.lastSeen),
    ])
  const columns = [
    'Asset',
    'IP',
    'MAC',
    'Segment',
    'Role',
    'Vendor',
    'Product, model',
    'Firmware',
    'Conflicts',
    'Last seen',
  ]
  return section('Assets', assets.length, '/api/v1/assets', table('What is there', columns, lines))
}

function events(reader: ObservedReader, decided: readonly string[]): Html {
  const open = whereEvents(reader, { without: decided })
  const { items, next } = readPage(reader, EVENTS, open, { limit: MAX_SHOWN, sort: '-severity' })
  const dealt =
    decided.length === 0 ? html`` : html`<p class="quiet">Without those that were acknowledged or expected.</p>`
  if (items.length === 0) return html`<h2>Events</h2>${dealt}<p>None is open.</p>`
  const lines = items.map((event) => [
    event.severity === 'high' ? html`<span class="look">high</span>` : event.severity,
    html`<a href="/api/v1/events/${event.id}">${event.summary}</a>`,
    breakable(event.target),
    event.count,
    brief(event.firstSeen),
    brief(event.lastSeen),
    breakable(event.frame === null ? '' : `${event.capture}, frame ${event.frame}`),
    event.question,
    event.technique === '' ? '' : `${event.technique} ${event.techniqueName}`,
  ])
  const columns = [
    'Severity',
    'What',
    'Target',
    { number: 'Times' },
    'First',
    'Last',
    'Witness',
    'Ask',
    'ATT&CK for ICS',
  ]
  const total = next === null ? items.length : MAX_SHOWN + 1
  const caption = 'Most severe first, then the latest'
  return html`${section('Events', total, '/api/v1/events', table(caption, columns, lines))}${dealt}`
}

function talk(reader: ObservedReader, names: ReadonlyMap<string, string>): Html {
  const { edges, truncated } = readEdges(reader, [], MAX_SHOWN)
  const lines = edges.map((edge) => [
    names.get(edge.client) ?? edge.clientAddress,
    names.get(edge.server) ?? edge.serverAddress,
    edge.protocol,
    classesOf(edge),
    edge.packets,
    brief(edge.lastSeen),
  ])
  const columns = ['Client', 'Server', 'Protocol', 'Messages by class', { number: 'Packets' }, 'Last seen']
  const total = truncated ? MAX_SHOWN + 1 : edges.length
  return section('Who talks to whom', total, '/api/v1/map', table('Busiest first', columns, lines))
}

function remarks(reader: ObservedReader, names: ReadonlyMap<string, string>): Html {
  const { items, next } = readPage(reader, COVERAGE, [], { limit: MAX_SHOWN, sort: '-count' })
  if (items.length === 0) return html`<h2>Coverage</h2><p>Nothing was lost, cut, malformed or left undecoded.</p>`
  const lines = items.map((row) => [row.measure, row.detail, subjectOf(row, names), row.count])
  const columns = ['Measure', 'Detail', 'Where', { number: 'Count' }]
  const total = next === null ? items.length : MAX_SHOWN + 1
  const caption = 'What was not seen, not understood or odd: what is missing above may be here'
  return section('Coverage', total, '/api/v1/coverage', table(caption, columns, lines))
}

function section(title: string, total: number, address: string, content: Html): Html {
  const rest = total > MAX_SHOWN ? html`<p class="look">Only ${MAX_SHOWN} are shown.</p>` : html``
  return html`<h2>${title}</h2>
${rest}${content}<p class="quiet">All of them: <a href="${address}">${address}</a></p>`
}

function subjectOf(row: CoverageRow, names: ReadonlyMap<string, string>): string {
  if (row.clientAddress === '') return 'all captures'
  const client = names.get(row.client) ?? row.clientAddress
  const server = names.get(row.server) ?? row.serverAddress
  return `${client} to ${server}, ${row.protocol}`
}

/** As people count: 10.0.0.9 before 10.0.0.10. */
const byAddress = new Intl.Collator('en', { numeric: true })

function placeOf({ segment, ipAddresses, macAddresses, module, id }: AssetRow): string {
  return [segment, ipAddresses || macAddresses, module, id].join(' ')
}

function titleOf(asset: AssetRow): string {
  const address = asset.ipAddresses === '' ? asset.macAddresses : asset.ipAddresses
  const host = asset.name === '' ? address.split(' ', 1).join('') : asset.name
  return asset.module === '' ? host : `${host}, ${asset.module}`
}

function classesOf({ messages }: Edge): string {
  return Object.entries(messages)
    .map(([name, count]) => `${name} ${inWords(count)}`)
    .join(', ')
}

/** Names of files and points have no place to break a line at, and would make the table wider than the page. */
function breakable(name: string): Html {
  return name === '' ? html`` : html`<span class="name">${name}</span>`
}

/** To the second: the microseconds are in the API. */
function brief(time: string | null): Html {
  return time === null || time === ''
    ? html``
    : html`<time datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 19)}</time>`
}
