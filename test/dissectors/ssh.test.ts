import { describe, expect, test } from 'vitest'
import { MAX_IDENTIFICATION, ssh } from '../../dissectors/ssh/ssh.ts'
import { kexInit, line, nameList, sshPacket } from '../../fixtures/generate/ssh.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u32 } from '../support/packet.ts'

const SECRET = new Uint8Array(64).fill(0xee)

describe('identification', () => {
  test.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3', 'OpenSSH_9.2p1', 'Debian', 'SSH 2.0'],
    ['SSH-2.0-OpenSSH_for_Windows_8.1', 'OpenSSH_for_Windows_8.1', 'Windows', 'SSH 2.0'],
    ['SSH-1.99-Cisco-1.25', 'Cisco-1.25', 'Cisco IOS', 'SSH 1.99'],
    ['SSH-2.0-ROSSSH', 'ROSSSH', 'RouterOS', 'SSH 2.0'],
    ['SSH-2.0-dropbear_2022.83', 'dropbear_2022.83', undefined, 'SSH 2.0'],
  ])('%s tells software and system of its sender', (text, software, os, revision) => {
    const dialogue = new Dialogue(ssh).toClient(line(`${text}\r\n`)).toServer(line(`${text}\n`))
    expect(dialogue.heard).toMatchObject([
      { role: 'response', function: 'identification', class: 'session' },
      { role: 'request', function: 'identification' },
    ])
    const facts = { banner: text, software, ...(os !== undefined && { os }), 'protocol-revision': revision }
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', facts },
      { of: 'client', facts },
    ])
  })

  test('has a longest length', () => {
    const length = (bytes: Uint8Array) => ssh.messageLength(cursorOver(bytes))
    expect(length(line(`SSH-2.0-${'x'.repeat(MAX_IDENTIFICATION)}`))).toBe(-1)
    expect(length(line('SSH-2.0-x'))).toBe(0)
    expect(length(line('SSH-2.0-x\r\n'))).toBe(11)
  })
})

describe('key exchange', () => {
  test('what a side offers is its fingerprint: HASSH of a client, HASSHServer of a server', () => {
    const offer = kexInit('curve25519-sha256,ecdh-sha2-nistp256', 'aes128-ctr', 'aes256-ctr')
    const dialogue = new Dialogue(ssh).toServer(offer, offer).toClient(offer)
    // MD5 of 'curve25519-sha256,ecdh-sha2-nistp256;aes128-ctr;hmac-sha1;none' and of '…;aes256-ctr;hmac-md5;zlib'.
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', facts: { fingerprint: 'hassh c1533aa117cdce0f56e7aa990addbb59' } },
      { of: 'server', facts: { fingerprint: 'hasshServer f9d90e5640a37125d8cfe9b9e8b0ff82' } },
    ])
  })

  test('messages are named by their number', () => {
    const dialogue = new Dialogue(ssh).toServer(sshPacket(30, u32(1)), sshPacket(1, u32(11)), sshPacket(21))
    expect(dialogue.heard.map((each) => [each.function, each.name])).toEqual([
      ['30', 'key exchange message 30'],
      ['1', 'SSH_MSG_DISCONNECT'],
      ['21', 'SSH_MSG_NEWKEYS'],
    ])
  })

  test('a list that does not fit is malformed', () => {
    const dialogue = new Dialogue(ssh).toServer(sshPacket(20, new Uint8Array(16), u32(5000), nameList('x')))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })
})

describe('encryption', () => {
  test('begins with new keys on both sides, and what follows is no message', () => {
    const dialogue = new Dialogue(ssh).toServer(sshPacket(21)).toClient(sshPacket(21))
    const said = dialogue.heard.length
    dialogue.toServer(SECRET, SECRET).toClient(SECRET, sshPacket(1, u32(3)))
    expect(dialogue.heard.length).toBe(said)
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
    expect(dialogue.observed('undecoded')).toEqual([])
    expect(dialogue.encryptedBytes).toBe(3 * SECRET.length + sshPacket(1, u32(3)).length)
    expect(dialogue.lostBytes).toBe(0)
  })

  test('of a dialogue whose keys were not seen to change is told too', () => {
    const dialogue = new Dialogue(ssh).toServer(line('SSH-2.0-x\r\n')).toClient(SECRET, SECRET)
    expect(dialogue.observed('session').length).toBe(1)
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
    expect(dialogue.encryptedBytes).toBe(SECRET.length)
  })
})

describe('the probe', () => {
  const verdict = (bytes: Uint8Array) => ssh.probe(cursorOver(bytes), 'to-server')

  test('knows an identification and an offer of algorithms, and waits for the rest of them', () => {
    const text = line('SSH-2.0-x\r\n')
    for (let length = 0; length < 8; length++) expect(verdict(text.slice(0, length))).toBe('need-more')
    expect(verdict(text)).toBe('yes')
    expect(verdict(line('SSH-1.99-x\r\n'))).toBe('yes')
    expect(verdict(line('SSH-1.5-x\r\n'))).toBe('yes')
    const offer = kexInit('curve25519-sha256', 'a', 'b')
    expect(verdict(offer)).toBe('yes')
    for (let length = 1; length < 30; length++) expect(verdict(offer.slice(0, length))).toBe('need-more')
  })

  test('says nothing of the direction', () => {
    expect(ssh.directionOf(cursorOver(line('SSH-2.0-x')))).toBeUndefined()
  })

  test('refuses what only begins like it', () => {
    for (const text of ['SSH!', 'SSH-x', 'SSH-3.0-x', 'SSH-2,0-x', 'SSH-2.x-', 'SSH-2.000-', 'GET /']) {
      expect(verdict(line(text))).toBe('no')
    }
    expect(verdict(bytesOf(0, 1))).toBe('no')
    expect(verdict(sshPacket(21))).toBe('no')
    expect(verdict(sshPacket(20, new Uint8Array(16), u32(90_000), ascii('curve')))).toBe('no')
    expect(verdict(sshPacket(20, new Uint8Array(16), u32(10), [1, 2, 3, 4]))).toBe('no')
  })
})
