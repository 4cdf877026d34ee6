import { PLACES, type Place } from '../storage/observed/inventory-fields.ts'
import { readScores } from '../storage/observed/inventory-score.ts'
import type { ObservedReader } from '../storage/observed/reader.ts'
import { readWalkDown, type WalkDownRow } from '../storage/observed/walk-down.ts'
import { type Html, html } from './html.ts'
import { framePage, table } from './page-frame.ts'

/** Assets that the page shows at most; the file has them all. */
export const MAX_SHEETS = 1000

/** What people must still supply, to be printed and walked with: a heading for each place, a table for each asset. */
export function walkDownPage(reader: ObservedReader): string {
  const sheets = groupBy(readWalkDown(reader), ({ asset }) => asset)
  const shown = sheets.slice(0, MAX_SHEETS)
  const areas = groupBy(shown, ([row]) => areaOf(row))
  const { site } = readScores(reader)
  const rest =
    sheets.length > shown.length
      ? html`<p class="look">Only ${MAX_SHEETS} of ${sheets.length} assets are shown.</p>`
      : html``
  return framePage(
    'Walk-down sheet',
    html`<p class="quiet">What the network did not tell, of ${sheets.length} assets. Print it, fill it in, and keep it with the inventory.
Of the 32 fields of the asset inventory guidance (CISA and others, August 2025) ${site.known} % are known, and ${site.knownOfHigh} % of those with high priority.
The same as a file: <a href="/walk-down.csv">/walk-down.csv</a> · <a href="/">Overview</a></p>
${rest}${areas.map(areaHtml)}`,
  )
}

type Sheet = readonly [WalkDownRow, ...WalkDownRow[]]

function areaHtml(sheets: readonly [Sheet, ...Sheet[]]): Html {
  return html`<section class="area">
<h2>${areaOf(sheets[0][0])}</h2>
${sheets.map(sheetHtml)}</section>
`
}

function sheetHtml(sheet: Sheet): Html {
  const [first] = sheet
  const known = [
    first.ipAddresses,
    first.macAddresses,
    first.role,
    first.vendor,
    first.model,
    `id ${first.asset}`,
  ].filter((text) => text !== '')
  return html`<article class="sheet">
<h3>${titleOf(first)}</h3>
<p class="quiet">${known.join(' · ')}</p>
${PLACES.map((place) => placeHtml(sheet, place))}</article>
`
}

function placeHtml(sheet: Sheet, place: Place): Html {
  const rows = sheet.filter((row) => row.place === place)
  if (rows.length === 0) return html``
  const lines = rows.map(({ number, field, priority, hint }) => [
    html`${field} <span class="quiet">(${number}, ${priority})</span>`,
    html`<span class="answer"></span>`,
    html`<span class="quiet">${hint}</span>`,
  ])
  return table(
    place === 'at the machine' ? 'At the machine' : 'In the records',
    ['Field', 'Answer', 'Why it is asked'],
    lines,
  )
}

function areaOf({ location, segment }: WalkDownRow): string {
  return location === '' ? `Place not known · ${segment}` : `${location} · ${segment}`
}

function titleOf({ name, ipAddresses, macAddresses, module }: WalkDownRow): string {
  const address = (ipAddresses || macAddresses).split(' ', 1).join('')
  const host = name === '' ? address : name
  return module === '' ? host : `${host}, ${module}`
}

/** Neighbours in a list that have the same key: the list is in the order of the walk. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): [Item, ...Item[]][] {
  const groups: [Item, ...Item[]][] = []
  let last = ''
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.at(-1)
    if (group === undefined || key !== last) groups.push([item])
    else group.push(item)
    last = key
  }
  return groups
}
