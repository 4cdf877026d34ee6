import { describe, expect, test } from 'vitest'
import { hartip } from '../../dissectors/hartip/hartip.ts'
import {
  answer,
  ask,
  BROADCAST,
  burst,
  DEVICE,
  identity,
  initiate,
  message,
  packed,
  SUB_DEVICE,
  TYPE,
  token,
} from '../../fixtures/generate/hartip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex } from '../support/packet.ts'

const POLLED = Uint8Array.of(0)
const NONE = new Uint8Array(0)

function exchange(command: number, asked: Uint8Array, answered: Uint8Array, code = 0, address = DEVICE): Dialogue {
  return new Dialogue(hartip)
    .toServer(token(TYPE.request, 5, ask(address, command, asked)))
    .toClient(token(TYPE.response, 5, answer(address, command, answered, code)))
}

describe('messages of HART-IP', () => {
  test('a session is opened by its answer', () => {
    const dialogue = new Dialogue(hartip).toServer(initiate(TYPE.request, 2)).toClient(initiate(TYPE.response, 2))
    const session = {
      function: 'session initiate',
      name: 'Session initiate',
      class: 'session',
      target: 'primary master',
    }
    expect(dialogue.heard).toMatchObject([
      { role: 'request', ...session },
      { role: 'response', status: 0, ...session },
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  })

  test('a session that is refused tells why', () => {
    const dialogue = new Dialogue(hartip)
      .toServer(initiate(TYPE.request, 2, 0))
      .toClient(message(TYPE.response, 0, 2, NONE, 15))
    expect(dialogue.heard[1]).toMatchObject({ target: 'secondary master', status: 15 })
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test.each([
    [1, 'session close', 'session'],
    [2, 'keep alive', 'session'],
    [5, 'read audit log', 'diagnose'],
  ])('message %i is %s', (id, text, operationClass) => {
    const dialogue = new Dialogue(hartip).toServer(message(TYPE.request, id, 1)).toClient(message(TYPE.response, id, 1))
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: text, class: operationClass },
      { role: 'response', function: text, class: operationClass },
    ])
  })

  test('a NAK is the refusal of what was asked under its number', () => {
    const dialogue = new Dialogue(hartip)
      .toServer(token(TYPE.request, 8, ask(DEVICE, 3)))
      .toClient(message(TYPE.nak, 3, 8))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '3', status: 0x100 })
  })
})

describe('commands', () => {
  test.each([
    [0, 'discover', 'Read Unique Identifier'],
    [3, 'read', 'Read Dynamic Variables and Loop Current'],
    [6, 'configure', 'Write Polling Address'],
    [35, 'configure', 'Write Primary Variable Range Values'],
    [40, 'control', 'Enter/Exit Fixed Current Mode'],
    [42, 'mode', 'Perform Device Reset'],
    [48, 'diagnose', 'Read Additional Device Status'],
    [79, 'control', 'Write Device Variable'],
    [89, 'time', 'Set Real-Time Clock'],
    [112, 'file', 'Transfer Service'],
    [200, 'unknown', 'Command 200'],
  ])('command %i is of class %s', (command, operationClass, name) => {
    const { heard, operations } = exchange(command, NONE, NONE)
    expect(heard).toMatchObject([
      { role: 'request', function: String(command), class: operationClass, name, module: 'device 264e0000d2' },
      { role: 'response', function: String(command), status: 0 },
    ])
    expect(operations[0]).toBe(operations[1])
  })

  test('an extended command is told by its 16 bits', () => {
    expect(exchange(31, hex('0201'), hex('0201')).heard[0]).toMatchObject({
      function: '31/513',
      class: 'configure',
      name: 'Write Country Code',
    })
  })

  test('a response code is an error, unless it is a warning', () => {
    expect(exchange(18, NONE, NONE, 7).heard[1]?.status).toBe(7)
    expect(exchange(34, NONE, NONE, 8).heard[1]?.status).toBe(0)
  })

  test('a command for a device behind an I/O system is of the class of what it carries', () => {
    const inner = bytesOf(hex('01 02 05 82'), SUB_DEVICE, hex('2a 00'))
    expect(exchange(77, inner, hex('01 02')).heard[0]).toMatchObject({
      class: 'mode',
      target: 'device 264e0000d2 card 1 channel 2 device 39fd95266f command 42',
    })
  })

  test.each([
    ['is done', '86', '2a 02 00 00', 0],
    ['is done with a warning', '86', '2a 02 08 00', 0],
    ['is refused by the device', '86', '2a 02 07 00', 7],
    ['does not reach the device', '86', '2a 02 90 00', 0x90],
    ['has expansion bytes', 'a6', 'ff 2a 02 07 00', 7],
    ['is answered without a word of the device', '86', '2a 00', 0],
  ])('a command for a device behind an I/O system %s', (_, delimiter, rest, status) => {
    const inner = bytesOf(hex('01 02 05 82'), SUB_DEVICE, hex('2a 00'))
    const dialogue = exchange(77, inner, bytesOf(hex(`01 02 ${delimiter}`), SUB_DEVICE, hex(rest)))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', class: 'mode', status })
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a command for a device behind an I/O system that is refused by the system itself carries nothing', () => {
    const inner = bytesOf(hex('01 02 05 82'), SUB_DEVICE, hex('2a 00'))
    const dialogue = exchange(77, inner, NONE, 64)
    expect(dialogue.heard[1]).toMatchObject({ status: 64 })
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test.each([
    '01',
    '01 02 05',
    '01 02 05 82',
    '01 02 05 82 39 fd 95',
    '01 02 05 82 39fd95266f 2a',
    '01 02 05 82 39fd95266f 2a 04 00',
  ])('a command for a device behind an I/O system that is cut to %s is malformed', (data) => {
    const dialogue = new Dialogue(hartip).toServer(token(TYPE.request, 5, ask(DEVICE, 77, hex(data))))
    expect(dialogue.heard).toMatchObject([{ class: 'unknown', target: 'device 264e0000d2' }])
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  test('a command of 16 bits for a device behind an I/O system is of its own class', () => {
    const inner = bytesOf(hex('01 02 05 02 80'), hex('1f 03 0201 55'))
    const [heard] = exchange(77, inner, NONE).heard
    expect(heard).toMatchObject({ class: 'configure', target: 'device 264e0000d2 card 1 channel 2 command 513' })
  })

  test('a burst is a publication', () => {
    const dialogue = new Dialogue(hartip).toClient(token(TYPE.publish, 1, burst(DEVICE, 3, hex('41200000'))))
    expect(dialogue.heard).toMatchObject([{ role: 'event', function: '3', class: 'publish' }])
  })

  test('a direct PDU has one command, or is of the class of the gravest of several', () => {
    const dialogue = new Dialogue(hartip)
      .toServer(message(TYPE.request, 4, 1, hex('0000 0014 00')))
      .toClient(message(TYPE.response, 4, 1, bytesOf(hex('0000 0014 21 00'), ascii('gate'.padEnd(32)))))
      .toServer(message(TYPE.request, 4, 2, hex('0000 0001 00 002a 00')))
      .toClient(message(TYPE.response, 4, 2, hex('0000 0001 01 00 002a 01 10')))
    expect(dialogue.heard).toMatchObject([
      { function: 'direct 20', name: 'Read Long Tag', class: 'discover', module: '' },
      { function: 'direct 20', status: 0 },
      { function: 'direct pdu', class: 'mode', target: 'commands 1, 42' },
      { function: 'direct pdu', status: 16 },
    ])
    expect(dialogue.observed('identity')).toMatchObject([{ message: 'Read Long Tag', facts: { name: 'gate' } }])
  })
})

describe('identity', () => {
  test('a device polled at address 0 is the host itself', () => {
    const dialogue = exchange(0, NONE, identity(), 0, POLLED)
    dialogue.toServer(token(TYPE.request, 6, ask(DEVICE, 1)))
    expect(dialogue.heard.map(({ module }) => module)).toEqual(['', '', ''])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        module: '',
        message: 'Read Unique Identifier',
        facts: {
          vendor: 'Rosemount',
          'vendor-id': '38',
          'device-type': '0x264e',
          'device-id': '0000d2',
          'protocol-revision': '7',
          'device-revision': '4',
          firmware: '1',
          hardware: '1',
        },
      },
    ])
  })

  test('packed texts have six bits a character', () => {
    const data = bytesOf(packed('PT-101  '), packed('STEAM DRUM PRESS'), hex('0f017e'))
    expect(exchange(13, NONE, data).observed('identity')[0]?.facts).toEqual({
      name: 'PT-101',
      description: 'STEAM DRUM PRESS',
    })
  })

  test('texts that were never set say nothing', () => {
    const zeros = new Uint8Array(24)
    for (const [command, data] of [
      [12, zeros],
      [13, bytesOf(zeros.slice(0, 18), hex('0f017e'))],
      [20, new Uint8Array(32)],
    ] as const) {
      expect(
        exchange(command, NONE, data)
          .observed('identity')
          .filter(({ message }) => message !== 'long address'),
      ).toEqual([])
    }
    const data = bytesOf(zeros.slice(0, 6), packed('STEAM DRUM PRESS'), hex('0f017e'))
    expect(exchange(13, NONE, data).observed('identity')[0]?.facts).toEqual({ description: 'STEAM DRUM PRESS' })
  })

  test('what a device behind an I/O system answers is its own', () => {
    const carry = (command: string, data: Uint8Array) =>
      bytesOf(
        hex('01 02 86'),
        SUB_DEVICE,
        hex(`${command}${(data.length + 2).toString(16).padStart(2, '0')} 0000`),
        data,
      )
    const asked = (command: string) => bytesOf(hex('01 02 05 82'), SUB_DEVICE, hex(`${command} 00`))
    const dialogue = exchange(77, asked('14'), carry('14', bytesOf(ascii('FT-7'.padEnd(32)))))
    expect(dialogue.observed('identity').map(({ module, facts }) => [module, facts])).toEqual([
      ['device 264e0000d2', { 'network-address': 'a64e0000d2' }],
      ['device 39fd95266f', { name: 'FT-7' }],
      ['device 39fd95266f', { 'network-address': '39fd95266f' }],
    ])
    dialogue
      .toServer(token(TYPE.request, 6, ask(DEVICE, 77, asked('00'))))
      .toClient(token(TYPE.response, 6, answer(DEVICE, 77, carry('00', identity('39fd', '95266f', '84')))))
    expect(dialogue.observed('identity').at(-1)).toMatchObject({ module: 'device 39fd95266f' })
  })

  test('a device that is polled on a channel is known by its identity, and says nothing without one', () => {
    const polled = hex('01 02 05 02 80 00 00')
    const carry = (command: string, data: Uint8Array) =>
      bytesOf(hex(`01 02 06 80 ${command}${(data.length + 2).toString(16).padStart(2, '0')} 0000`), data)
    const told = exchange(77, polled, carry('00', identity('39fd', '95266f'))).observed('identity')
    expect(told.map(({ module }) => module)).toEqual(['device 264e0000d2', 'device 39fd95266f'])
    const untold = exchange(77, polled, carry('14', bytesOf(ascii('FT-7'.padEnd(32))))).observed('identity')
    expect(untold.map(({ module }) => module)).toEqual(['device 264e0000d2'])
  })

  test.each([
    [11, packed('FT-7    '), 'tag FT-7'],
    [21, bytesOf(ascii('FT-7 cooling water'.padEnd(32))), 'tag FT-7 cooling water'],
    [11, hex('01'), ''],
  ])(
    'a device that command %i asks for by tag is known by its identity, whatever address it answers under',
    (...row) => {
      const [command, tag, target] = row
      for (const address of [BROADCAST, SUB_DEVICE]) {
        const dialogue = new Dialogue(hartip)
          .toServer(token(TYPE.request, 5, ask(BROADCAST, command, tag)))
          .toClient(token(TYPE.response, 5, answer(address, command, identity('39fd', '95266f'))))
        expect(dialogue.heard).toMatchObject([
          { role: 'request', class: 'discover', module: '', target },
          { role: 'response', module: '', target, status: 0 },
        ])
        const modules = dialogue.observed('identity').map(({ module }) => module)
        expect(new Set(modules)).toEqual(new Set(['device 39fd95266f']))
      }
    },
  )

  test('what comes from the address of all devices is nobody’s, unless it is a gateway’s own identity', () => {
    expect(exchange(20, NONE, bytesOf(ascii('FT-7'.padEnd(32))), 0, BROADCAST).observed('identity')).toEqual([])
    expect(exchange(0, NONE, hex('fe 39fd'), 0, BROADCAST).observed('identity')).toEqual([])
    const gateway = exchange(0, NONE, identity('39fd', '95266f', '84'), 0, BROADCAST)
    expect(gateway.observed('identity')).toMatchObject([{ module: '', facts: { 'device-id': '95266f' } }])
    gateway.toServer(token(TYPE.request, 6, ask(SUB_DEVICE, 1)))
    expect(gateway.heard.at(-1)).toMatchObject({ module: '' })
  })

  test('a long address is said as both sides write it', () => {
    const burstAddress = bytesOf(0x40 | (SUB_DEVICE[0] as number), SUB_DEVICE.slice(1))
    const dialogue = new Dialogue(hartip)
      .toServer(token(TYPE.request, 5, ask(SUB_DEVICE, 1)))
      .toClient(token(TYPE.response, 5, answer(burstAddress, 1, NONE)))
    expect(dialogue.observed('identity').map(({ facts }) => facts['network-address'])).toEqual([
      'f9fd95266f',
      'b9fd95266f',
    ])
  })

  test('an I/O system tells who is behind it', () => {
    const summary = bytesOf(hex('0001 00 02 0026 39fd 95266f 07'), ascii('FT-7'.padEnd(32)))
    expect(exchange(84, hex('0001'), summary).observed('identity')[0]).toMatchObject({
      module: 'device 39fd95266f',
      facts: { vendor: 'Rosemount', name: 'FT-7', 'device-id': '95266f', 'network-address': 'card 0 channel 2' },
    })
  })
})

describe('a malformed frame is counted, and told', () => {
  const frame = ask(DEVICE, 1, hex('01 02'))
  test.each([
    ['a wrong check byte', bytesOf(frame.slice(0, -1), 0), 'bad-checksum', '1'],
    ['no end', frame.slice(0, -2), 'truncated', '1'],
    ['more than its count', bytesOf(frame, 0), 'bad-length', '1'],
    ['no command', frame.slice(0, 3), 'truncated', 'token-passing pdu'],
    ['another frame type', bytesOf(0x87, frame.slice(1)), 'bad-value', 'token-passing pdu'],
  ])('%s', (_, body, reason, text) => {
    const dialogue = new Dialogue(hartip).toServer(token(TYPE.request, 1, body))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.heard[0]?.function).toBe(text)
  })
})

describe('the probe', () => {
  test.each([
    ['a session initiate', initiate(TYPE.request, 1), 'yes'],
    ['a keep alive', message(TYPE.request, 2, 1), 'yes'],
    ['a frame', token(TYPE.request, 1, ask(DEVICE, 1)), 'yes'],
    ['a frame with a wrong check byte', bytesOf(token(TYPE.request, 1, ask(DEVICE, 1)).slice(0, -1), 0xaa), 'no'],
    ['the start of a message', initiate(TYPE.request, 1).slice(0, 9), 'need-more'],
    ['a keep alive with a body', message(TYPE.request, 2, 1, hex('00')), 'no'],
    ['a status in a request', message(TYPE.request, 2, 1, NONE, 4), 'no'],
    ['an id that does not exist', message(TYPE.request, 6, 1), 'no'],
    ['version 3', bytesOf(3, initiate(TYPE.request, 1).slice(1)), 'no'],
    ['type 4', hex('01 04'), 'no'],
    ['commands for the host itself', message(TYPE.request, 4, 1, hex('0000 0000 00 0009 01 00')), 'yes'],
    ['commands that do not fill it', message(TYPE.request, 4, 1, hex('0000 0000 00 0009 03 00')), 'no'],
    ['a keep alive before something else', bytesOf(message(TYPE.request, 2, 1), 0), 'no'],
    ['a keep alive before another', bytesOf(message(TYPE.request, 2, 1), message(TYPE.request, 2, 2)), 'yes'],
  ])('%s', (_, bytes, verdict) => {
    expect(hartip.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })
})

test.each([
  [541, 'HART-IP client password'],
  [768, 'WirelessHART join key'],
])('command %i tells that a secret was sent, and not what it was', (command, method) => {
  const secret = bytesOf(command >> 8, command & 255, ascii('s3cret'))
  const direct = message(TYPE.request, 4, 1, bytesOf(hex('00 00'), command >> 8, command & 255, 6, ascii('s3cret')))
  for (const sent of [token(TYPE.request, 1, ask(DEVICE, 31, secret)), direct]) {
    const dialogue = new Dialogue(hartip).toServer(sent)
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection: 'clear' },
    ])
    expect(JSON.stringify(dialogue.heard)).not.toContain('s3cret')
  }
  const empty = token(TYPE.request, 1, ask(DEVICE, 31, secret.slice(0, 2)))
  expect(new Dialogue(hartip).toServer(empty).observed('credential')).toEqual([])
})

test.each([
  [514, 'alarm', 'Register Event Manager'],
  [527, 'control', 'Simulate Status Bit'],
  [533, 'publish', 'Write Client Subscription Flags'],
  [545, 'configure', 'Write syslog Server HOSTNAME'],
])('command %i is of class %s: %s', (command, operationClass, name) => {
  const { heard } = exchange(31, bytesOf(command >> 8, command & 255), bytesOf(command >> 8, command & 255))
  expect(heard[0]).toMatchObject({ function: `31/${command}`, class: operationClass, name })
})

test.each([
  ['f9fd', '00f9', 'FieldComm Group'],
  ['4504', '0045', 'Krohne'],
])('a device of type %s is made by %s, %s', (type, id, vendor) => {
  const data = hex(`fe ${type} 05 07 04 01 0e 0c 0000d2 05 02 0002 d0 ${id} ${id} 01`)
  const identities = exchange(0, NONE, data).observed('identity')
  expect(identities.find(({ message }) => message === 'Read Unique Identifier')?.facts.vendor).toBe(vendor)
})
