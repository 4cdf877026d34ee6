/*
 * No secret is stored, logged, exported or answered: passwords, communities, tokens, keys, and responses that could be
 * tried offline, planted in every protocol that carries them, stand nowhere.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { EXPORT_COLUMNS, exportKinds, exportRows } from '../../storage/observed/export.ts'
import { formatRows, ROW_FORMATS } from '../../storage/observed/format-rows.ts'
import { readAssets } from '../../storage/observed/read-assets.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { formsOf, plantSecrets, secretsIn } from '../support/planted-secrets.ts'
import { runSightline } from './run-sightline.ts'

let folder = ''
let log = ''
let summary = ''
const { captures, secrets } = plantSecrets()

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sightline-test-'))
  const files = captures.map(({ name, bytes }) => {
    const file = path.join(folder, name)
    writeFileSync(file, bytes)
    return file
  })
  const ended = await runSightline(['replay', '--log-level', 'debug', '--data', path.join(folder, 'data'), ...files])
  expect(ended.code).toBe(0)
  log = ended.stderr
  summary = ended.stdout
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the secrets of captures', () => {
  test('are in the captures', () => {
    for (const { where, bytes } of secrets) {
      const isThere = captures.some((capture) =>
        formsOf(bytes).some((form) => Buffer.from(capture.bytes).includes(form)),
      )
      expect(isThere, where).toBe(true)
    }
    expect(secrets.length).toBeGreaterThan(40)
  })

  test('would be found, however they were written', () => {
    const secret = Buffer.from(secrets[0]?.bytes ?? [])
    const behind = (count: number) => Buffer.concat([Buffer.alloc(count, 0x41), secret]).toString('base64')
    const ways = [secret.toString('latin1'), secret.toString('hex').toUpperCase(), behind(0), behind(1), behind(2)]
    for (const way of ways) expect(found(Buffer.from(`x ${way} y`))).toEqual([secrets[0]?.where])
    expect(found(Buffer.from(secret.toString('latin1'), 'utf16le'))).toEqual([secrets[0]?.where])
    expect(found(Buffer.from('nothing'))).toEqual([])
  })

  test('were met by those who might tell them: accounts and methods are claims', () => {
    const methods = rows('claims').filter(({ attribute }) => attribute === 'clear-text-credentials')
    expect(methods.map(({ value }) => value)).toEqual(expect.arrayContaining(METHODS))
    const users = rows('claims').filter(({ attribute }) => attribute === 'user')
    expect(users.length).toBeGreaterThan(10)
  })

  test('are in no file of the store', () => {
    const data = path.join(folder, 'data')
    for (const name of readdirSync(data)) expect(found(readFileSync(path.join(data, name)))).toEqual([])
  })

  test('are in no export of any kind and form', () => {
    for (const kind of exportKinds) {
      for (const format of ROW_FORMATS) {
        expect(found(Buffer.from([...formatRows(rows(kind), format, EXPORT_COLUMNS[kind])].join(''))), kind).toEqual([])
      }
    }
  })

  test('are neither in the log nor in the summary', () => {
    expect(found(Buffer.from(log + summary))).toEqual([])
  })

  test('are in no answer and on no page', async () => {
    const app = buildApp({ observed: path.join(folder, 'data') })
    const { paths } = (await app.inject('/api/openapi.json')).json() as { paths: Record<string, Methods> }
    const reader = new ObservedReader(path.join(folder, 'data'))
    const assets = readAssets(reader).map(({ row }) => row.id)
    reader.close()
    const { items } = (await app.inject('/api/v1/events?limit=500')).json() as { items: { id: string }[] }
    const urls = Object.entries(paths).flatMap(([each, { get }]) => {
      if (get === undefined) return []
      const url = get.parameters?.some(({ name }) => name === 'limit') ? `${each}?limit=500` : each
      const ids = each.includes('/events/') ? items.map(({ id }) => id) : assets
      return url.includes('{id}') ? ids.map((id) => url.replace('{id}', id)) : [url]
    })
    expect(urls.length).toBeGreaterThan(50)
    for (const url of [...urls, '/', '/walk-down', '/walk-down.csv']) {
      const answer = await app.inject(url)
      expect(answer.statusCode, url).toBe(200)
      expect(found(answer.rawPayload), url).toEqual([])
    }
    await app.close()
  })
})

const METHODS = [
  'FTP PASS',
  'HSRP text password',
  'HTTP Basic',
  'HTTP Bearer',
  'HTTP form',
  'LDAP simple bind',
  'OSPF text password',
  'RIP text password',
  'SASL PLAIN',
  'SMB session setup',
  'SNMPv1 community',
  'SNMPv2c community',
  'SNMPv3 USM',
  'VRRP text password',
]

const found = (bytes: Buffer) => secretsIn(bytes, secrets)

function rows(kind: (typeof exportKinds)[number]) {
  const reader = new ObservedReader(path.join(folder, 'data'))
  const all = [...exportRows(reader, kind)]
  reader.close()
  return all
}

/** What the API's document says of a path. */
interface Methods {
  readonly get?: { readonly parameters?: readonly { readonly name: string }[] }
}
