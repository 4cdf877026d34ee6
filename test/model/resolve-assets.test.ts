import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AddressEntry, BindingEntry, ConductEntry, Evidence, ModuleEntry } from '../../sensor/model/delta.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'

const WITNESS = { capture: 1, frame: 1, timeUs: 1 }

/** Evidence in words: addresses by value, VLAN after '@', and what binds them. */
class Scene {
  private readonly addresses: AddressEntry[] = []
  private readonly bindings: BindingEntry[] = []
  private readonly modules: ModuleEntry[] = []
  private readonly conduct: ConductEntry[] = []
  private readonly vlans: string[] = []

  stated(mac: string, ip: string): this {
    return this.bind(mac, ip, { stated: 1, carried: 0, hops: 0 })
  }

  carried(mac: string, ip: string, hops = 0): this {
    return this.bind(mac, ip, { stated: 0, carried: 1, hops })
  }

  alone(value: string, group = false): this {
    this.address(value, group)
    return this
  }

  module(value: string, module: string, answers: number, behindGateway = false): this {
    this.modules.push({
      address: this.address(value),
      protocol: 'modbus',
      module,
      answers,
      behindGateway,
      firstUs: 1,
      lastUs: 1,
    })
    return this
  }

  asked(value: string, count: number, succeeded: number): this {
    const address = this.address(value)
    this.conduct.push({ address, side: 'client', protocol: 'ethercat', class: 'read', count, succeeded, peers: 1 })
    return this
  }

  get evidence(): Evidence {
    const segments = this.vlans.map((vlan, id) => ({ id, tap: '', vlan }))
    const { addresses, bindings, modules, conduct } = this
    return { segments, addresses, bindings, modules, conduct, statements: [] }
  }

  /** Each host as its addresses, each child as its module. */
  hosts(): string[][] {
    const value = new Map(this.addresses.map((each) => [each.id, each.value]))
    return resolveAssets(this.evidence)
      .filter(({ parent }) => parent === '')
      .map(({ addresses }) => addresses.map((id) => value.get(id) as string).sort())
      .sort()
  }

  private bind(mac: string, ip: string, counts: Pick<BindingEntry, 'stated' | 'carried' | 'hops'>): this {
    const vlan = ip.includes('@') ? `@${ip.split('@')[1]}` : ''
    const entry = {
      mac: this.address(mac + vlan),
      ip: this.address(ip),
      ...counts,
      firstUs: 1,
      lastUs: 1,
      witness: WITNESS,
    }
    this.bindings.push(entry)
    return this
  }

  private address(text: string, group = false): number {
    const [value = '', vlan = ''] = text.split('@')
    if (!this.vlans.includes(vlan)) this.vlans.push(vlan)
    const segment = this.vlans.indexOf(vlan)
    const known = this.addresses.find((each) => each.value === value && each.segment === segment)
    if (known !== undefined) return known.id
    const id = this.addresses.length + 1
    const kind = /^(..:){5}..$/.test(value) ? 'mac' : value.includes(':') ? 'ipv6' : 'ipv4'
    this.addresses.push({ id, segment, kind, value, group, firstUs: 1, lastUs: 1 })
    return id
  }
}

const PLC = '00:80:f4:00:00:11'
const HMI = '00:1b:1b:00:00:21'
const ROUTER = '00:0a:dc:00:00:01'

test('a stated binding makes one asset of a MAC and its IPs', () => {
  expect(new Scene().stated(PLC, '10.0.0.1').stated(PLC, '10.0.0.2').hosts()).toEqual([
    ['00:80:f4:00:00:11', '10.0.0.1', '10.0.0.2'],
  ])
})

test('the only IP that a MAC carries is its own', () => {
  expect(new Scene().carried(PLC, '10.0.0.1').hosts()).toEqual([[PLC, '10.0.0.1']])
})

test('a MAC that carries several IPs is a router and owns none of them', () => {
  const scene = new Scene().carried(ROUTER, '10.1.0.1').carried(ROUTER, '10.2.0.2').carried(PLC, '10.0.0.1')
  expect(scene.hosts()).toEqual([[ROUTER], [PLC, '10.0.0.1'], ['10.1.0.1'], ['10.2.0.2']].sort())
  const [router] = resolveAssets(scene.evidence).filter(({ role }) => role === 'router')
  expect(router?.addresses).toHaveLength(1)
})

test('a router keeps the IP that it states itself', () => {
  const scene = new Scene().stated(ROUTER, '10.0.0.254').carried(ROUTER, '10.1.0.1')
  expect(scene.hosts()).toEqual([[ROUTER, '10.0.0.254'], ['10.1.0.1']])
})

test('a lone IP whose packets have passed a router is not bound to the MAC that carries it', () => {
  expect(new Scene().carried(ROUTER, '10.1.0.1', 1).hosts()).toEqual([[ROUTER], ['10.1.0.1']])
})

test('a public IP among private ones is behind a router', () => {
  expect(new Scene().carried(PLC, '10.0.0.1').carried(ROUTER, '8.8.8.8').hosts()).toEqual([
    [ROUTER],
    [PLC, '10.0.0.1'],
    ['8.8.8.8'],
  ])
})

test('the same IP with two MACs in two VLANs is two assets', () => {
  const scene = new Scene().stated(PLC, '192.168.0.1@10').stated(HMI, '192.168.0.1@20')
  expect(scene.hosts()).toEqual(
    [
      [HMI, '192.168.0.1'],
      [PLC, '192.168.0.1'],
    ].sort(),
  )
})

test('an IP seen through a router is the asset that has it at home', () => {
  const scene = new Scene().stated(PLC, '10.0.10.1@10').carried(ROUTER, '10.0.10.1@20', 1).stated(HMI, '10.0.20.1@20')
  expect(scene.hosts()).toEqual([[PLC, '10.0.10.1', '10.0.10.1'], [HMI, '10.0.20.1'], [ROUTER]].sort())
})

test('a host that speaks IPv4 and IPv6 is one asset', () => {
  const scene = new Scene().carried(PLC, '10.0.0.1').carried(PLC, 'fe80::280:f4ff:fe00:11').carried(PLC, '2001:db8::1')
  expect(scene.hosts()).toEqual([[PLC, '10.0.0.1', '2001:db8::1', 'fe80::280:f4ff:fe00:11']])
})

test('multicast and broadcast are no assets', () => {
  expect(new Scene().alone('224.0.0.1', true).alone('01:00:5e:00:00:01', true).alone(PLC).hosts()).toEqual([[PLC]])
})

test('several modules that answer are children, one alone is the host itself', () => {
  const children = (scene: Scene) =>
    resolveAssets(scene.evidence)
      .filter(({ parent }) => parent !== '')
      .map(({ module }) => module)
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5))).toEqual([])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 2', 0))).toEqual([])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 2', 1)).sort()).toEqual([
    'unit 1',
    'unit 2',
  ])
  expect(children(new Scene().module('10.0.0.1', 'unit 1', 5).module('10.0.0.1', 'unit 9', 0, true))).toEqual([
    'unit 1',
  ])
})

test('the order of the evidence changes nothing', () => {
  const scene = new Scene()
    .stated(PLC, '10.0.0.1')
    .carried(HMI, '10.0.0.2')
    .carried(ROUTER, '10.1.0.1')
    .carried(ROUTER, '10.2.0.1')
    .stated(PLC, '10.0.0.9@10')
    .carried(ROUTER, '10.0.0.1@10', 1)
    .module('10.0.0.1', 'unit 1', 1)
    .module('10.0.0.1', 'unit 2', 1)
  const { evidence } = scene
  const shape = (assets: ReturnType<typeof resolveAssets>) =>
    assets.map((asset) => ({ ...asset, addresses: [...asset.addresses].sort((a, b) => a - b) }))
  const expected = shape(resolveAssets(evidence))
  const shuffled = fc.tuple(
    fc.shuffledSubarray([...evidence.addresses], { minLength: evidence.addresses.length }),
    fc.shuffledSubarray([...evidence.bindings], { minLength: evidence.bindings.length }),
    fc.shuffledSubarray([...evidence.modules], { minLength: evidence.modules.length }),
  )
  fc.assert(
    fc.property(shuffled, ([addresses, bindings, modules]) => {
      expect(shape(resolveAssets({ ...evidence, addresses, bindings, modules }))).toEqual(expected)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('the address that a slave marks frames with that came back is the master’s', () => {
  const scene = new Scene().asked('00:1b:21:00:00:01', 9, 0).asked('02:1b:21:00:00:01', 0, 9)
  expect(scene.hosts()).toEqual([['00:1b:21:00:00:01', '02:1b:21:00:00:01']])
})

test('a local address that asks itself, or has no twin, is an asset of its own', () => {
  const asks = new Scene().asked('00:1b:21:00:00:01', 9, 9).asked('02:1b:21:00:00:01', 9, 9)
  expect(asks.hosts()).toEqual([['00:1b:21:00:00:01'], ['02:1b:21:00:00:01']])
  const lonely = new Scene().asked('00:1b:21:00:00:02', 9, 0).asked('02:1b:21:00:00:01', 0, 9)
  expect(lonely.hosts()).toEqual([['00:1b:21:00:00:02'], ['02:1b:21:00:00:01']])
})
