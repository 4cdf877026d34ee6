import { describe, expect, test } from 'vitest'
import { s7comm } from '../../dissectors/s7comm/s7comm.ts'
import {
  anyItem,
  connect,
  data,
  disconnect,
  padded,
  s7,
  s7Ack,
  szl,
  tpkt,
  userdata,
} from '../../fixtures/generate/s7-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u16 } from '../support/packet.ts'

const SETUP = hex('f000 0001 0001 01e0')
const WORD = hex('ff04 0010 1234')

function read(reference: number, ...items: Uint8Array[]): Uint8Array {
  return data(s7(1, reference, bytesOf(0x04, items.length, ...items)))
}

function verdictOn(...parts: Uint8Array[]): string {
  return s7comm.probe(cursorOver(bytesOf(...parts)), 'to-server')
}

describe('the transport below', () => {
  test('the TSAP of the connect tells rack and slot, and names the module of all that follows', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(connect(0xe0, [1, 0], [1, 0x43])).toClient(connect(0xd0, [1, 0], [1, 0x43]))
    dialogue.toServer(data(s7(1, 1, SETUP))).toClient(data(s7Ack(1, 0, SETUP)))
    expect(dialogue.heard.map((one) => [one.role, one.function, one.module, one.target])).toEqual([
      ['request', 'cotp cr', '', 'tsap 0100 to 0143'],
      ['response', 'cotp cr', '', 'tsap 0100 to 0143'],
      ['request', '0xf0', 'rack 2 slot 3', ''],
      ['response', '0xf0', 'rack 2 slot 3', ''],
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  })

  test('a disconnect that answers a connect refuses it; a later one closes', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue
      .toServer(connect(0xe0, [1, 0], [1, 2]))
      .toClient(disconnect(3))
      .toServer(disconnect(0x80))
    expect(dialogue.heard.map((one) => [one.role, one.function, one.status])).toEqual([
      ['request', 'cotp cr', 0],
      ['response', 'cotp cr', 3],
      ['event', 'cotp dr', 0],
    ])
    expect(dialogue.observed('session').map(({ state }) => state)).toEqual(['refused', 'closed'])
  })

  test('fragments without the end mark are put together, empty ones are nothing', () => {
    const request = s7(1, 2, bytesOf(0x04, 1, anyItem(4, 1, 5, 0x84, 80)))
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(data(bytesOf(), false), data(request.slice(0, 5), false), data(request.slice(5)))
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['DB5.DBW10'])
  })

  test('a header longer than its TPKT is malformed, and the next message is read', () => {
    const dialogue = new Dialogue(s7comm).toServer(tpkt(hex('09 f0 80')), read(1, anyItem(2, 1, 0, 0x83, 8)))
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-length', offset: 6 }])
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['MB1'])
  })
})

describe('recognition', () => {
  test('a connect alone needs more, a job behind it decides', () => {
    const cr = connect(0xe0, [1, 0], [1, 2])
    expect(verdictOn(cr)).toBe('need-more')
    expect(verdictOn(cr, data(bytesOf(), false), data(s7(1, 1, SETUP)))).toBe('yes')
    expect(verdictOn(cr, data(s7(1, 1, SETUP)).slice(0, 12))).toBe('need-more')
  })

  test('MMS, S7comm-plus, RDP and lengths that do not agree are refused', () => {
    const cr = connect(0xe0, [0, 1], [0, 1])
    expect(verdictOn(cr, data(hex('0d 95 0506130100160102')))).toBe('no')
    expect(verdictOn(data(hex('7201 0004 3100 0004')))).toBe('no')
    expect(verdictOn(data(hex('7f65 8201 94 040101')))).toBe('no')
    expect(verdictOn(data(bytesOf(s7(1, 1, SETUP), hex('00 00'))))).toBe('no')
    expect(verdictOn(data(hex('3201 0001 0001 0002 0000 0401')))).toBe('no')
    expect(verdictOn(hex('0400 0016'))).toBe('no')
  })

  test.each([
    ['a connect', connect(0xe0, [1, 0], [1, 2]), 'to-server'],
    ['a connect confirm', connect(0xd0, [1, 0], [1, 2]), 'to-client'],
    ['a job', read(1, anyItem(2, 1, 0, 0x83, 8)), 'to-server'],
    ['an answer', data(s7Ack(1, 0, hex('0401'), WORD)), 'to-client'],
    ['a refusal', data(s7Ack(1, 0x8104, bytesOf())), 'to-client'],
    ['a part of a download that the controller asks for', data(s7(1, 1, hex('1b 00 0000 00000000 00'))), 'to-client'],
    ['the part that the station answers with', data(s7Ack(1, 0, hex('1b00'), hex('0000 00fb'))), 'to-server'],
    ['a userdata request', data(userdata(1, { type: 4, group: 7, subfunction: 1 })), 'to-server'],
    ['a userdata answer', data(userdata(1, { type: 8, group: 7, subfunction: 1 })), 'to-client'],
    ['a push', data(userdata(0, { type: 0, group: 4, subfunction: 3 }, hex('4304'))), 'to-client'],
    ['an NC push', data(userdata(1, { type: 3, group: 15, subfunction: 2 })), undefined],
    ['BSEND', data(userdata(1, { type: 4, group: 6, subfunction: 0 })), undefined],
  ])('%s tells its direction', (_name, bytes, direction) => {
    expect(s7comm.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('variables', () => {
  test.each([
    ['DB5.DBX10.1', anyItem(1, 1, 5, 0x84, 81)],
    ['DB5.DBD4', anyItem(6, 1, 5, 0x84, 32)],
    ['DB1.DBX0.0 REAL 4', anyItem(8, 4, 1, 0x84, 0)],
    ['DI7.DIW2', anyItem(4, 1, 7, 0x85, 16)],
    ['M1.5', anyItem(1, 1, 0, 0x83, 13)],
    ['IB1', anyItem(2, 1, 0, 0x81, 8)],
    ['Q0.0 BYTE 16', anyItem(2, 16, 0, 0x82, 0)],
    ['PW256', anyItem(4, 1, 0, 0x80, 2048)],
    ['LB3', anyItem(2, 1, 0, 0x86, 24)],
    ['T5+2', anyItem(29, 2, 0, 0x1d, 5)],
    ['C3', anyItem(28, 1, 0, 0x1c, 3)],
    ['area 0x70 B0', anyItem(2, 1, 0, 0x70, 0)],
    ['M0.0 type 99 2', anyItem(99, 2, 0, 0x83, 0)],
    ['DB10.DBX20.0 BYTE 4 DB11.DBX0.0 BYTE 2', bytesOf(0x12, 12, 0xb0, 2, 4, u16(10), u16(20), 2, u16(11), u16(0))],
    ['NCK C1 S column 1 line 1', hex('1208 82 41 0001 0001 7f 01')],
    ['NCK N0 module 200 column 2 line 3+4', hex('1208 84 00 0002 0003 c8 04')],
    ['drive parameter p21[0]', hex('120a a2 00 0000 0001 0015 0000')],
    ['DB3 symbol 0x12ab34cd LID 10', hex('120e b2ff 8a0e 0003 12ab34cd 4000000a')],
    ['M symbol 0x00000001 LID 1.2', hex('1212 b2ff 0000 0052 00000001 40000001 40000002')],
    ['syntax 0x77', hex('1202 77 00')],
    ['specification 0x99', hex('9902 0000')],
  ])('%s', (target, item) => {
    const dialogue = new Dialogue(s7comm).toServer(read(1, item))
    expect(dialogue.heard).toMatchObject([{ function: '0x04', name: 'Read variable', class: 'read', target }])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('many variables are one operation, with the first four named', () => {
    const items = [0, 8, 16, 24, 32].map((bit) => anyItem(2, 1, 0, 0x83, bit))
    const dialogue = new Dialogue(s7comm).toServer(read(1, ...items))
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['MB0, MB1, MB2, MB3, … (5 items)'])
  })

  const two = [anyItem(2, 1, 0, 0x83, 0), anyItem(2, 1, 9, 0x84, 0)]
  const answersIn = (dialogue: Dialogue) =>
    dialogue.heard.filter(({ role }) => role === 'response').map((one) => [one.function, one.target, one.status])

  test('a read of which an item is refused is answered, and the item by itself as refused', () => {
    const dialogue = new Dialogue(s7comm)
    const refused = hex('ff04 0008 01 00 0a00 0000')
    dialogue.toServer(read(1, ...two)).toClient(data(s7Ack(1, 0, hex('0402'), refused)))
    dialogue.toServer(read(2, ...two)).toClient(data(s7Ack(2, 0, hex('0402'), hex('ff03 0001 01 00 ff09 0001 05'))))
    dialogue.toServer(read(3, ...two)).toClient(data(s7Ack(3, 0, hex('0402'), refused)))
    expect(answersIn(dialogue)).toEqual([
      ['0x04', 'MB0, DB9.DBB0', 0],
      ['0x04', 'DB9.DBB0', 0x0a],
      ['0x04', 'MB0, DB9.DBB0', 0],
      ['0x04', 'MB0, DB9.DBB0', 0],
      ['0x04', 'DB9.DBB0', 0x0a],
    ])
    expect(new Set(dialogue.operations).size).toBe(2)
    const [, , part] = dialogue.operations
    expect(part?.points).toMatchObject([{ name: 'DB9.DBB', first: 0, count: 1, writes: false }])
  })

  test('a read of which every item is refused is refused as a whole, with the first return code or the error', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(read(1, ...two)).toClient(data(s7Ack(1, 0, hex('0402'), hex('0000 0000 0a00 0000'))))
    dialogue.toServer(read(2, ...two)).toClient(data(s7Ack(2, 0x8500, bytesOf())))
    expect(answersIn(dialogue)).toEqual([
      ['0x04', 'MB0, DB9.DBB0', 0x100],
      ['0x04', 'MB0, DB9.DBB0', 0x8500],
    ])
  })

  test('each item of a write is asked for and answered by itself', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.samples = true
    const values = hex('0004 0008 01 00 0004 0008 02')
    const write = (reference: number) => data(s7(1, reference, bytesOf(5, 2, ...two), values))
    dialogue.toServer(write(1)).toClient(data(s7Ack(1, 0, hex('0502'), hex('ff05'))))
    dialogue.toServer(write(2)).toClient(data(s7Ack(2, 0, hex('0502'), hex('ffff'))))
    dialogue.toServer(write(3)).toClient(data(s7Ack(3, 0x8500, bytesOf())))
    const asked = dialogue.heard.filter(({ role }) => role === 'request').map(({ target }) => target)
    expect(asked).toEqual(['MB0', 'DB9.DBB0', 'MB0', 'DB9.DBB0', 'MB0', 'DB9.DBB0'])
    expect(answersIn(dialogue)).toEqual([
      ['0x05', 'MB0', 0],
      ['0x05', 'DB9.DBB0', 5],
      ['0x05', 'MB0', 0],
      ['0x05', 'DB9.DBB0', 0],
      ['0x05', 'MB0', 0x8500],
      ['0x05', 'DB9.DBB0', 0x8500],
    ])
    expect(dialogue.values.slice(0, 2)).toEqual(['MB0 = 1', 'DB9.DBB0 = 2'])
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('a write whose list of items is cut is one operation, of which nobody knows whose answer is whose', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(data(s7(1, 1, bytesOf(5, 3, ...two), hex('0004 0008 01 00 0004 0008 02'))))
    dialogue.toClient(data(s7Ack(1, 0, hex('0503'), hex('ff0505'))))
    expect(dialogue.heard.map((one) => [one.role, one.status])).toEqual([
      ['request', 0],
      ['response', 5],
    ])
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  test('answers find their requests by reference, in any order; an unknown one is an answer all the same', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      read(0x100, anyItem(2, 1, 0, 0x83, 0)),
      read(0x200, anyItem(2, 1, 0, 0x83, 8)),
    )
    const answer = (reference: number) => data(s7Ack(reference, 0, hex('0401'), WORD))
    dialogue.toClient(answer(0x200), answer(0x100), answer(0x100), data(s7Ack(0x300, 0x8104, bytesOf())))
    expect(dialogue.heard.slice(2).map((one) => [one.function, one.target, one.status])).toEqual([
      ['0x04', 'MB1', 0],
      ['0x04', 'MB0', 0],
      ['0x04', '', 0],
      ['ack', '', 0x8104],
    ])
  })

  test('a polled variable is the same operation each time', () => {
    const dialogue = new Dialogue(s7comm)
    for (let reference = 1; reference <= 100; reference++) {
      dialogue.toServer(read(reference, anyItem(4, 1, 5, 0x84, 80)))
      dialogue.toClient(data(s7Ack(reference, 0, hex('0401'), WORD)))
    }
    expect(new Set(dialogue.operations).size).toBe(1)
  })
})

describe('program and mode', () => {
  const file = ascii('_0A00001P')

  test('the controller asks for the parts of a download, and each is a request of its own', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(data(s7(1, 2, bytesOf(0x1a, hex('00 0100 00000000'), 9, file, 13, ascii('1000216000088')))))
    dialogue.toClient(data(s7Ack(2, 0, hex('1a'))), data(s7(1, 2, bytesOf(0x1b, hex('00 0000 00000000'), 9, file))))
    dialogue.toServer(data(s7Ack(2, 0, hex('1b00'), hex('0002 00fb 7070'))))
    expect(dialogue.heard.map((one) => [one.role, one.function, one.class, one.target])).toEqual([
      ['request', '0x1a', 'download', 'DB1 _0A00001P'],
      ['response', '0x1a', 'download', 'DB1 _0A00001P'],
      ['request', '0x1b', 'download', 'DB1 _0A00001P'],
      ['response', '0x1b', 'download', 'DB1 _0A00001P'],
    ])
  })

  test('the parts of an upload are named after the block that its start named', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.toServer(data(s7(1, 1, bytesOf(0x1d, hex('00 0000 00000000'), 9, ascii('_0800001A')))))
    dialogue.toClient(data(s7Ack(1, 0, bytesOf(0x1d, hex('00 0100 00000007'), 7, ascii('0000116')))))
    dialogue.toServer(data(s7(1, 2, hex('1e 00 0000 00000007'))), data(s7(1, 3, hex('1f 00 0000 00000008'))))
    expect(dialogue.heard.map((one) => [one.function, one.class, one.target])).toEqual([
      ['0x1d', 'upload', 'OB1 _0800001A'],
      ['0x1d', 'upload', 'OB1 _0800001A'],
      ['0x1e', 'upload', 'OB1 _0800001A'],
      ['0x1f', 'upload', ''],
    ])
  })

  test.each([
    ['P_PROGRAM', '', 'mode', 'P_PROGRAM'],
    ['P_PROGRAM', 'C ', 'mode', 'P_PROGRAM C'],
    ['_INSE', '\x01\x000A00001P', 'download', '_INSE DB1 0A00001P'],
    ['_DELE', '\x02\x000C00007B0E00003B', 'download', '_DELE FC7 0C00007B, FB3 0E00003B'],
    ['_MODU', 'EP', 'configure', '_MODU EP'],
    ['_GARB', '', 'configure', '_GARB'],
    ['_N_F_DELE', '\x07/_N_MPF', 'file', '_N_F_DELE /_N_MPF'],
    ['_N_LOGIN_', '\x08PASSWORD', 'authenticate', '_N_LOGIN_'],
    ['_N_SELECT', '\x04_N_P', 'control', '_N_SELECT _N_P'],
    ['_N_ASUP__', '', 'control', '_N_ASUP__'],
  ])('PI service %s(%j) is of class %s', (name, block, operationClass, target) => {
    const parameters = bytesOf(0x28, new Uint8Array(6), 0xfd, u16(block.length), ascii(block), name.length, ascii(name))
    const dialogue = new Dialogue(s7comm).toServer(data(s7(1, 1, parameters)))
    expect(dialogue.heard).toMatchObject([{ function: '0x28', class: operationClass, target }])
  })

  test('a file that is no block keeps its name, one that is too long has none', () => {
    const dialogue = new Dialogue(s7comm)
    for (const name of ['SYSTEM.CFG', 'X'.repeat(65)]) {
      dialogue.toServer(data(s7(1, 1, bytesOf(0x1d, hex('00 0000 00000000'), name.length, ascii(name)))))
    }
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['SYSTEM.CFG', ''])
  })

  test('answers whose requests were not seen have the class of their function', () => {
    const dialogue = new Dialogue(s7comm)
    for (const code of [0xf0, 0x05, 0x1b, 0x1e, 0x28, 0x29]) dialogue.toClient(data(s7Ack(code, 0, bytesOf(code, 0))))
    const classes = ['session', 'write', 'download', 'upload', 'control', 'mode']
    expect(dialogue.heard.map((one) => one.class)).toEqual(classes)
  })

  test('PLC stop changes the mode', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      data(s7(1, 1, bytesOf(0x29, new Uint8Array(5), 9, ascii('P_PROGRAM')))),
    )
    expect(dialogue.heard).toMatchObject([{ function: '0x29', name: 'PLC stop', class: 'mode', target: 'P_PROGRAM' }])
  })
})

describe('userdata', () => {
  test.each([
    ['userdata 4/1', 'diagnose', 'SZL 0x0011 index 0x0000 (module identification)', 4, 1, hex('0011 0000')],
    [
      'userdata 4/2',
      'session',
      'mode transitions, system diagnosis, user messages, alarms',
      4,
      2,
      bytesOf(0x87, 0, ascii('STEP7   ')),
    ],
    ['userdata 3/2', 'discover', 'FB', 3, 2, bytesOf(ascii('0E'))],
    ['userdata 3/3', 'discover', 'SDB1', 3, 3, bytesOf(ascii('0B00001A'))],
    ['userdata 1/8', 'write', 'MD0, I8.1', 1, 8, hex('0002 000e 0000 0002 03010000 0000 1001 0000 0008')],
    ['userdata 1/2', 'diagnose', 'MB0+6, DB9.DBX4.2', 1, 2, hex('0002 000e 0000 0002 01060000 0000 7002 0009 0004')],
    ['userdata 1/12', 'mode', '', 1, 12, bytesOf()],
    ['userdata 2/1', 'read', 'DB5.DBX0.0 BYTE 8 every 500 ms', 2, 1, bytesOf(u16(1), 0, 5, anyItem(2, 8, 5, 0x84, 0))],
    ['userdata 1/10', 'control', '', 1, 10, bytesOf()],
    ['userdata 4/11', 'alarm', '', 4, 11, bytesOf()],
    ['userdata 2/4', 'session', '', 2, 4, hex('05 05')],
    ['userdata 5/1', 'authenticate', '', 5, 1, hex('213a 1b1d 6e68 1b1d')],
    ['userdata 6/0', 'write', 'R_ID 0x0000002a', 6, 0, hex('1206 1300 0000002a 0004 cafe')],
    ['userdata 7/2', 'time', '', 7, 2, hex('0019 2601 1508 0000 0005')],
    ['userdata 15/1', 'download', '/_N_MPF_DIR/_N_P01_MPF', 15, 1, bytesOf(ascii('/_N_MPF_DIR/_N_P01_MPF'))],
  ])('%s is of class %s', (code, operationClass, target, group, subfunction, content) => {
    const dialogue = new Dialogue(s7comm).toServer(data(userdata(1, { type: 4, group, subfunction }, content)))
    dialogue.toClient(data(userdata(1, { type: 8, group, subfunction, error: 0xd401 })))
    const expected = { function: code, class: operationClass, target }
    expect(dialogue.heard).toMatchObject([
      { ...expected, role: 'request', status: 0 },
      { ...expected, role: 'response', status: 0xd401 },
    ])
  })

  test('the answer to a service that returns nothing is no error', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      data(userdata(1, { type: 4, group: 5, subfunction: 1 }, hex('2131'))),
    )
    dialogue.toClient(data(userdata(1, { type: 8, group: 5, subfunction: 1 })))
    expect(dialogue.heard.map(({ status }) => status)).toEqual([0, 0])
    expect(dialogue.observed('session').map(({ state }) => state)).toEqual(['opened'])
  })

  test('a refused password is a refused session, and is not kept', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      data(userdata(1, { type: 4, group: 5, subfunction: 1 }, bytesOf(ascii('PASSWORD')))),
    )
    dialogue.toClient(data(userdata(1, { type: 8, group: 5, subfunction: 1, error: 0xd602 })))
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused', user: '' }])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('PASSWORD')
  })

  test('cyclic values are publications of what their job asked for', () => {
    const dialogue = new Dialogue(s7comm)
    const job = bytesOf(u16(1), 1, 1, anyItem(2, 8, 5, 0x84, 0))
    dialogue.toServer(data(userdata(1, { type: 4, group: 2, subfunction: 1 }, job)))
    dialogue.toClient(data(userdata(1, { type: 8, group: 2, subfunction: 1, sequence: 5 }, hex('0001 ff04'))))
    dialogue.toClient(data(userdata(0, { type: 0, group: 2, subfunction: 1, sequence: 5 }, hex('0001 ff04'))))
    expect(dialogue.heard[2]).toMatchObject({ role: 'event', class: 'publish', target: 'DB5.DBX0.0 BYTE 8 every 1 s' })
  })

  test('the next part of a status list belongs to its first request', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      data(userdata(1, { type: 4, group: 4, subfunction: 1 }, hex('00a0 0000'))),
    )
    dialogue.toClient(
      data(userdata(1, { type: 8, group: 4, subfunction: 1, sequence: 3, unit: 9, more: true }, hex('00a0'))),
    )
    dialogue.toServer(data(userdata(2, { type: 4, group: 4, subfunction: 1, sequence: 3 })))
    expect(dialogue.heard[2]).toMatchObject({ role: 'request', target: 'SZL 0x00a0 index 0x0000 (diagnostic buffer)' })
  })
})

describe('identity', () => {
  const answer = (list: Uint8Array, more = false) =>
    data(userdata(1, { type: 8, group: 4, subfunction: 1, sequence: 1, unit: more ? 6 : 0, more }, list))

  test('SZL 0x0011 tells order number, hardware and firmware', () => {
    const record = (index: number, order: string, release: string) =>
      bytesOf(u16(index), padded(order, 20, 0x20), u16(0xc0), hex(release))
    const list = szl(0x0011, 0, [
      record(1, '6ES7 317-2EK14-0AB0', '0005 0001'),
      record(7, '', '5603 0206'),
      record(0x81, 'Boot Loader', '4120 0909'),
      record(9, '', '0000 0000'),
    ])
    const dialogue = new Dialogue(s7comm).toClient(answer(list), answer(list))
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['server', { 'order-number': '6ES7 317-2EK14-0AB0', hardware: '5' }],
      ['server', { 'order-number': '', firmware: 'V3.2.6' }],
      ['server', { software: 'Boot Loader' }],
    ])
  })

  test('SZL 0x001c in two answers, cut within a record, tells all its names', () => {
    const names = [
      'BOILER HOUSE',
      'PLC_3',
      '=B1',
      'Original Siemens Equipment',
      'S C-X4U421302009',
      '',
      'CPU 317-2 PN/DP',
      'MMC 1A2B3C4D',
    ]
    const list = szl(
      0x001c,
      0,
      names.map((name, i) => bytesOf(u16(i + 1), padded(name, 32))),
    )
    const last = data(userdata(2, { type: 8, group: 4, subfunction: 1, sequence: 1, unit: 6 }, list.slice(100)))
    const dialogue = new Dialogue(s7comm).toClient(answer(list.slice(0, 100), true), last)
    const facts = Object.assign({}, ...dialogue.observed('identity').map((one) => one.facts))
    expect(facts).toEqual({
      name: 'BOILER HOUSE',
      description: '=B1',
      vendor: 'Original Siemens Equipment',
      serial: 'S C-X4U421302009',
      model: 'CPU 317-2 PN/DP',
      'memory-card': 'MMC 1A2B3C4D',
    })
  })

  test.each([
    ['0x0424, the mode', szl(0x0424, 0, [hex('5144 ff 48 00000000 00000000 0000000000000000')]), { mode: 'RUN' }],
    [
      '0x0132 index 4, the key switch',
      szl(0x0132, 4, [bytesOf(hex('0004 0001 0000 0001 0002 0000'), new Uint8Array(28))]),
      { 'key-switch': 'RUN-P' },
    ],
  ])('SZL %s', (_name, list, facts) => {
    expect(
      new Dialogue(s7comm)
        .toClient(answer(list))
        .observed('identity')
        .map((one) => one.facts),
    ).toEqual([facts])
  })

  test('a mode transition tells the mode', () => {
    const dialogue = new Dialogue(s7comm).toClient(
      data(s7(7, 0, hex('0100 1010 0000 0200'))),
      data(s7(7, 0, hex('0100 1010 0000 0000'))),
    )
    expect(dialogue.heard.map((one) => [one.role, one.function])).toEqual([
      ['event', 'userdata 0/2'],
      ['event', 'userdata 0/0'],
    ])
    expect(dialogue.observed('identity').map((one) => one.facts)).toEqual([{ mode: 'RUN' }, { mode: 'STOP' }])
  })

  test('the program that subscribes to messages names itself, once', () => {
    const dialogue = new Dialogue(s7comm)
    for (const events of [0x01, 0x81]) {
      dialogue.toServer(data(userdata(1, { type: 4, group: 4, subfunction: 2 }, bytesOf(events, 0, ascii('HmiRtm  ')))))
    }
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { application: 'HmiRtm' } }])
  })
})

describe('bad messages', () => {
  test.each([
    ['parameters longer than the message', hex('3201 0000 0002 0040 0000 0401'), '0x04'],
    ['an item longer than the parameters', s7(1, 5, hex('0401 120a 1002 0001')), '0x04'],
    ['fewer items than announced', s7(1, 4, bytesOf(4, 3, anyItem(4, 1, 5, 0x84, 80))), '0x04'],
  ])('%s: counted, and malformed', (_name, pdu, code) => {
    const dialogue = new Dialogue(s7comm).toServer(data(pdu))
    expect(dialogue.heard.map((one) => one.function)).toEqual([code])
    expect(dialogue.observed('malformed').map(({ reason }) => reason)).toEqual(['truncated'])
  })

  test.each([
    ['a job without parameters', '', s7(1, 9, bytesOf())],
    ['userdata with half its parameters', '', s7(7, 8, hex('0001 1204'))],
    ['an answer without parameters', 'ack', s7Ack(1, 0, bytesOf(), bytesOf(1)).map((byte, i) => (i === 1 ? 3 : byte))],
    ['half a header', '', hex('3201 0000 00')],
  ])('%s is malformed', (_name, code, pdu) => {
    const dialogue = new Dialogue(s7comm).toServer(data(pdu))
    expect(dialogue.heard.map((one) => one.function)).toEqual(code === '' ? [] : [code])
    expect(dialogue.observed('malformed')).toHaveLength(1)
  })

  test('an unknown function, an unknown ROSCTR and a foreign PDU are not understood, and say so', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      data(s7(1, 1, hex('4711'))),
      data(s7(8, 2, hex('00'))),
      data(hex('99 01')),
      data(userdata(3, { type: 4, group: 9, subfunction: 7 })),
    )
    expect(dialogue.heard).toMatchObject([
      { function: '0x47', name: 'Function 0x47', class: 'unknown' },
      { function: 'userdata 9/7', name: 'Group 9: 7', class: 'unknown' },
    ])
    expect(dialogue.observed('undecoded').map(({ reason, code }) => [reason, code])).toEqual([
      ['unknown-function', 0x47],
      ['unknown-function', 8],
      ['unsupported', 0x99],
      ['unknown-function', 0x1_0907],
    ])
  })
})

describe('points', () => {
  /** A read of these items, answered with these data items. */
  function answered(items: Uint8Array[], answer: string): Dialogue {
    const dialogue = new Dialogue(s7comm)
    dialogue.samples = true
    dialogue.toServer(read(1, ...items))
    return dialogue.toClient(data(s7Ack(1, 0, bytesOf(0x04, items.length), hex(answer))))
  }

  test.each([
    ['a word of a data block', [anyItem(4, 1, 5, 0x84, 4 * 8)], 'ff04 0010 1234', ['DB5.DBW4 = 4660']],
    ['an integer', [anyItem(5, 1, 5, 0x84, 4 * 8)], 'ff05 0010 fffe', ['DB5.DBW4 = -2']],
    ['a bit', [anyItem(1, 1, 5, 0x84, 4 * 8 + 3)], 'ff03 0001 01', ['DB5.DBX4.3 = 1']],
    ['a bit of a flag', [anyItem(1, 1, 0, 0x83, 10 * 8 + 1)], 'ff03 0001 01', ['M10.1 = 1']],
    ['bytes', [anyItem(2, 3, 0, 0x83, 80)], 'ff04 0018 010203', ['MB10 = 1', 'MB11 = 2', 'MB12 = 3']],
    ['double integers', [anyItem(7, 1, 5, 0x84, 0)], 'ff05 0020 fffffffe', ['DB5.DBD0 = -2']],
    ['reals', [anyItem(8, 2, 5, 0x84, 0)], 'ff07 0008 3f800000 bf000000', ['DB5.DBD0 = 1', 'DB5.DBD4 = -0.5']],
    [
      'several items, one of them refused',
      [anyItem(2, 1, 0, 0x83, 8), anyItem(2, 1, 0, 0x83, 16), anyItem(2, 1, 0, 0x83, 24)],
      'ff04 0008 07 00 0a00 0000 ff04 0008 09',
      ['MB1 = 7', 'MB3 = 9'],
    ],
    ['characters, which may be text', [anyItem(3, 2, 5, 0x84, 0)], 'ff04 0010 4142', []],
    ['a timer, in milliseconds', [anyItem(0x1d, 1, 0, 0x1d, 2)], 'ff09 0002 2503', ['T2 = 503000']],
    [
      'timers of each time base',
      [anyItem(0x1d, 4, 0, 0x1d, 0)],
      'ff09 0008 0005 1005 2005 3999',
      ['T0 = 50', 'T1 = 500', 'T2 = 5000', 'T3 = 9990000'],
    ],
    ['counters', [anyItem(0x1c, 2, 0, 0x1c, 7)], 'ff09 0004 0011 0999', ['C7 = 11', 'C8 = 999']],
    ['digits that are none', [anyItem(0x1c, 3, 0, 0x1c, 0)], 'ff09 0006 001a 0a00 0001', ['C2 = 1']],
    ['timers in words, which could come otherwise', [anyItem(4, 1, 0, 0x1d, 2)], 'ff04 0010 2503', []],
    ['a TIME', [anyItem(11, 1, 5, 0x84, 0)], 'ff09 0004 ffffff9c', ['DB5.DBD0 = -100']],
    ['a TIME_OF_DAY', [anyItem(10, 1, 5, 0x84, 0)], 'ff09 0004 05265bff', ['DB5.DBD0 = 86399999']],
    ['an S5TIME', [anyItem(12, 1, 5, 0x84, 16)], 'ff09 0002 0127', ['DB5.DBW2 = 1270']],
    ['a DATE', [anyItem(9, 1, 5, 0x84, 0)], 'ff09 0002 1ce3', ['DB5.DBW0 = 2010-04-01']],
    [
      'a DATE_AND_TIME',
      [anyItem(15, 2, 5, 0x84, 0)],
      'ff09 0010 1004012050581235 9912312359599996',
      ['DB5.DBB0 = 2010-04-01 20:50:58.123', 'DB5.DBB8 = 1999-12-31 23:59:59.999'],
    ],
    ['a DATE_AND_TIME that is none', [anyItem(15, 2, 5, 0x84, 0)], 'ff09 0010 1a04012050581235 10040120505812a5', []],
  ] as const)('of %s', (_, items, answer, values) => {
    expect(answered([...items], answer).values).toEqual(values)
  })

  test('timers and counters are points by their number', () => {
    const dialogue = new Dialogue(s7comm).toServer(
      read(1, anyItem(0x1d, 2, 0, 0x1d, 5), anyItem(0x1c, 1, 0, 0x1c, 300)),
    )
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'T', first: 5, count: 2, type: 'TIMER', writes: false },
      { name: 'C', first: 300, count: 1, type: 'COUNTER', writes: false },
    ])
  })

  test('an array longer than 64 elements is one run of its bytes', () => {
    const dialogue = new Dialogue(s7comm).toServer(read(1, anyItem(4, 65, 5, 0x84, 8)))
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'DB5.DBB', first: 1, count: 130, type: 'BYTE', writes: false },
    ])
  })

  test('a write says what it writes', () => {
    const dialogue = new Dialogue(s7comm)
    dialogue.samples = true
    const item = anyItem(4, 1, 5, 0x84, 32)
    dialogue.toServer(data(s7(1, 1, bytesOf(0x05, 1, item), hex('0004 0010 1234'))))
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'DB5.DBW', first: 4, count: 1, type: 'WORD', writes: true },
    ])
    expect(dialogue.values).toEqual(['DB5.DBW4 = 4660'])
  })
})
