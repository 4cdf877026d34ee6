/*
 * On whole networks, the list of assets is the list that a careful analyst writes: no router owns the hosts of its
 * subnets, no group is an asset, one device is one row. The captures are not part of the project: see
 * test/support/corpus.ts.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { assetsOf } from '../support/stored-assets.ts'
import { ANALYST_LISTS } from './assets-truth.ts'

/** How many rows of each list may bear another role, and why. */
const OTHER_ROLES: Readonly<Record<string, readonly string[]>> = {
  // Its packets from a public source look like those of a router that does not count hops down.
  'mixed/idaholab__BACnet_Host.pcap': ['10.200.1.251 3c:a9:f4:21:22:f8: router'],
}

const lists = Object.entries(ANALYST_LISTS).filter(([file]) => existsSync(join(CORPUS, file)))

describe.skipIf(lists.length === 0)('assets of whole networks', () => {
  test.each(lists)('the assets of %s are those of the analyst, row by row', async (file, list) => {
    const assets = await assetsOf([join(CORPUS, file)])
    const hosts = assets.filter(({ parent }) => parent === '')
    const rows = hosts.map(({ addresses }) => [...addresses].sort().join(' ')).sort()
    expect(rows).toEqual(list.map(({ addresses }) => addresses.join(' ')).sort())
    const roles = new Map(hosts.map(({ addresses, role }) => [[...addresses].sort().join(' '), role]))
    const others = list.flatMap(({ addresses, role }) => {
      const ours = roles.get(addresses.join(' ')) ?? ''
      return role.split('|').includes(ours) ? [] : [`${addresses.join(' ')}: ${ours}`]
    })
    expect(others).toEqual(OTHER_ROLES[file] ?? [])
  })
})
