import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { lifelineBy, lifelineIn } from '../../sensor/capture/lifeline.ts'

const NO_ROUTES = { routes: '', routes6: '', connections: '' }
const HEAD = 'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n'
const DEFAULT = `${HEAD}eth0 00000000 0102A8C0 0003 0 0 0 00000000 0 0 0\n`
const LOCAL = `${HEAD}eth0 0002A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0\n`
const ZEROS = '0'.repeat(32)

/** A line of /proc/net/tcp or tcp6: SSH at `local`. */
function connection(local: string, state = '01'): string {
  return `   0: ${local}:0016 6402A8C0:D431 ${state} 00000000:00000000 02:000A 00000000 0 0 1 4 0 10 -1\n`
}

test('the loopback keeps a machine going', () => {
  expect(lifelineBy('lo')).toBe('it is the loopback of this machine')
})

test('the interface of the default route keeps a machine going, no other', () => {
  expect(lifelineIn('eth0', [], { ...NO_ROUTES, routes: DEFAULT })).toContain('default route')
  expect(lifelineIn('eth1', [], { ...NO_ROUTES, routes: DEFAULT })).toBe('')
  expect(lifelineIn('eth0', [], { ...NO_ROUTES, routes: LOCAL })).toBe('')
})

test('so does that of the default route of IPv6, but for one that refuses everything', () => {
  const route = (flags: string) => `${ZEROS} 00 ${ZEROS} 00 ${ZEROS} 00000400 00000001 00000000 ${flags} eth0\n`
  expect(lifelineIn('eth0', [], { ...NO_ROUTES, routes6: route('00000003') })).toContain('default route')
  expect(lifelineIn('eth0', [], { ...NO_ROUTES, routes6: route('00200200') })).toBe('')
})

test.each([
  ['IPv4', '192.168.2.9', '0902A8C0'],
  ['IPv4 of a socket for both', '192.168.2.9', '0000000000000000FFFF00000902A8C0'],
  ['IPv6', 'fd00::2:9', '000000FD000000000000000009000200'],
])('an address that somebody is connected to keeps a machine going: %s', (_family, own, local) => {
  const tables = { ...NO_ROUTES, connections: connection(local) }
  expect(lifelineIn('eth1', [own], tables)).toContain('a TCP connection of this machine is open')
  expect(lifelineIn('eth1', ['192.168.2.10', 'fd00::2:a'], tables)).toBe('')
  expect(lifelineIn('eth1', [own], { ...NO_ROUTES, connections: connection(local, '0A') })).toBe('')
})

test('what the kernel prints is read as it is', async () => {
  const { readFileSync } = await import('node:fs')
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const client = connect((server.address() as { port: number }).port, '127.0.0.1')
  await new Promise((resolve) => client.once('connect', resolve))
  const connections = readFileSync('/proc/net/tcp', 'utf8')
  client.destroy()
  server.close()
  expect(lifelineIn('eth1', ['127.0.0.1'], { ...NO_ROUTES, connections })).toContain('127.0.0.1')
})
