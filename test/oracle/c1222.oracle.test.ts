/*
 * What the whole line makes of public captures with ANSI C12.22, against what tshark and CISA's icsnpp-c1222 say of them. The
 * captures are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const FOLDER = join(CORPUS, 'c1222')

describe.skipIf(!existsSync(FOLDER))('ANSI C12.22 in public captures', () => {
  const run = (name: string) => runCapture(join(FOLDER, `cisagov__c1222_${name}.pcap`))

  test.each([
    ['ident_service_tcp', '0x20', [1, 1, 0, 0]],
    ['logon_service_tcp', '0x50', [1, 1, 0, 0]],
    ['reg_service_tcp', '0x27', [1, 1, 0, 0]],
    ['resolve_service_tcp', '0x25', [1, 1, 0, 0]],
    ['rw_service_tcp', '0x31', [1, 1, 0, 0]],
    ['security_service_tcp', '0x51', [1, 1, 0, 0]],
    ['service_error_tcp', '0x20', [1, 1, 1, 0]],
    ['std_example8', 'encrypted', [1, 1, 0, 0]],
    ['trace_service_tcp', '0x26', [1, 1, 0, 0]],
    ['wait_service_tcp', '0x70', [1, 1, 0, 0]],
  ])('%s: every service', (name, service, sums) => {
    const line = run(name)
    expect(sumsByFunction(line, 'c1222')).toEqual({ [service]: sums })
    expect(line.line.context.faults).toBe(0)
  })

  test('what an identification, a registration and a logon say', () => {
    const said = ['ident_service_tcp', 'reg_service_tcp', 'logon_service_tcp'].flatMap((name) => {
      const { delta, address } = run(name)
      return delta.claims
        .filter(({ protocol }) => protocol === 'c1222')
        .map((each) => `${address(each.address)} ${each.module} ${each.attribute} ${each.value}`)
    })
    const node = '192.168.1.101 node 1.3.6.1.4.1.33507.1919.12345678.0'
    for (const claim of [
      `${node} network-address 1.3.6.1.4.1.33507.1919.12345678.0`,
      `${node} protocol-revision C12.22 1.0`,
      `${node} capability security mechanism 1.3.6.1.4.1.33507`,
      `${node} product-code ED class 1.3.6.1.4.1.33507`,
      `${node} device-id 000102030a040d050607`,
      '192.168.100.124  network-address 1.3.6.1.4.1.33507',
      '192.168.100.124  product-code ED class .1.33507',
      '192.168.100.124  serial 1.3.6.1.4.1.33507',
      '192.168.100.124  user helloworld',
    ])
      expect(said).toContain(claim)
  })
})
