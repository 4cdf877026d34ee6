import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'

const DIRECTORY = join(import.meta.dirname, '../../fixtures/encapsulation')
const names = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.slice(0, -'.pcap'.length))
/** What carries packets without the MAC addresses of their hosts. */
const WITHOUT_MACS = new RegExp(
  [
    '^link-(null|loop|ppp|cisco-hdlc|raw|dlt-raw|ipv4|ipv6|ipnet|nflog)',
    '^gre($|-(ipv6|all|routing|ppp|mpls|wccp|in|vlan|nsh))',
    '^mpls($|-(ipv6|multicast|udp$))',
    '^(pptp|l2tp($|-(all|3-ppp))|ip-in-ip|[46]in[46]|geneve-(ip|mpls)|teredo|gtp-u)',
  ].join('|'),
)
const MACS = ['00:1b:1b:00:00:21', '00:80:f4:00:00:11']

describe.each(names)('%s', (name) => {
  const run = runCapture(join(DIRECTORY, `${name}.pcap`))
  const plain = runCapture(join(DIRECTORY, name.endsWith('-ipv6') ? 'plain-ipv6.pcap' : 'plain.pcap'))

  test('gives the conversations and operations of the plain frames, and no address of its carrier', () => {
    expect(mapOf(plain).operations).toHaveLength(3)
    expect(mapOf(run)).toEqual(mapOf(plain))
  })

  test('gives the MAC addresses of the hosts, or none where there are none', () => {
    const macs = run.delta.addresses.filter(({ kind }) => kind === 'mac').map(({ value }) => value)
    expect(macs.sort()).toEqual(WITHOUT_MACS.test(name) ? [] : MACS)
  })

  test('counts every frame for the conversation, and none as undecoded', () => {
    const packets = run.delta.conversations.map((entry) => entry.packetsToServer + entry.packetsToClient)
    const copies = run.delta.coverage.find(({ measure }) => measure === 'frames-duplicate')?.count ?? 0
    expect(copies).toBe(name === 'fragments-twice' ? 12 : 0)
    expect(packets).toEqual([run.line.frames - copies])
    expect(run.delta.coverage.filter(({ measure }) => measure === 'frames-undecoded')).toEqual([])
  })
})

test.each([
  ['erspan-2', 'erspan session 5', 12],
  ['erspan-1', 'erspan session 0', 12],
  ['vxlan', 'vxlan network 42', 12],
  ['nvgre', 'gre key 1280001', 12],
  ['pppoe', 'pppoe session 17', 12],
  ['mpls', 'mpls label 101', 12],
  ['mpls-udp', 'mpls label 101', 12],
  ['ip-in-ip', 'ip-in-ip', 12],
  ['nsh', 'nsh path 42', 12],
  ['l2tp', 'l2tp session 2', 12],
  ['l2tp-3', 'l2tp session 7', 12],
  ['vxlan-nsh', 'vxlan network 42', 12],
  ['fragments-of-vxlan', 'vxlan network 42', 65],
  ['vxlan-in-erspan', 'erspan session 5', 12],
])('the frames of %s are counted as those of "%s"', (name, detail, count) => {
  const { delta } = runCapture(join(DIRECTORY, `${name}.pcap`))
  const tunnelled = delta.coverage.filter(({ measure }) => measure === 'frames-tunnelled')
  expect(tunnelled.map((entry) => [entry.detail, entry.count])).toEqual([[detail, count]])
})

test.each([
  ['vlan', '10'],
  ['vlan-stacked', '100.10'],
  ['vlan-priority', ''],
  ['erspan-2', '10'],
  ['gre-vlan', '10'],
  ['vxlan', ''],
])('the segment of %s is VLAN "%s"', (name, vlan) => {
  const { delta } = runCapture(join(DIRECTORY, `${name}.pcap`))
  const used = new Set(delta.addresses.map(({ segment }) => segment))
  expect(delta.segments.filter(({ id }) => used.has(id)).map((segment) => segment.vlan)).toEqual([vlan])
})

/** Captures of others: what tshark says is inside them. */
const REAL = join(CORPUS, 'it')
const realNames = existsSync(REAL) && existsSync(CORPUS_TRUTH) ? readdirSync(REAL) : []
const realInsides = realNames
  .map((name): [string, string[]] => [name, truthOf(name).ip_inner ?? []])
  .filter(([, inside]) => inside.length > 0)

test.skipIf(realNames.length === 0)('there are real captures with something inside', () => {
  expect(realInsides.length).toBeGreaterThan(9)
})

/** Ends of a tunnel inside another: like those of the outer one they are no hosts of the map. */
const INNER_ENDS = ['10.10.11.2', '10.10.13.2']

test.each(realInsides)('every host inside %s is seen', (name, inside) => {
  const seen = runCapture(join(REAL, name)).delta.addresses.map(({ value }) => value)
  expect(inside.filter((address) => !seen.includes(address) && !INNER_ENDS.includes(address))).toEqual([])
})

test.skipIf(realNames.length === 0).each([
  ['the-tcpdump-group__dsa.pcap', ['192.168.30.1', '192.168.30.2']],
  ['the-tcpdump-group__edsa.pcap', ['192.168.20.1', '192.168.20.2']],
])('the hosts in %s, which tshark does not read, are seen', (name, hosts) => {
  const { delta } = runCapture(join(REAL, name))
  expect(delta.addresses.filter(({ kind }) => kind === 'ipv4').map(({ value }) => value)).toEqual(hosts)
})

function truthOf(name: string): { readonly ip_inner?: string[] } {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, 'it', `${name}.json`), 'utf8'))
}

function mapOf({ delta, address, conversation }: LineRun) {
  return {
    addresses: delta.addresses
      .filter(({ kind }) => kind !== 'mac')
      .map(({ value }) => value)
      .sort(),
    conversations: delta.conversations.map((entry) => ({
      client: address(entry.client),
      server: address(entry.server),
      protocol: entry.protocol,
      transport: entry.transport,
      port: entry.port,
      identifiedBy: entry.identifiedBy,
    })),
    operations: delta.operations.map((entry) => ({
      protocol: conversation(entry.conversation).protocol,
      function: entry.function,
      class: entry.class,
      target: entry.target,
      requests: entry.requests,
      responses: entry.responses,
      errors: entry.errors,
    })),
  }
}
