import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Carrier, Dissector } from '../dissectors/kit/dissector.ts'
import { dissectors } from '../dissectors/registry.ts'

const PROJECT = path.join(import.meta.dirname, '..')
const README = path.join(PROJECT, 'README.md')
const TABLE = /(<!-- protocols: begin[^\n]*-->\n)[\s\S]*?(<!-- protocols: end -->)/

test('the table of protocols in the README is the registry', async () => {
  const readme = readFileSync(README, 'utf8')
  expect(readme).toMatch(TABLE)
  await expect(
    readme.replace(TABLE, (_, begin: string, end: string) => `${begin}${table()}${end}`),
  ).toMatchFileSnapshot(README)
})

test('what the README and the pages of the folders link to is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...linksOf('README.md').filter((link) => link.endsWith('/README.md'))]
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !existsSync(path.join(PROJECT, path.dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  )
  expect(pages.length).toBeGreaterThan(10)
  expect(broken).toEqual([])
})

test('the README names no npm script that does not exist', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { scripts: object }
  const text = readFileSync(README, 'utf8') + readFileSync(path.join(PROJECT, 'CONTRIBUTING.md'), 'utf8')
  const named = [...text.matchAll(/npm (?:run ([a-z:-]+)|(start|test)\b)/g)].map(
    ([, script, short]) => script ?? short ?? '',
  )
  expect(named).toContain('start')
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

function linksOf(page: string): string[] {
  const text = readFileSync(path.join(PROJECT, page), 'utf8')
  return [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link as string)
}

function table(): string {
  const rows = dissectors.map((each) => [
    each.title,
    over(each),
    each.depth.decodes,
    each.depth.identity,
    each.depth.missing,
  ])
  const lines = [['Protocol', 'Over', 'Decoded', 'Tells who a device is', 'Not decoded'], Array(5).fill('---'), ...rows]
  return lines.map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |\n`).join('')
}

function over(dissector: Dissector): string {
  return dissector.carriers.map(carrierText).join(', ')
}

function carrierText(carrier: Carrier): string {
  switch (carrier.over) {
    case 'tcp':
    case 'udp':
      return [carrier.over.toUpperCase(), ...carrier.ports].join(' ')
    case 'ethernet':
      return `Ethernet ${carrier.etherTypes.map((type) => `0x${type.toString(16).padStart(4, '0')}`).join(' ')}`
    case 'llc':
      return `LLC ${carrier.saps.map((sap) => `0x${sap.toString(16).padStart(2, '0')}`).join(' ')}`
    case 'snap':
      return `SNAP ${carrier.protocols.map((id) => `0x${id.toString(16).padStart(4, '0')}`).join(' ')}`
    case 'ip':
      return `IP protocol ${carrier.protocols.join(' ')}`
    case 'mstp':
    case 'can':
      return carrier.over === 'mstp' ? 'MS/TP' : 'CAN'
    case 'wpan':
      return 'IEEE 802.15.4'
    case 'dissector':
      return carrier.name
  }
}
