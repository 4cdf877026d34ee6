import { createHash } from 'node:crypto'
import { Html, html } from './html.ts'

// Grey by default, colour only where a person should look: ANSI/ISA-101.01.
const STYLE = `
:root { color-scheme: light dark; --text: #222; --quiet: #5c5c5c; --line: #c4c4c4; --back: #f2f2f2; --look: #8a4b00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #ddd; --quiet: #a2a2a2; --line: #4a4a4a; --back: #1e1e1e; --look: #e8b45a; }
}
body { margin: 0 auto; max-width: 110rem; padding: 1rem 1.5rem 3rem; background: var(--back); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-top: 1.5rem; }
p { max-width: 60rem; } a { color: inherit; } .quiet { color: var(--quiet); } .look { color: var(--look); font-weight: 600; }
.wide { overflow-x: auto; } .wide:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; min-width: 40rem; } caption { text-align: left; color: var(--quiet); padding: .3rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top;
  max-width: 40ch; overflow-wrap: break-word; }
th { white-space: nowrap; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
time { white-space: nowrap; } .name { display: inline-block; min-width: 16ch; overflow-wrap: anywhere; }
code { font: .93em/1.4 ui-monospace, monospace; }
.answer { display: block; min-width: 18rem; min-height: 1.4em; }
@media print {
  body { max-width: none; padding: 0; background: none; color: #000; font-size: 10pt; } a { text-decoration: none; }
  .area { break-before: page; } .area:first-of-type { break-before: auto; } .sheet { break-inside: avoid; }
  .wide { overflow: visible; } table { width: 100%; min-width: 0; } .quiet { color: #444; }
}
`

/** The policy of every answer: nothing is loaded, nothing runs, only our own style applies. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page of HTML. */
export function framePage(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}

/** A column of a table: its heading, and whether it holds numbers. */
export type Column = string | { readonly number: string }

/** A table that can be scrolled by keyboard when it is wider than the page. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string | number)[])[],
) {
  const heads = columns.map((column) =>
    typeof column === 'string'
      ? html`<th scope="col">${column}</th>`
      : html`<th scope="col" class="number">${column.number}</th>`,
  )
  const lines = rows.map(
    (cells) =>
      html`<tr>${cells.map((cell, at) =>
        typeof columns[at] === 'string'
          ? html`<td>${cell}</td>`
          : html`<td class="number">${typeof cell === 'number' ? inWords(cell) : cell}</td>`,
      )}</tr>\n`,
  )
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody>
</table>
</div>
`
}

/** A number as the command line writes it: 83,601. */
export function inWords(count: number): string {
  return count.toLocaleString('en')
}
