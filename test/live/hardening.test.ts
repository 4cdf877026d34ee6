import { afterEach, expect, test, vi } from 'vitest'
import { hardeningScript, inspectHardening } from '../../sensor/capture/hardening.ts'
import { isInterfaceName } from '../../sensor/capture/interface-counters.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('the printed steps turn off all that speaks by itself, and drop the rest', () => {
  const script = hardeningScript('eth1')
  expect(script).toContain('ip address flush dev eth1\n')
  expect(script).toContain('ip link set dev eth1 arp off multicast off addrgenmode none promisc on\n')
  expect(script).toContain(`type filter hook egress device "eth1" priority 0; policy drop;\n    counter drop\n`)
  // Whatever would speak when the interface comes up must be off before.
  expect(script.trimEnd().split('\n').at(-1)).toBe('ip link set dev eth1 up')
})

test('an interface name with other characters gives a table name that nft takes', () => {
  expect(hardeningScript('en-p1.2')).toContain('table netdev sightline_en_2d_p1_2e_2 {')
})

test('the loopback interface is found not to be hardened', () => {
  const { lacking, refusedPackets } = inspectHardening('lo')
  expect(lacking).toContain('it has an address')
  expect(refusedPackets).toBeNull()
})

test('where there is no nft, as in a container, the drop cannot be read, which is not that it is missing', () => {
  vi.stubEnv('PATH', '/nowhere')
  const { lacking, isCounterReadable } = inspectHardening('lo')
  expect(lacking).toContain('the nftables egress drop cannot be read here')
  expect(isCounterReadable).toBe(false)
})

test.each(['eth1', 'enp0s31f6', 'br-lan.10', 'a'.repeat(15)])('%s can be the name of an interface', (name) => {
  expect(isInterfaceName(name)).toBe(true)
})

test.each(['', '-x', '.', '../lo', 'a b', 'a/b', 'a:b', 'a'.repeat(16)])('"%s" cannot', (name) => {
  expect(isInterfaceName(name)).toBe(false)
})
