import { describe, expect, test } from 'vitest'
import { MAX_HANDSHAKE } from '../../dissectors/rfb/handshake.ts'
import { rfb } from '../../dissectors/rfb/rfb.ts'
import { text } from '../../fixtures/generate/small-services.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const init = (name: string, length = name.length) =>
  bytesOf(u16(640), u16(480), new Uint8Array(16), u32(length), ascii(name))
const BLOCK = new Uint8Array(16).fill(0x5e)

function versions(version: string): Dialogue {
  return new Dialogue(rfb).toClient(text(`RFB ${version}\n`)).toServer(text(`RFB ${version}\n`))
}

const names = (dialogue: Dialogue) => dialogue.heard.map((each) => each.function)

describe('a session', () => {
  test('of version 3.8 with VNC Authentication', () => {
    const dialogue = versions('003.008').toClient(bytesOf(1, 2)).toServer(bytesOf(2)).toClient(BLOCK).toServer(BLOCK)
    dialogue
      .toClient(bytesOf(u32(0)))
      .toServer(bytesOf(1))
      .toClient(init('Panel'), BLOCK)
      .toServer(BLOCK)
    expect(names(dialogue)).toEqual([
      'version',
      'version',
      'security',
      'choice',
      'authentication',
      'result',
      'client-init',
      'server-init',
    ])
    expect(dialogue.observed('identity').map((each) => [each.of, each.facts])).toEqual([
      ['server', { 'protocol-revision': 'RFB 3.8' }],
      ['client', { 'protocol-revision': 'RFB 3.8' }],
      ['server', { capability: 'security: VNC Authentication' }],
      ['server', { name: 'Panel', description: 'desktop 640x480' }],
    ])
    expect(dialogue.observed('credential')).toMatchObject([{ method: 'VNC Authentication', protection: 'protected' }])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
    expect(JSON.stringify(dialogue.observations)).not.toContain('5e5e')
  })

  test('of version 3.8 and 3.7 without a sign-in', () => {
    const newer = versions('003.008')
      .toClient(bytesOf(1, 1))
      .toServer(bytesOf(1))
      .toClient(bytesOf(u32(0)), init(''))
    expect(names(newer).slice(2)).toEqual(['security', 'choice', 'result', 'server-init'])
    const older = versions('003.007')
      .toClient(bytesOf(2, 1, 99))
      .toServer(bytesOf(1))
      .toClient(init('x'))
    expect(names(older).slice(2)).toEqual(['security', 'choice', 'server-init'])
    expect(older.observed('identity')[2]?.facts.capability).toBe('security: None, security type 99')
  })

  test('of version 3.3, where the server decides', () => {
    const signed = versions('003.003')
      .toClient(bytesOf(u32(2)), BLOCK)
      .toServer(BLOCK)
      .toClient(bytesOf(u32(0)))
    expect(names(signed).slice(2)).toEqual(['security', 'authentication', 'result'])
    const none = versions('003.003').toClient(bytesOf(u32(0)))
    expect(none.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('that is refused', () => {
    const wrong = versions('003.008').toClient(bytesOf(1, 2)).toServer(bytesOf(2)).toClient(BLOCK).toServer(BLOCK)
    wrong.toClient(bytesOf(u32(1), u32(2), ascii('no')))
    expect(wrong.heard.at(-1)).toMatchObject({ function: 'result', status: 1 })
    expect(wrong.observed('session')).toMatchObject([{ state: 'refused' }])
    const full = versions('003.008').toClient(bytesOf(0, u32(4), ascii('full')))
    expect(full.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('with another kind of sign-in is not read any further', () => {
    const dialogue = versions('003.008').toClient(bytesOf(1, 19)).toServer(bytesOf(19)).toClient(BLOCK).toServer(BLOCK)
    expect(names(dialogue).slice(2)).toEqual(['security', 'choice'])
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })

  test('whose desktop has a name beyond the limit is not read any further', () => {
    const dialogue = versions('003.007').toClient(bytesOf(1, 1)).toServer(bytesOf(1))
    dialogue.toClient(init('x', MAX_HANDSHAKE), BLOCK)
    expect(names(dialogue)).not.toContain('server-init')
    const late = versions('003.008').toClient(BLOCK.slice(0, 1))
    for (let i = 0; i < MAX_HANDSHAKE / 8; i++) late.toClient(BLOCK)
    expect(names(late)).toContain('version')
  })

  test('is read in pieces as well', () => {
    const dialogue = versions('003.007').toClient(bytesOf(1), bytesOf(1)).toServer(bytesOf(1))
    for (const byte of init('ab')) dialogue.toClient(bytesOf(byte))
    expect(names(dialogue)).toContain('server-init')
  })
})

test('the probe wants a version', () => {
  const verdict = (value: string) => rfb.probe(cursorOver(text(value)), 'to-client')
  expect(verdict('RFB 003.008\n')).toBe('yes')
  expect(verdict('RFB 00')).toBe('need-more')
  expect(verdict('RFB x')).toBe('no')
  expect(verdict('RFC')).toBe('no')
  expect(rfb.directionOf(cursorOver(text('')))).toBeUndefined()
  expect(rfb.describe(77)).toEqual({ function: '77', name: 'step 77' })
})
