import { describe, expect, test } from 'vitest'
import { smb } from '../../dissectors/smb/smb.ts'
import { MAX_FILES, MAX_PENDING, MAX_TREES, SmbState } from '../../dissectors/smb/smb-state.ts'
import { MAX_COMPOUND } from '../../dissectors/smb/smb2.ts'
import { ntlmAuthenticate, wide } from '../../fixtures/generate/ntlm-message.ts'
import { andX, fileId, netbiosName, session, smb1, smb2, smb2Part } from '../../fixtures/generate/smb-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16le, u32le } from '../support/packet.ts'

const ECHO = smb2({ command: 13, id: 1 }, u16le(4), 0, 0)

function create(name: string): Uint8Array {
  return bytesOf(new Uint8Array(44), u16le(120), u16le(name.length * 2), new Uint8Array(8), wide(name))
}

function opened(dialogue: Dialogue, path: string, name: string): Dialogue {
  dialogue.toServer(smb2({ command: 3, id: 1 }, u16le(9), u16le(0), u16le(72), u16le(path.length * 2), wide(path)))
  dialogue.toClient(smb2({ command: 3, id: 1, reply: true, tree: 7 }, new Uint8Array(16)))
  dialogue.toServer(smb2({ command: 5, id: 2, tree: 7 }, create(name)))
  return dialogue.toClient(smb2({ command: 5, id: 2, reply: true, tree: 7 }, new Uint8Array(64), fileId(9)))
}

describe('files', () => {
  test('an operation on an open file names its share and its path, and is made once', () => {
    const dialogue = opened(new Dialogue(smb), '\\\\S\\data', 'a\\b.csv')
    const read = smb2({ command: 8, id: 3, tree: 7 }, new Uint8Array(16), fileId(9))
    dialogue.toServer(read, read)
    expect(dialogue.heard.at(-1)).toMatchObject({ function: 'smb2 8', class: 'file', target: 'data\\a\\b.csv' })
    expect(dialogue.operations.at(-1)).toBe(dialogue.operations.at(-2))
  })

  test('an error is told as the NT status, a warning is none', () => {
    const dialogue = new Dialogue(smb)
      .toServer(smb2({ command: 13, id: 1 }), smb2({ command: 13, id: 2 }))
      .toClient(smb2({ command: 13, id: 1, reply: true, status: 0xc000_0022 }))
      .toClient(smb2({ command: 13, id: 2, reply: true, status: 0x8000_0006 }))
    expect(dialogue.heard.slice(2).map(({ status }) => status)).toEqual([0xc000_0022, 0])
  })
})

describe('sign-in', () => {
  test('no challenge, response or key is ever told', () => {
    const token = ntlmAuthenticate('PLANT', 'operator', 'EWS21')
    const dialogue = new Dialogue(smb).toServer(
      smb2({ command: 1, id: 1 }, new Uint8Array(12), u16le(88), u16le(token.length), new Uint8Array(8), token),
    )
    const text = JSON.stringify([dialogue.observations, dialogue.heard])
    expect(text).not.toMatch(/Z{4}|5a5a/)
    expect(dialogue.observed('credential')).toMatchObject([
      { method: 'NTLMSSP', account: 'PLANT\\operator', protection: 'protected' },
    ])
  })
})

describe('limits', () => {
  test(`of one message, ${MAX_COMPOUND} parts are looked at`, () => {
    const part = smb2Part({ command: 13, id: 1, next: true }, u16le(4), 0, 0)
    const dialogue = new Dialogue(smb).toServer(session(0, ...new Array(MAX_COMPOUND + 1).fill(part)))
    expect(dialogue.heard).toHaveLength(MAX_COMPOUND)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })

  test(`${MAX_FILES} files, ${MAX_TREES} shares and ${MAX_PENDING} requests are kept, the oldest goes first`, () => {
    const state = new SmbState()
    for (let i = 0; i <= MAX_FILES; i++) state.open(i, `f${i}`)
    expect([state.file(0), state.file(1)?.target, state.file(MAX_FILES)?.target]).toEqual([undefined, 'f1', 'f256'])
    for (let i = 0; i <= MAX_TREES; i++) state.connectTree(i, `\\\\s\\t${i}`)
    expect([state.pathIn(0, 'x'), state.pathIn(1, 'x')]).toEqual(['x', 't1\\x'])
    for (let i = 0; i <= MAX_PENDING; i++) state.asked.ask(i, state.plain(0, 'file'))
    expect([state.asked.size, state.asked.forgotten]).toEqual([MAX_PENDING, 1])
  })
})

test('a file that was opened before the capture has no name', () => {
  const dialogue = new Dialogue(smb).toServer(smb2({ command: 8, id: 3, tree: 7 }, new Uint8Array(16), fileId(9)))
  expect(dialogue.heard[0]).toMatchObject({ function: 'smb2 8', target: '' })
})

test('commands of SMB 1 that follow each other in one message are all counted', () => {
  const both = bytesOf(0x75, 0, u16le(32 + 1 + 26 + 2 + 4), new Uint8Array(22))
  const first = smb1({ command: 0x73, id: 1 }, both, new Uint8Array(4))
  const second = bytesOf(4, 0xff, 0, u16le(0), u16le(0), u16le(1), u16le(12), 0, wide('\\S\\x'), 0, 0, 0)
  const message = session(0, first.slice(4), second)
  expect(new Dialogue(smb).toServer(message).heard.map((each) => each.function)).toEqual(['smb1 0x73', 'smb1 0x75'])
})

test.each([
  ['a message of SMB 2', ECHO, 'yes'],
  ['a message of SMB 1', smb1({ command: 0x2b, id: 1 }, u16bytes(1), new Uint8Array(1)), 'yes'],
  ['a session request', session(0x81, netbiosName('A', 0x20), netbiosName('B', 0)), 'yes'],
  ['an answer alone', session(0x82), 'need-more'],
  ['an answer and a message', bytesOf(session(0x82), ECHO), 'yes'],
  ['the first bytes', ECHO.slice(0, 6), 'need-more'],
  ['the first byte', ECHO.slice(0, 1), 'need-more'],
  ['another protocol behind the header', session(0, [0xfb, 0x53, 0x4d, 0x42], new Uint8Array(70)), 'no'],
  ['other letters', session(0, [0xfe, 0x53, 0x4d]).slice(0, 7).with(6, 9), 'no'],
  ['a length that is too small', session(0, [0xfe, 0x53, 0x4d, 0x42], new Uint8Array(20)), 'no'],
  ['names that are no letters', session(0x81, new Uint8Array(68)), 'no'],
  ['a session request that is too long', bytesOf(0x81, 0, 9, 0, 32), 'no'],
  ['an unknown type', bytesOf(0x86, 0, 0, 0), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(smb.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test.each([
  ['a request', ECHO, 'to-server'],
  ['an answer', smb2({ command: 13, id: 1, reply: true }), 'to-client'],
  ['a session request', session(0x81, netbiosName('A', 0x20), netbiosName('B', 0)), 'to-server'],
  ['its answer', session(0x82), 'to-client'],
  ['a keep-alive', session(0x85), undefined],
  ['an encrypted message', session(0, [0xfd, 0x53, 0x4d, 0x42], new Uint8Array(60)), undefined],
  ['two bytes', bytesOf(0, 0), undefined],
])('the direction of %s', (_, bytes, direction) => {
  expect(smb.directionOf(cursorOver(bytes))).toBe(direction)
})

test('a system that ends with two zeros does not hide the LAN manager behind it', () => {
  const words = andX(u16le(4356), u16le(50), u16le(0), u32le(0), u16le(0), u32le(0), u32le(0xd4))
  const native = bytesOf(0, wide('Windows 2003'), u32le(0), wide('Windows 2003 5.2'), u16le(0))
  const dialogue = new Dialogue(smb).toServer(smb1({ command: 0x73, id: 1 }, words, native))
  expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
    { os: 'Windows 2003', software: 'Windows 2003 5.2' },
  ])
})

test.each([
  ['HIST01', ['HIST01']],
  ['*SMBSERVER', []],
  ['10.77.0.1', []],
])('a server that is called %s has the names %j', (called, names) => {
  const dialogue = new Dialogue(smb).toServer(session(0x81, netbiosName(called, 0x20), netbiosName('PANEL31', 0)))
  const said = dialogue.toClient(session(0x82)).observed('identity')
  expect(said.filter(({ of }) => of === 'server').map(({ facts }) => facts.name)).toEqual(names)
})

test('names of functions are those of the standards', () => {
  const names = [0x04, 0x73, 0x2b, 0xfe, 0x10005, 0x10d11, 0x20085, 0x600 + 0x32, 0x7700 + 0x32, 0x9900 + 0xa0]
  expect(names.map((code) => smb.describe(code).name)).toEqual([
    'SMB_COM_CLOSE',
    'SMB_COM_SESSION_SETUP_ANDX',
    'SMB_COM_ECHO',
    'SMB_COM 0xfe',
    'SMB2 CREATE',
    'SMB2 SET_INFO FileDispositionInformation',
    'NetBIOS session keep alive',
    'TRANS2_QUERY_PATH_INFORMATION',
    'TRANS2_0x76',
    'NT_TRANSACT_0x98',
  ])
})

function u16bytes(value: number): Uint8Array {
  return bytesOf(u16le(value), u32le(0))
}
