/*
 * What the whole line makes of public captures with SMB, against what tshark counts in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const FILES = [
  'it/zeek__smb1.pcap',
  'it/zeek__smb311.pcap',
  'it/arkime__smb-smbclient.pcap',
  'mixed/idaholab__WinXP.pcap',
  'enip/iti__EIP-ControlProtocolChangeAttempt.pcap',
  'enip/iti__EIP-IPAddressChangeAttempt.pcap',
  'enip/iti__EIP-RemoteModeChangeAttempt.pcap',
].filter((file) => existsSync(join(CORPUS, file)))
const hasTshark = spawnSync('tshark', ['--version']).status === 0

/** Sums of commands by their number; 255 says that none follows. Messages of SMB on UDP port 138 are mailslots, which are not ours. */
function countedByTshark(file: string): Record<string, number> {
  const fields = ['-e', 'smb.cmd', '-e', 'smb2.cmd']
  const filter = '(smb || smb2) && tcp'
  const text = execFileSync('tshark', ['-n', '-r', join(CORPUS, file), '-Y', filter, '-T', 'fields', ...fields], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const sums: Record<string, number> = {}
  for (const line of text.split('\n')) {
    const [one = '', two = ''] = line.split('\t')
    const words = [
      ...one
        .split(',')
        .map((each) =>
          each === '' || Number(each) === 255 ? '' : `smb1 0x${Number(each).toString(16).padStart(2, '0')}`,
        ),
      ...two.split(',').map((each) => (each === '' ? '' : `smb2 ${Number(each)}`)),
    ]
    for (const word of words) if (word !== '') sums[word] = (sums[word] ?? 0) + 1
  }
  return sums
}

describe.skipIf(FILES.length === 0 || !hasTshark)('SMB in real captures', { timeout: 60_000 }, () => {
  test.each(FILES)('%s: every command is counted as tshark counts it', (file) => {
    const run = runCapture(join(CORPUS, file))
    const sums: Record<string, number> = {}
    for (const [text, [requests, responses, , messages]] of Object.entries(sumsByFunction(run, 'smb'))) {
      const [command = ''] = text.split('/')
      if (!/^smb[12] (0x)?\w+$/.test(command) || command.endsWith('ed')) continue
      sums[command] = (sums[command] ?? 0) + (requests as number) + (responses as number) + (messages as number)
    }
    expect(sums).toEqual(countedByTshark(file))
    expect(run.line.context.faults).toBe(0)
    expect(run.line.context.malformed).toBe(0)
  })

  test.each([
    ['it/zeek__smb311.pcap', ['AD', 'AD.foo.test', 'FOO', 'Windows 10.0 build 14393']],
    ['it/arkime__smb-smbclient.pcap', ['Unix', 'Samba 3.6.3', 'WORKGROUP']],
    ['mixed/idaholab__WinXP.pcap', ['OICU812-XP', 'OICU812-XP.CTF.S4.COM', 'CTF', 'Mac OS X 10.9', 'SMBFS 2.0.3']],
    ['enip/iti__EIP-ControlProtocolChangeAttempt.pcap', ['DBLICENSESERVER', 'DBLicenseServer', 'Windows 5.1']],
    ['enip/iti__EIP-RemoteModeChangeAttempt.pcap', ['WIN2K3LAB021', 'win2k3lab021', 'Windows Server 2003 R2 5.2']],
  ])('%s: every name is said', (file, expected) => {
    if (!FILES.includes(file)) return
    const run = runCapture(join(CORPUS, file))
    const said = new Set(run.delta.claims.filter(({ protocol }) => protocol === 'smb').map(({ value }) => value))
    expect(expected.filter((each) => !said.has(each))).toEqual([])
  })
})
