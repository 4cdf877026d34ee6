import { describe, expect, test } from 'vitest'
import { fins, MAX_FLAGGED } from '../../dissectors/fins/fins.ts'
import { Identifier } from '../../sensor/identify/identifier.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

/** W342, 5-2-2: read ten words from D100 on; the answer has their contents. */
const READ_D100 = '80 00 02 00 0b 00 00 1f 00 07 0101 82 0064 00 000a'
const TEN_WORDS = `c0 00 02 00 1f 00 00 0b 00 07 0101 0000 ${'0001'.repeat(10)}`
/** W420, 7-4: the length counts from the command on. */
const ASK_NODE = '46494e53 0000000c 00000000 00000000 00000000'
const GIVE_NODE = '46494e53 00000010 00000001 00000000 000000fb 0000000b'

function probe(hex: string): string {
  return fins.probe(cursorOver(fromHex(hex)), 'to-server')
}

describe('a FINS command', () => {
  test('is met by the answer of its service number, and the same read is the same operation', () => {
    const dialogue = new Dialogue(fins).toServer(READ_D100).toClient(TEN_WORDS).toServer(READ_D100).toClient(TEN_WORDS)
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request D100+10',
      'response D100+10',
      'request D100+10',
      'response D100+10',
    ])
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]).toMatchObject({ function: '0x0101', name: 'Memory Area Read', class: 'read', module: '' })
  })

  test('that asks for no answer is an order', () => {
    const [stop] = new Dialogue(fins).toServer('81 00 02 00 0b 00 00 1f 00 07 0402 0000').heard
    expect(stop).toMatchObject({ role: 'order', function: '0x0402', class: 'mode' })
  })

  test('from the controller to its station does not answer the station', () => {
    const dialogue = new Dialogue(fins)
      .toServer(READ_D100)
      .toClient('80 00 02 00 1f 00 00 0b 00 07 0101 82 0001 00 0001')
      .toServer('c0 00 02 00 0b 00 00 1f 00 07 0101 0000 0005')
      .toClient(TEN_WORDS)
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request D100+10',
      'request D1+1',
      'response D1+1',
      'response D100+10',
    ])
  })

  test.each([
    ['0x0401', 'mode', '0401 ffff 04', 'run'],
    ['0x0402', 'mode', '0402', ''],
    ['0x0403', 'mode', '0403', ''],
    ['0x0307', 'download', '0307 ffff 00000000 0002 0102', 'program'],
    ['0x0306', 'upload', '0306 ffff 00000000 0002', 'program'],
    ['0x0202', 'configure', '0202 8010 0000 8001 0001', 'PLC setup'],
    ['0x0702', 'time', '0702 26 01 15 08 00', ''],
    ['0x2301', 'control', '2301 0001 0001 30 0001 04', 'force set CIO 1.04'],
    ['0x2301', 'control', '2301 0001 0000 30 0001 04', 'force reset CIO 1.04'],
    ['0x2301', 'control', '2301 0001 8000 30 0001 04', 'release to off CIO 1.04'],
    ['0x2301', 'control', '2301 0001 8001 30 0001 04', 'release to on CIO 1.04'],
    ['0x2301', 'control', '2301 0002 ffff 30 0001 04 0007 30 0001 05', 'release CIO 1.04, force 0x7 CIO 1.05'],
    ['0x0501', 'discover', '0501 00', ''],
    ['0x2204', 'file', '2204 0000', ''],
    ['0x7777', 'unknown', '7777', ''],
  ])('%s is of class %s', (code, operationClass, hex, target) => {
    const [heard] = new Dialogue(fins).toServer(`80 00 02 00 0b 00 00 1f 00 07 ${hex}`).heard
    expect(heard).toMatchObject({ role: 'request', function: code, class: operationClass, target })
  })

  test('is met by its answer while others wait, whatever their numbers', () => {
    const dialogue = new Dialogue(fins)
    const ask = (sid: string, rest: string) => dialogue.toServer(`80 00 02 00 02 00 00 01 00 ${sid} ${rest}`)
    const answer = (sid: string, rest: string) => dialogue.toClient(`c0 00 02 00 01 00 00 02 00 ${sid} ${rest}`)
    ask('01', '0102 82 0064 00 0001 1234')
    ask('02', '0101 82 00c8 00 0001')
    answer('01', '0102 0000')
    answer('02', '0101 0000 0005')
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request D100+1',
      'request D200+1',
      'response D100+1',
      'response D200+1',
    ])
  })

  test.each([
    ['30 0000 05 0001', 'CIO 0.05'],
    ['b1 0003 00 0002', 'W3+2'],
    ['09 8003 00 0001', 'C3+1'],
    ['a3 0028 00 0001', 'E3_40+1'],
    ['60 0028 00 0001', 'E10_40+1'],
    ['1f 0028 00 0001', 'area 0x1f 40+1'],
    ['dc 0102 00 0001', 'IR2+1'],
    ['bc 0203 00 0002', 'DR3+2'],
    ['80 0b0c 00 0002', 'A12+2'],
    ['00 0b0c 05 0001', 'A12.05'],
    ['80 09fb 00 0001', 'CIO 2555+1'],
    ['9c 0002 00 0001', 'IR2+1'],
    ['9c 0004 00 0001', 'DR1+1'],
  ])('writes the address %s as the manual does', (hex, target) => {
    const [heard] = new Dialogue(fins).toServer(`80 00 02 00 0b 00 00 1f 00 07 0101 ${hex}`).heard
    expect(heard?.target).toBe(target)
  })

  test('for another network than the sender stands on is for a node behind the host', () => {
    const dialogue = new Dialogue(fins)
      .toServer('80 00 02 02 05 00 01 1f 00 07 0101 82 0000 00 0001')
      .toClient('c0 00 02 01 1f 00 02 05 00 07 0101 0000 0001')
    expect(dialogue.heard.map(({ module }) => module)).toEqual(['network 2 node 5 unit 0', 'network 2 node 5 unit 0'])
    expect(dialogue.observed('topology')).toEqual([
      { kind: 'topology', relation: 'gateway-for', of: 'server', other: 'network 2 node 5 unit 0' },
    ])
  })

  test('whose length does not fit it is counted and called malformed', () => {
    const dialogue = new Dialogue(fins).toServer('80 00 02 00 0b 00 00 1f 00 07 0101 82 0000')
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-length', offset: 12 }])
  })

  test('keeps no password', () => {
    const dialogue = new Dialogue(fins).toServer(
      '80 00 02 00 0b 00 00 1f 00 07 0305 ffff 00 00000000 ffffffff 53454352',
    )
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('SECR')
  })
})

describe('an end code', () => {
  test.each([
    ['0000', 0],
    ['0040', 0],
    ['0080', 0],
    ['1104', 0x1104],
    ['3001', 0x3001],
    ['8205', 0x0205],
  ])('of %s is status %i', (hex, status) => {
    const [heard] = new Dialogue(fins).toClient(`c0 00 02 00 1f 00 00 0b 00 07 0101 ${hex} 0001`).heard
    expect(heard).toMatchObject({ role: 'response', status })
  })

  test('with the flag of a fatal error tells the state of the controller, once', () => {
    const answer = 'c0 00 02 00 1f 00 00 0b 00 07 0101 0080 0001'
    const states = new Dialogue(fins).toClient(answer).toClient(answer).observed('identity')
    expect(states.filter(({ message }) => message === 'end code')).toHaveLength(1)
    expect(states.at(-1)?.facts).toEqual({ state: 'fatal CPU error' })
  })
})

describe('parts behind a host', () => {
  const dataOf = (node: string) =>
    `c0 00 02 01 1f 00 02 ${node} 00 07 0501 0000 ${Buffer.from('CJ2M-CPU33'.padEnd(92)).toString('hex')}`
  const flagged = (node: string, endCode: string) => `c0 00 02 01 1f 00 02 ${node} 00 07 0701 ${endCode}`

  test('are each said to be of their model, also when it is the same, and once', () => {
    const dialogue = new Dialogue(fins)
    for (const node of ['05', '06', '05', '06']) dialogue.toClient(dataOf(node))
    expect(dialogue.observed('identity').map(({ module, facts }) => [module, facts.model])).toEqual([
      ['network 2 node 5 unit 0', 'CJ2M-CPU33'],
      ['network 2 node 6 unit 0', 'CJ2M-CPU33'],
    ])
  })

  test('each have their own errors, which are said when they change', () => {
    const dialogue = new Dialogue(fins)
    const answers = ['05 0040', '06 0000', '05 0040', '06 0080', '05 0000', '06 0080', '05 0000']
    for (const [node = '', endCode = ''] of answers.map((text) => text.split(' '))) {
      dialogue.toClient(flagged(node, endCode))
    }
    expect(dialogue.observed('identity').map(({ module, facts }) => `${module}: ${facts.state}`)).toEqual([
      'network 2 node 5 unit 0: non-fatal CPU error',
      'network 2 node 6 unit 0: fatal CPU error',
      'network 2 node 5 unit 0: no CPU error',
    ])
  })

  test('beyond those that are remembered are said again with each answer', () => {
    const dialogue = new Dialogue(fins)
    const nodes = Array.from({ length: MAX_FLAGGED + 1 }, (_, i) => (i + 1).toString(16).padStart(2, '0'))
    for (const node of [...nodes, ...nodes]) dialogue.toClient(flagged(node, '0040'))
    expect(dialogue.observed('identity')).toHaveLength(MAX_FLAGGED + 2)
  })
})

test.each([
  ['00', 'stopped'],
  ['01', 'running'],
  ['05', 'running'],
  ['06', 'stopped'],
  ['80', 'standby'],
  ['09', 'state 9'],
])('status %s is %s, whatever its battery and its flash memory', (status, state) => {
  const dialogue = new Dialogue(fins).toClient(
    `c0 00 02 00 1f 00 00 0b 00 07 0601 0000 ${status} 02 ${'00'.repeat(24)}`,
  )
  expect(dialogue.observed('identity').find(({ message }) => message === 'Controller Status Read')?.facts).toEqual({
    state,
    mode: 'MONITOR',
  })
})

describe('FINS/TCP', () => {
  test('gives out node addresses, and opens a session', () => {
    const dialogue = new Dialogue(fins).toServer(ASK_NODE).toClient(GIVE_NODE)
    expect(dialogue.heard.map(({ role, function: code }) => `${role} ${code}`)).toEqual([
      'request tcp 0',
      'response tcp 0',
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened' }])
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts['network-address']])).toEqual([
      ['client', 'node 251'],
      ['server', 'node 11'],
    ])
  })

  test('refuses a node that is connected already', () => {
    const dialogue = new Dialogue(fins).toClient('46494e53 00000010 00000001 00000021 00000000 00000000')
    expect(dialogue.heard[0]).toMatchObject({ function: 'tcp 0', status: 0x21 })
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('is framed by its length, wherever it is cut', () => {
    const frame = `46494e53 0000001a 00000002 00000000 ${READ_D100}`
    const dialogue = new Dialogue(fins)
    for (const byte of fromHex(frame + frame)) dialogue.toServer(Uint8Array.of(byte))
    expect(dialogue.heard).toHaveLength(2)
    expect(dialogue.lostBytes).toBe(0)
  })
})

describe('the probe', () => {
  test('knows a command, an answer and the TCP header', () => {
    for (const hex of [READ_D100, TEN_WORDS, ASK_NODE, GIVE_NODE]) expect(probe(hex)).toBe('yes')
  })

  test('waits for the rest of the TCP header, and for nothing else', () => {
    expect(probe('46 49')).toBe('need-more')
    expect(probe('46494e53 0000000c')).toBe('need-more')
    expect(probe('80 00')).toBe('no')
  })

  test('over TCP every frame has the TCP header', () => {
    const over = (carrier: 'tcp' | 'udp', hex: string) => {
      const bytes = fromHex(hex)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      return new Identifier([fins]).identify(carrier, view, 0, bytes.length, undefined, 'to-server', []).verdict
    }
    expect([over('udp', READ_D100), over('tcp', READ_D100), over('tcp', ASK_NODE)]).toEqual(['yes', 'no', 'yes'])
    expect([over('tcp', '46 49'), over('tcp', '80 00')]).toEqual(['need-more', 'no'])
  })

  test.each([
    ['a reserved bit of ICF', '82 00 02 00 0b 00 00 1f 00 07 0101 82 0064 00 000a'],
    ['RSV', '80 01 02 00 0b 00 00 1f 00 07 0101 82 0064 00 000a'],
    ['nine gateways', '80 00 09 00 0b 00 00 1f 00 07 0101 82 0064 00 000a'],
    ['network 128', '80 00 02 80 0b 00 00 1f 00 07 0101 82 0064 00 000a'],
    ['an unknown command', '80 00 02 00 0b 00 00 1f 00 07 0111 82 0064 00 000a'],
    ['a length that does not fit', '80 00 02 00 0b 00 00 1f 00 07 0101 82 0064 00 000a 00'],
    ['a length of the TCP header beyond all frames', '46494e53 0001000c 00000000 00000000 00000000'],
  ])('refuses %s', (_, hex) => {
    expect(probe(hex)).toBe('no')
  })
})
