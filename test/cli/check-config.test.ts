import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { runSightline } from './run-sightline.ts'

test('check-config prints the defaults when nothing is configured', async () => {
  const { code, stdout } = await runSightline(['check-config'], { cwd: temporaryDirectory() })
  expect(code).toBe(0)
  expect(parse(stdout)).toEqual({
    data: './data',
    serve: { listen: '127.0.0.1:8440' },
    capture: { interface: '', filter: '' },
    events: { startUp: '1h' },
    log: { level: 'info' },
  })
})

test('a flag wins over the environment, the environment over the file, the file over the default', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(
    path.join(cwd, 'sightline.toml'),
    'data = "from-file"\n[serve]\nlisten = "127.0.0.1:1"\n[log]\nlevel = "error"\n',
  )
  const env = { SIGHTLINE_LISTEN: '127.0.0.1:2', SIGHTLINE_LOG_LEVEL: 'warn', SIGHTLINE_INTERFACE: 'eth1' }
  const { stdout } = await runSightline(['check-config', '--json', '--log-level', 'debug'], { cwd, env })
  expect(JSON.parse(stdout)).toEqual({
    config: {
      data: path.join(cwd, 'from-file'),
      serve: { listen: '127.0.0.1:2' },
      capture: { interface: 'eth1', filter: '' },
      events: { startUp: '1h' },
      log: { level: 'debug' },
    },
    origins: {
      data: 'sightline.toml',
      'serve.listen': 'SIGHTLINE_LISTEN',
      'capture.interface': 'SIGHTLINE_INTERFACE',
      'capture.filter': 'default',
      'events.startUp': 'default',
      'log.level': '--log-level',
    },
    file: 'sightline.toml',
  })
})

test('a folder named in a file is taken from where the file is', async () => {
  const cwd = temporaryDirectory()
  mkdirSync(path.join(cwd, 'etc'))
  writeFileSync(path.join(cwd, 'etc', 'plant.toml'), 'data = "store"\n')
  const { stdout } = await runSightline(['check-config', '--config', 'etc/plant.toml'], { cwd })
  expect(parse(stdout)['data']).toBe(path.join(cwd, 'etc', 'store'))
})

test('an empty variable is no value', async () => {
  const { stdout } = await runSightline(['check-config', '--json'], { env: { SIGHTLINE_DATA: '' } })
  expect((JSON.parse(stdout) as { origins: object }).origins).toMatchObject({ data: 'default' })
})

test.each([
  ['an unknown key', '[serve]\nlisten = "127.0.0.1:1"\nport = 3\n', 'serve.port: there is no such setting'],
  ['a start-up without a unit', '[events]\nstartUp = "60"\n', 'events.startUp: must be a time in minutes or hours'],
  ['an unknown table', '[sevre]\nlisten = "127.0.0.1:1"\n', 'sevre: there is no such setting'],
  ['a value of another type', 'data = 3\n', 'data: must be string'],
  ['a value that is not one of the known ones', '[log]\nlevel = "loud"\n', 'log.level: must be one of error, warn'],
  ['broken syntax', 'data = "x"\ndata = \n', 'line 2'],
])('%s in the file is refused with its place', async (_case, text, expected) => {
  const cwd = temporaryDirectory()
  writeFileSync(path.join(cwd, 'sightline.toml'), text)
  const { code, stdout, stderr } = await runSightline(['check-config'], { cwd })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(`sightline.toml: ${expected}`)
  expect(stderr.trim()).not.toContain('\n')
})

test('a wrong value in the environment is refused under the name of its variable', async () => {
  const { code, stderr } = await runSightline(['check-config'], { env: { SIGHTLINE_LOG_LEVEL: 'loud' } })
  expect(code).toBe(2)
  expect(stderr).toContain('SIGHTLINE_LOG_LEVEL: log.level: must be one of')
})

test('a configuration file that was named and is not there is an error', async () => {
  const { code, stderr } = await runSightline(['check-config', '--config', 'nowhere.toml'])
  expect(code).toBe(2)
  expect(stderr).toContain('nowhere.toml: there is no such configuration file')
})

test.each([['check-config'], ['serve'], ['start']])(
  '%s refuses to listen where other machines can reach it',
  async (command) => {
    const { code, stderr } = await runSightline([command, '--listen', '0.0.0.0:8440'], { cwd: temporaryDirectory() })
    expect(code).toBe(2)
    expect(stderr).toContain('no access control')
  },
)

test.each([
  ['the file', ['check-config'], {}, 'sightline.toml: serve.listen: "8440" is no address'],
  ['a variable', ['check-config'], { SIGHTLINE_LISTEN: '0.0.0.0:1' }, 'SIGHTLINE_LISTEN: serve.listen: "0.0.0.0:1"'],
  ['a flag', ['check-config', '--listen', 'here'], {}, '--listen: serve.listen: "here" is no address'],
  ['a variable of serve', ['serve'], { SIGHTLINE_LISTEN: 'here' }, 'SIGHTLINE_LISTEN: serve.listen: "here"'],
])('a wrong address to listen on is refused with where it comes from: %s', async (_case, args, env, expected) => {
  const cwd = temporaryDirectory()
  writeFileSync(path.join(cwd, 'sightline.toml'), '[serve]\nlisten = "8440"\n')
  const { code, stderr } = await runSightline(args, { cwd, env })
  expect(code).toBe(2)
  expect(stderr).toContain(`sightline: ${expected}`)
  expect(stderr.trim()).not.toContain('\n')
})

test('a filter that is none is refused with where it comes from and why', async () => {
  const { code, stdout, stderr } = await runSightline(['check-config'], { env: { SIGHTLINE_FILTER: 'tcp prt 5' } })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /^sightline: SIGHTLINE_FILTER: capture\.filter: .*syntax error.*"tcp prt 5" \(see pcap-filter\(7\)\)\n$/,
  )
})

test('a filter that is one is in force', async () => {
  const { code, stdout, stderr } = await runSightline(['check-config', '--filter', 'tcp port 502 or vlan 5'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(parse(stdout)).toMatchObject({ capture: { filter: 'tcp port 502 or vlan 5' } })
})

test('an interface that is not there is said, and may come', async () => {
  const { code, stdout, stderr } = await runSightline(['check-config', '--interface', 'lo,nowhere0'])
  expect(code).toBe(0)
  expect(stderr).toBe('sightline: --interface: capture.interface: there is no interface nowhere0 now (see "ip link")\n')
  expect(parse(stdout)).toMatchObject({ capture: { interface: 'lo,nowhere0' } })
})

test.each(['eth0,eth0', '../eth0', 'eth0,,eth1'])('"%s" names no interfaces', async (name) => {
  const { code, stderr } = await runSightline(['check-config'], { env: { SIGHTLINE_INTERFACE: name } })
  expect(code).toBe(2)
  expect(stderr).toContain('sightline: SIGHTLINE_INTERFACE: capture.interface: ')
})
