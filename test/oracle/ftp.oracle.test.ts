/*
 * What the whole line makes of public captures with FTP, against what tshark finds in them. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const NETBSD = join(CORPUS, 'it/zeek__ipv4.pcap')
const MODICON = join(CORPUS, 'mixed/idaholab__Modicon.pcap')

describe.skipIf(!existsSync(NETBSD))('FTP in real captures', () => {
  test('commands are counted as tshark counts them', () => {
    const sums = sumsByFunction(runCapture(NETBSD), 'ftp')
    expect(Object.entries(sums).map(([text, [requests]]) => [text, requests])).toEqual([
      ['USER', 1],
      ['PASS', 1],
      ['SYST', 1],
      ['PASV', 2],
      ['LIST', 2],
      ['TYPE', 3],
      ['RETR', 2],
      ['PORT', 2],
      ['QUIT', 1],
    ])
  })

  test('greetings, systems and accounts are said, passwords are not', () => {
    const said = [NETBSD, MODICON].flatMap((file) => runCapture(file).delta.claims.map(({ value }) => value))
    for (const each of [
      'ftp.NetBSD.org FTP server (NetBSD-ftpd 20100320) ready.',
      'UNIX Type: L8 Version: NetBSD-ftpd 20100320',
      'anonymous',
      'FTP server ready.',
      'herbert_derp',
    ]) {
      expect(said).toContain(each)
    }
    expect(said.filter((each) => each.includes('M0d1c0nF14G'))).toEqual([])
  })
})
