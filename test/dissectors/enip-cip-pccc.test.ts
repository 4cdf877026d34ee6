/* Numbers from Rockwell Automation 1770-6.5.16, chapters 7 (commands), 10 (diagnostic status) and 13 (addresses). */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import {
  path,
  pccc,
  pcccReply,
  request,
  response,
  sent,
  slot,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, hex } from '../support/packet.ts'

const ask = (id: number, message: Bytes) => unconnected(id, message).slice(8)
const asked = (command: number, data: string | readonly number[]) => {
  const dialogue = new Dialogue(cip).toServer(ask(1, pccc(command, 7, typeof data === 'string' ? hex(data) : data)))
  const [heard] = dialogue.heard
  return { function: heard?.function, class: heard?.class, target: heard?.target, name: heard?.name }
}

describe('commands', () => {
  test('are told by command and function', () => {
    expect(asked(0x0f, '80 01')).toEqual({
      function: '0x4b/0x0f/0x80',
      class: 'mode',
      target: 'remote program',
      name: 'Change mode',
    })
    expect(asked(0x06, '03')).toMatchObject({
      function: '0x4b/0x06/0x03',
      class: 'diagnose',
      name: 'Diagnostic status',
    })
    expect(asked(0x07, '00')).toMatchObject({ function: '0x4b/0x07/0x00', class: 'control' })
    expect(asked(0x01, '1000 02')).toMatchObject({ function: '0x4b/0x01', class: 'read', name: 'Unprotected read' })
    expect(asked(0x0f, '99')).toMatchObject({
      function: '0x4b/0x0f/0x99',
      class: 'unknown',
      name: 'PCCC command 15 function 153',
    })
    expect(asked(0x0c, '')).toMatchObject({ function: '0x4b/0x0c', class: 'unknown', name: 'PCCC command 12' })
  })

  test.each([
    [0x00, '1000 2200', 'PLC-2 byte 16'],
    [0x01, '1000 04', 'PLC-2 byte 16+4'],
    [0x02, '0001 ff00', 'PLC-2 byte 256'],
    [0x05, '0001 ff00', 'PLC-2 byte 256'],
    [0x08, '1000 2200', 'PLC-2 byte 16'],
    [0x08, '10', ''],
    [0x01, '1000', ''],
  ])('command 0x%s on %s acts on "%s"', (command, data, target) => {
    expect(asked(command, data).target).toBe(target)
  })

  test('of the memory of a PLC-2 each address is an operation of its own, whatever is written there', () => {
    const dialogue = new Dialogue(cip)
    for (const data of ['1000 2200', '1000 2300', '1200 2200']) dialogue.toServer(ask(1, pccc(0x08, 7, hex(data))))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test.each([
    ['a2 02 07 89 00 00', 'N7:0', 'read'],
    ['a2 02 04 86 02 01', 'T4:2.1', 'read'],
    ['a2 02 ff0901 8a ff2c01 00', 'F265:300', 'read'],
    ['a1 02 00 84 01', 'S:1', 'read'],
    ['aa 02 01 a2 00 00 01 00', 'input force 1:0', 'control'],
    ['a2 02 01 a1 00 00', 'output force 1:0', 'read'],
    ['a2 50 02 22 00 00', 'file 2 type 0x22 element 0', 'upload'],
    ['aa 50 02 22 00 00 01', 'file 2 type 0x22 element 0', 'download'],
    ['a2 02 00 03 15 00', 'file 0 type 0x3 element 21', 'read'],
    ['80 03', 'mode 3', 'mode'],
    ['3a 02', 'mode 2', 'mode'],
    ['68 0000 0100 00 24 4e373a30 00', 'N7:0', 'read'],
    ['68 0000 0100 00 41', '', 'read'],
    ['01 0000 0100 07 00 07 0a', 'file 7 element 10', 'read'],
    ['00 0000 0100 1e 07 0a 01 09', 'file 7 element 10 sub-element 1 level 5 9', 'write'],
    ['a2 02', '', 'read'],
    ['53', '', 'upload'],
  ])('0x0f %s acts on %s', (data, target, kind) => {
    expect(asked(0x0f, data)).toMatchObject({ target, class: kind })
  })

  test('are told apart by who and what, not by their transaction', () => {
    const dialogue = new Dialogue(cip)
    for (const transaction of [1, 2]) dialogue.toServer(ask(1, pccc(0x0f, transaction, hex('a2 02 07 89 00 00'))))
    dialogue.toServer(ask(2, sent(pccc(0x0f, 3, hex('a2 02 07 89 00 00')), slot(1))))
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
    expect(dialogue.heard.at(-1)).toMatchObject({ module: 'slot 1', target: 'slot 1 N7:0' })
  })

  test('that are cut are malformed, and still a service', () => {
    const cut = pccc(0x0f, 1)
    const dialogue = new Dialogue(cip).toServer(
      ask(1, cut),
      ask(2, cut.slice(0, 15)),
      ask(3, request(0x4b, path(0x67, 1), [9, 1])),
    )
    dialogue.toServer(ask(4, request(0x4b, path(0x67, 1))))
    expect(dialogue.heard.map(({ function: code, name }) => [code, name])).toEqual(
      new Array(4).fill(['0x4b', 'Execute PCCC']),
    )
    expect(dialogue.observed('malformed')).toHaveLength(4)
  })
})

describe('answers', () => {
  const exchanged = (command: number, data: string, answer: Bytes) =>
    new Dialogue(cip).toServer(ask(1, pccc(command, 7, hex(data)))).toClient(ask(1, answer))

  test('give the status of the command, and its reason when there is one', () => {
    expect(exchanged(0x0f, 'a2 02 07 89 00 00', pcccReply(0x0f, 7, 0, [1, 0])).heard[1]?.status).toBe(0)
    expect(exchanged(0x0f, 'aa 02 07 89 00 00 01 00', pcccReply(0x0f, 7, 0x10)).heard[1]?.status).toBe(0x10)
    expect(exchanged(0x0f, 'aa 02 07 89 00 00 01 00', pcccReply(0x0f, 7, 0xf0, [0x0b])).heard[1]?.status).toBe(0xf00b)
    expect(exchanged(0x0f, 'aa 02 07 89 00 00 01 00', response(0x4b, 0x02)).heard[1]?.status).toBe(2)
  })

  test('that are cut are malformed, and still answers', () => {
    for (const rest of [[], [9, 1], [7, 1, 0, 0, 0, 0, 0, 0x4f]]) {
      const dialogue = exchanged(0x06, '03', response(0x4b, 0, rest))
      expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '0x4b/0x06/0x03' })
      expect(dialogue.observed('malformed')).toHaveLength(1)
    }
  })

  test('without a known request tell their command alone', () => {
    const dialogue = new Dialogue(cip)
    dialogue.toClient(
      ask(1, pcccReply(0x06, 1, 0)),
      ask(1, pcccReply(0x0f, 1, 0x10)),
      ask(1, response(0x4b, 0, new Array(12).fill(1))),
    )
    expect(dialogue.heard.map(({ function: code, name, class: kind, status }) => [code, name, kind, status])).toEqual([
      ['0x4b/0x06', 'Diagnostic command', 'diagnose', 0],
      ['0x4b/0x0f', 'PCCC command 15', 'unknown', 0x10],
      ['0x4b', 'CIP service 0x4b', 'unknown', 0],
    ])
  })

  test('to Diagnostic status name the controller and its mode, when they change', () => {
    const status = (mode: number) => [0, 0xee, 0x4a, 0x9f, 0x23, ...ascii('1766-LEC   '), 0, 0, mode, 0, 0x36, 0x82]
    const dialogue = new Dialogue(cip)
    for (const mode of [0x26, 0x26, 0x21, 0x22]) {
      dialogue.toServer(ask(1, pccc(0x06, 7, [3]))).toClient(ask(1, pcccReply(0x06, 7, 0, status(mode))))
    }
    const about = dialogue.observed('identity').filter(({ of }) => of === 'server')
    expect(about.map(({ message, facts }) => [message, facts])).toEqual([
      ['PCCC Diagnostic status', { model: '1766-LEC', mode: 'remote run' }],
      ['PCCC Diagnostic status', { model: '1766-LEC', mode: 'remote program' }],
      ['PCCC Diagnostic status', { model: '1766-LEC' }],
    ])
  })

  test('to Diagnostic status of another family name nobody', () => {
    const dialogue = exchanged(0x06, '03', pcccReply(0x06, 7, 0, [0, 0xeb, ...new Array(20).fill(0)]))
    expect(dialogue.observed('identity').filter(({ of }) => of === 'server')).toEqual([])
  })
})

test('who asks says who it is', () => {
  const [client] = new Dialogue(cip).toServer(ask(1, pccc(0x06, 7, [3]))).observed('identity')
  expect(client).toMatchObject({
    of: 'client',
    message: 'Execute PCCC',
    facts: { 'vendor-id': '0x004d', originator: 'vendor 0x004d serial 0x3d2b31e0' },
  })
})

describe('elements of data files', () => {
  const sampled = () => {
    const dialogue = new Dialogue(cip)
    dialogue.samples = true
    return dialogue
  }
  const pointsOf = (data: string) => sampled().toServer(ask(1, pccc(0x0f, 7, hex(data)))).operations[0]?.points

  test.each([
    ['a2 06 07 89 02 00', { name: 'N7:', first: 2, count: 3, type: 'INT', writes: false }],
    ['a2 08 08 8a 00 00', { name: 'F8:', first: 0, count: 2, type: 'REAL', writes: false }],
    ['a1 02 00 84 01', { name: 'S:', first: 1, count: 1, type: 'word', writes: false }],
    ['a2 06 04 86 02 00', { name: 'T4:', first: 2, count: 1, type: 'timer', writes: false }],
    ['a2 02 04 86 02 01', { name: 'T4:2.1', first: -1, count: 1, type: '', writes: false }],
    ['a2 54 09 8d 00 00', { name: 'ST9:0', first: -1, count: 1, type: '', writes: false }],
    ['aa 02 07 89 00 00 2a00', { name: 'N7:', first: 0, count: 1, type: 'INT', writes: true }],
    ['ab 02 03 85 00 00 0100 0100', { name: 'B3:', first: 0, count: 1, type: 'word', writes: true }],
  ])('%s are %o', (data, point) => {
    expect(pointsOf(data)).toEqual([point])
  })

  test.each(['aa 02 01 a2 00 00 01 00', 'a2 50 02 22 00 00', 'a2 02 00 99 00 00', '80 03', 'a2 02 07'])(
    '%s are none',
    (data) => {
      expect(pointsOf(data)).toEqual([])
    },
  )

  test('have the values that are read', () => {
    const read = (data: string, answer: string) =>
      sampled()
        .toServer(ask(1, pccc(0x0f, 7, hex(data))))
        .toClient(ask(1, pcccReply(0x0f, 7, 0, hex(answer)))).values
    expect(read('a2 06 07 89 02 00', 'feff 0200 2a00')).toEqual(['N7:2 = -2', 'N7:3 = 2', 'N7:4 = 42'])
    expect(read('a2 06 07 89 02 00', 'feff 02')).toEqual(['N7:2 = -2'])
    expect(read('a2 04 08 8a 00 00', 'cdcccc3d')).toEqual(['F8:0 = 0.1'])
    expect(read('a2 04 0a 91 00 00', 'feffffff')).toEqual(['L10:0 = -2'])
    expect(read('a2 02 03 85 00 00', 'feff')).toEqual(['B3:0 = 65534'])
    expect(read('a2 06 04 86 02 00', '000000000000')).toEqual([])
    expect(read('a2 54 09 8d 00 00', '0600')).toEqual([])
  })

  test('have the values that are written, but for those under a mask', () => {
    const written = (data: string) => sampled().toServer(ask(1, pccc(0x0f, 7, hex(data)))).values
    expect(written('aa 04 07 89 00 00 2a00 ffff')).toEqual(['N7:0 = 42', 'N7:1 = -1'])
    expect(written('aa 04 08 8a 00 00 cdcccc3d')).toEqual(['F8:0 = 0.1'])
    expect(written('a9 02 00 84 01 0700')).toEqual(['S:1 = 7'])
    expect(written('ab 02 03 85 00 00 0100 0100')).toEqual([])
    expect(written('aa 06 04 86 02 00 000000000000')).toEqual([])
  })
})
