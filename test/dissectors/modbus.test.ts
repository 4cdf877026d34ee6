import { describe, expect, test } from 'vitest'
import { modbus } from '../../dissectors/modbus/modbus.ts'
import { STRANGE_ANSWERS } from '../../dissectors/modbus/outstanding-requests.ts'
import { GIVEN_UP_AFTER_US, MAX_OUTSTANDING } from '../../dissectors/modbus/request-queue.ts'
import { cursorOver, Dialogue, fromHex, type Heard } from '../support/dialogue.ts'

/** A message with its MBAP header; `pdu` in hexadecimal. */
function adu(pdu: string, unit = 5, transaction = 1): Uint8Array {
  const bytes = fromHex(pdu)
  const header = [transaction >> 8, transaction & 255, 0, 0, (bytes.length + 1) >> 8, (bytes.length + 1) & 255, unit]
  return Uint8Array.from([...header, ...bytes])
}

function asked(pdu: string, unit = 5): Heard {
  return new Dialogue(modbus).toServer(adu(pdu, unit)).heard[0] as Heard
}

describe('functions of section 6, by their own examples', () => {
  const examples: readonly (readonly [string, string, string, string, string])[] = [
    ['01 0013 0013', '1', 'Read Coils', 'read', 'unit 5 coil 19+19'],
    ['02 00c4 0016', '2', 'Read Discrete Inputs', 'read', 'unit 5 discrete 196+22'],
    ['03 006b 0003', '3', 'Read Holding Registers', 'read', 'unit 5 holding 107+3'],
    ['04 0008 0001', '4', 'Read Input Registers', 'read', 'unit 5 input 8+1'],
    ['05 00ac ff00', '5', 'Write Single Coil', 'write', 'unit 5 coil 172+1'],
    ['06 0001 0003', '6', 'Write Single Register', 'write', 'unit 5 holding 1+1'],
    ['07', '7', 'Read Exception Status', 'diagnose', 'unit 5'],
    ['08 0000 a537', '8/0', 'Diagnostics: Return Query Data', 'diagnose', 'unit 5'],
    ['08 0001 0000', '8/1', 'Diagnostics: Restart Communications Option', 'mode', 'unit 5'],
    ['08 0004 0000', '8/4', 'Diagnostics: Force Listen Only Mode', 'mode', 'unit 5'],
    ['0b', '11', 'Get Comm Event Counter', 'diagnose', 'unit 5'],
    ['0c', '12', 'Get Comm Event Log', 'diagnose', 'unit 5'],
    ['0f 0013 000a 02 cd01', '15', 'Write Multiple Coils', 'write', 'unit 5 coil 19+10'],
    ['10 0001 0002 04 000a 0102', '16', 'Write Multiple Registers', 'write', 'unit 5 holding 1+2'],
    ['11', '17', 'Report Server ID', 'discover', 'unit 5'],
    [
      '14 0e 06 0004 0001 0002 06 0003 0009 0002',
      '20',
      'Read File Record',
      'read',
      'unit 5 file 4 record 1+2, file 3 record 9+2',
    ],
    ['15 0d 06 0004 0007 0003 06af 04be 100d', '21', 'Write File Record', 'write', 'unit 5 file 4 record 7+3'],
    ['16 0004 00f2 0025', '22', 'Mask Write Register', 'write', 'unit 5 holding 4+1'],
    [
      '17 0003 0006 000e 0003 06 00ff 00ff 00ff',
      '23',
      'Read/Write Multiple Registers',
      'write',
      'unit 5 holding 3+6 write 14+3',
    ],
    ['18 04de', '24', 'Read FIFO Queue', 'read', 'unit 5 fifo 1246'],
    ['2b 0d 00', '43/13', 'CANopen General Reference', 'unknown', 'unit 5 canopen'],
    ['2b 0e 01 00', '43/14', 'Read Device Identification', 'discover', 'unit 5 device id basic'],
    ['2b 0e 02 00', '43/14', 'Read Device Identification', 'discover', 'unit 5 device id regular'],
    ['2b 0e 03 00', '43/14', 'Read Device Identification', 'discover', 'unit 5 device id extended'],
    ['2b 0e 05 00', '43/14', 'Read Device Identification', 'discover', 'unit 5 device id access 5'],
    ['2b 0e 04 81', '43/14', 'Read Device Identification', 'discover', 'unit 5 device id object 129'],
  ]
  test.each(examples)('a request %s is function %s, %s', (pdu, code, name, operationClass, target) => {
    const dialogue = new Dialogue(modbus).toServer(adu(pdu))
    const role = code === '8/4' ? 'order' : 'request'
    expect(dialogue.heard).toEqual([
      { role, function: code, name, class: operationClass, module: 'unit 5', target, status: 0 },
    ])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('more than four file records end in an ellipsis', () => {
    const records = '06 0001 0000 0001'.repeat(5)
    const one = 'file 1 record 0+1'
    expect(asked(`14 23 ${records}`).target).toBe(`unit 5 ${one}, ${one}, ${one}, ${one}, …`)
  })

  test('file records that differ only in the file are different operations', () => {
    const dialogue = new Dialogue(modbus)
    dialogue.toServer(adu('14 07 06 0004 0001 0002'), adu('14 07 06 0005 0001 0002'), adu('14 07 06 0004 0001 0002'))
    expect(dialogue.operations[0]).not.toBe(dialogue.operations[1])
    expect(dialogue.operations[0]).toBe(dialogue.operations[2])
  })

  test('written values do not make a new operation', () => {
    const dialogue = new Dialogue(modbus)
    dialogue.toServer(adu('15 09 06 0004 0007 0001 06af'), adu('15 09 06 0004 0007 0001 0000'))
    dialogue.toServer(adu('17 0003 0006 000e 0001 02 00ff'), adu('17 0003 0006 000e 0001 02 0000'))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.operations[2]).toBe(dialogue.operations[3])
  })
})

describe('functions outside the standard', () => {
  test.each([
    ['7d 00', '125', 'Firmware Replacement', 'firmware'],
    ['28 00', '40', 'Program Concept', 'download'],
    ['0d 00', '13', 'Program 584/984', 'download'],
    ['13', '19', 'Reset Comm Link 884/M84', 'mode'],
  ])('%s is %s, %s', (pdu, code, name, operationClass) => {
    expect(asked(pdu)).toMatchObject({ function: code, name, class: operationClass })
  })

  test.each([
    ['42 01', 66, 'User Defined Function 66'],
    ['1e 01', 30, 'Function 30'],
    ['2b 07', 0x2b0007, 'MEI Type 7'],
    ['08 0063 0000', 0x080063, 'Diagnostics: Sub-function 99'],
    ['5a 00 77', 0x5a0077, 'UMAS Code 0x77'],
  ])('%s counts as not understood', (pdu, code, name) => {
    const dialogue = new Dialogue(modbus).toServer(adu(pdu))
    expect(dialogue.heard[0]).toMatchObject({ name, class: 'unknown', target: 'unit 5' })
    expect(dialogue.observed('undecoded')).toMatchObject([{ code }])
  })

  test('an exception to an unknown function is understood', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('42 01')).toClient(adu('c2 01'))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '66', status: 1 })
    expect(dialogue.observed('undecoded')).toHaveLength(1)
  })
})

describe('units', () => {
  test.each([
    [0, ''],
    [255, ''],
    [3, 'unit 3'],
    [247, 'unit 247'],
  ])('unit %i is module "%s"', (unit, module) => {
    expect(asked('07', unit)).toMatchObject({ module, target: `unit ${unit}` })
  })

  test('a gateway that cannot reach a unit is said to be its gateway, once', () => {
    const dialogue = new Dialogue(modbus)
    dialogue.toServer(adu('03 0000 0001', 9), adu('04 0000 0001', 9)).toClient(adu('83 0b', 9), adu('83 0b', 9))
    expect(dialogue.observed('topology')).toEqual([
      { kind: 'topology', relation: 'gateway-for', of: 'server', other: 'unit 9' },
    ])
  })

  test('the host itself is not behind itself', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 255)).toClient(adu('83 0b', 255))
    expect(dialogue.observed('topology')).toEqual([])
    expect(dialogue.heard[1]).toMatchObject({ status: 11 })
  })
})

describe('matching answers to requests', () => {
  test('an answer has the operation of its request', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 006b 0003')).toClient(adu('03 06 022b 0000 0064'))
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', target: 'unit 5 holding 107+3', status: 0 })
  })

  test('an exception is an answer with its code as status', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('01 04a1 0001')).toClient(adu('81 02'))
    expect(dialogue.heard[1]).toMatchObject({
      role: 'response',
      function: '1',
      target: 'unit 5 coil 1185+1',
      status: 2,
    })
  })

  test('an exception without a known code is still an error', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('01 0000 0001')).toClient(adu('81 00'))
    expect(dialogue.heard[1]?.status).toBe(255)
  })

  test('an exception to a diagnostics request belongs to its sub-function', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('08 0004 0000')).toClient(adu('88 0b'))
    expect(dialogue.heard[1]).toMatchObject({ function: '8/4', status: 11 })
  })

  test('answers come back in any order of their transactions', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 5, 7), adu('03 0064 0001', 5, 8))
    dialogue.toClient(adu('03 02 0001', 5, 8), adu('03 02 0002', 5, 7))
    expect(dialogue.heard.slice(2).map((one) => one.target)).toEqual(['unit 5 holding 100+1', 'unit 5 holding 0+1'])
  })

  test('one transaction id for everything is matched in order', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 5, 0), adu('03 0064 0001', 5, 0))
    dialogue.toClient(adu('03 02 0001', 5, 0), adu('03 02 0002', 5, 0))
    expect(dialogue.heard.slice(2).map((one) => one.target)).toEqual(['unit 5 holding 0+1', 'unit 5 holding 100+1'])
  })

  test('an answer of another length belongs to the request that asked for it', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 5, 0), adu('03 0064 0002', 5, 0))
    dialogue.toClient(adu('03 04 00010002', 5, 0))
    expect(dialogue.heard[2]?.target).toBe('unit 5 holding 100+2')
  })

  test('a request that the client gave up does not shift the answers of later ones', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 5, 0)).after(GIVEN_UP_AFTER_US / 1000)
    dialogue.toServer(adu('03 0064 0001', 5, 0)).toClient(adu('03 02 0001', 5, 0))
    expect(dialogue.heard[2]?.target).toBe('unit 5 holding 100+1')
  })

  test('units do not answer for one another', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0000 0001', 1, 0), adu('03 0064 0001', 2, 0))
    dialogue.toClient(adu('03 02 0001', 2, 0))
    expect(dialogue.heard[2]?.target).toBe('unit 2 holding 100+1')
  })

  test.each([
    ['03 02 0001', '3'],
    ['88 0b', '8'],
    ['08 0000 0001', '8/0'],
    ['2b 0e 01 01 00 00 00', '43/14'],
    ['5a 00 fe', '90'],
  ])('an answer %s whose request was not seen is a response of its function', (pdu, code) => {
    const dialogue = new Dialogue(modbus).toClient(adu(pdu))
    expect(dialogue.heard[0]).toMatchObject({ role: 'response', function: code, target: 'unit 5' })
  })

  test('the oldest of too many unanswered requests is forgotten', () => {
    const dialogue = new Dialogue(modbus)
    for (let i = 0; i <= MAX_OUTSTANDING; i++) dialogue.toServer(adu('03 0064 0001', 5, i))
    dialogue.toClient(adu('03 02 0001', 5, 0), adu('03 02 0001', 5, 1), adu('03 02 0001', 5, MAX_OUTSTANDING))
    expect(dialogue.heard.slice(-3).map((one) => one.target)).toEqual([
      'unit 5',
      'unit 5 holding 100+1',
      'unit 5 holding 100+1',
    ])
  })
})

describe('servers that do not copy the unit', () => {
  test('an answer belongs to the request of its transaction and function', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0009 0001', 21, 400)).toClient(adu('03 02 0305', 0, 400))
    dialogue.toServer(adu('06 0009 0001', 21, 401), adu('03 0004 0001', 22, 402))
    dialogue.toClient(adu('03 02 0305', 1, 402), adu('86 04', 1, 401))
    expect(dialogue.heard.filter((one) => one.role === 'response')).toMatchObject([
      { target: 'unit 21 holding 9+1', status: 0 },
      { target: 'unit 22 holding 4+1', status: 0 },
      { target: 'unit 21 holding 9+1', status: 4 },
    ])
  })

  test('an answer that comes twice belongs to its request once', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0009 0001', 21, 400), adu('03 0004 0001', 22, 401))
    dialogue.toClient(adu('03 02 0305', 22, 401), adu('03 02 0305', 22, 401), adu('03 02 0305', 0, 402))
    expect(dialogue.heard.slice(-2).map((one) => one.target)).toEqual(['unit 22', 'unit 0'])
  })

  test('under transaction 0, which many clients give to everything, units do not answer for one another', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 0009 0001', 21, 0)).toClient(adu('03 02 0305', 20, 0))
    expect(dialogue.heard.at(-1)?.target).toBe('unit 20')
  })
})

describe('servers that do not copy the transaction', () => {
  /** One read of `block` under `transaction`, answered under `answered`. */
  function exchange(dialogue: Dialogue, block: number, transaction: number, answered: number): string | undefined {
    dialogue.toServer(adu(`03 00${block.toString(16)} 0001`, 7, transaction)).after(100)
    dialogue.toClient(adu('03 02 0102', 7, answered)).after(100)
    return dialogue.heard.at(-1)?.target
  }

  test.each([
    ['answers 0 to everything', () => 0],
    ['swaps its bytes', (id: number) => ((id & 255) << 8) | (id >> 8)],
    ['numbers its answers itself', (id: number) => id + 700],
  ])('a server that %s is known after a few answers, and then matched in order', (_, answered) => {
    const dialogue = new Dialogue(modbus)
    const targets = [40, 41, 42, 43, 40].map((block, i) => exchange(dialogue, block, 300 + i, answered(300 + i)))
    expect(targets).toEqual([...Array(STRANGE_ANSWERS).fill('unit 7'), 'unit 7 holding 43+1', 'unit 7 holding 40+1'])
  })

  test('its values are those of the registers that were asked for, and its refusals those of the request', () => {
    const dialogue = new Dialogue(modbus)
    for (let i = 0; i < STRANGE_ANSWERS; i++) exchange(dialogue, 50, 90 + i, 0)
    dialogue.samples = true
    exchange(dialogue, 51, 99, 0)
    dialogue.toServer(adu('06 0009 0001', 7, 100)).toClient(adu('86 02', 7, 0))
    expect(dialogue.values).toEqual(['holding 51 = 258'])
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'unit 7 holding 9+1', status: 2 })
  })

  test('a server that copied one is never taken for such, whatever answers were lost or came twice', () => {
    const dialogue = new Dialogue(modbus)
    exchange(dialogue, 40, 5, 5)
    for (let i = 6; i < 12; i++) exchange(dialogue, 41, i, 1000 + i)
    expect(exchange(dialogue, 42, 20, 19)).toBe('unit 7')
    expect(exchange(dialogue, 43, 21, 21)).toBe('unit 7 holding 43+1')
  })

  test('answers whose requests were not seen say nothing of it', () => {
    const dialogue = new Dialogue(modbus)
    for (let i = 0; i < 6; i++) dialogue.toClient(adu('03 02 0102', 7, i))
    dialogue.toServer(adu('03 0028 0001', 7, 40)).toClient(adu('03 02 0102', 7, 39))
    expect(dialogue.heard.at(-1)?.target).toBe('unit 7')
  })
})

describe('malformed messages still count as operations', () => {
  test.each([
    ['03 0000', 'truncated', 10],
    ['03 0000 0001 00', 'bad-length', 12],
    ['05 0000 1234', 'bad-value', 10],
    ['0f 0013 000a 01 cd', 'bad-length', 12],
    ['10 0001 0002 02 000a', 'bad-length', 12],
    ['17 0003 0006 000e 0003 02 00ff', 'bad-length', 16],
    ['83 0000 0001', 'bad-value', 7],
    ['14', 'truncated', 8],
    ['18 04', 'truncated', 9],
    ['2b 0e 01', 'truncated', 10],
    ['08 00', 'truncated', 9],
  ])('request %s is %s at %i', (pdu, reason, offset) => {
    const dialogue = new Dialogue(modbus).toServer(adu(pdu))
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason, offset }])
    expect(dialogue.heard[0]?.target).toMatch(/^unit 5/)
  })

  test.each([
    ['03 04 0001', 'truncated', 11],
    ['03 03 000102', 'bad-length', 8],
    ['06 0001 0003 00', 'bad-length', 12],
    ['05 0001 0003', 'bad-value', 10],
    ['83', 'truncated', 8],
    ['2b 0e 01 01 00 00 01 00 05 4142', 'truncated', 18],
    ['18 0006 0002 01b8', 'truncated', 14],
  ])('response %s is %s at %i', (pdu, reason, offset) => {
    const dialogue = new Dialogue(modbus).toClient(adu(pdu))
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason, offset }])
    expect(dialogue.heard).toHaveLength(1)
  })

  test('every prefix of a request is malformed, and no more', () => {
    const whole = adu('17 0003 0006 000e 0003 06 00ff 00ff 00ff')
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    for (let length = 0; length < whole.length; length++) {
      const said: string[] = []
      const sink = {
        operation: () => {},
        observe: ({ kind }: { kind: string }) => said.push(kind),
        handOff: () => {},
        wantsValues: () => false,
        value: () => {},
      }
      modbus.dissect(cursorOver(whole, 0, length), info, modbus.newState(), sink)
      expect(said).toEqual(['malformed'])
    }
  })
})

describe('framing', () => {
  test('a message split between segments is one message', () => {
    const bytes = adu('10 0001 0002 04 000a 0102')
    const dialogue = new Dialogue(modbus)
    for (const byte of bytes) dialogue.toServer(Uint8Array.of(byte))
    expect(dialogue.heard).toHaveLength(1)
  })

  test.each([
    ['0001 0001 0006 05 03 0000 0001', 'a protocol other than 0'],
    ['0001 0000 0001 05', 'a length without a function'],
    ['0001 0000 00ff 05 03 0000 0001', 'a PDU above 253 bytes'],
    ['0001 0000 0500 05 5a 0000 0001', 'a UMAS PDU above its limit'],
  ])('%s is no message: %s', (hex) => {
    expect(modbus.messageLength(cursorOver(fromHex(hex)))).toBe(-1)
  })

  test('UMAS has a larger limit', () => {
    expect(modbus.messageLength(cursorOver(fromHex('0001 0000 00ff 00 5a')))).toBe(261)
    expect(modbus.messageLength(cursorOver(fromHex('0001 0000 00ff 00')))).toBe(0)
  })
})

describe('points', () => {
  test.each([
    ['01 0013 0013', 'coil ', 19, 19, 'bit', false],
    ['03 006b 0003', 'holding ', 107, 3, 'word', false],
    ['05 00ac ff00', 'coil ', 172, 1, 'bit', true],
    ['10 0001 0002 04 000a 0102', 'holding ', 1, 2, 'word', true],
  ] as const)('a request %s acts on %s%i', (pdu, name, first, count, type, writes) => {
    const dialogue = new Dialogue(modbus).toServer(adu(pdu))
    expect(dialogue.operations[0]?.points).toEqual([{ name, first, count, type, writes }])
  })

  test('function 23 reads some and writes others', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('17 0003 0006 000e 0003 06 00ff 00ff 00ff'))
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'holding ', first: 3, count: 6, type: 'word', writes: false },
      { name: 'holding ', first: 14, count: 3, type: 'word', writes: true },
    ])
  })

  test.each([
    ['01 0013 000a', '01 02 cd02', ['coil 19 = 1', 'coil 20 = 0', 'coil 21 = 1', 'coil 22 = 1']],
    ['03 006b 0002', '03 04 022b 0064', ['holding 107 = 555', 'holding 108 = 100']],
    ['05 00ac ff00', '05 00ac ff00', ['coil 172 = 1']],
    ['06 0001 0003', '06 0001 0003', ['holding 1 = 3']],
    ['10 0001 0002 04 000a 0102', '10 0001 0002', ['holding 1 = 10', 'holding 2 = 258']],
    ['0f 0013 000a 02 cd01', '0f 0013 000a', ['coil 19 = 1', 'coil 20 = 0']],
    ['17 0003 0002 000e 0001 02 00ff', '17 04 00fe 0acd', ['holding 14 = 255', 'holding 3 = 254', 'holding 4 = 2765']],
    ['17 0003 0002 000e 0001 02 00ff', '97 02', ['holding 14 = 255']],
    ['16 0004 00f2 0025', '16 0004 00f2 0025', []],
    ['06 0001 0003', '86 02', []],
    ['03 006b 0002', '83 02', []],
  ] as const)('the values of %s, answered by %s', (request, response, values) => {
    const dialogue = new Dialogue(modbus)
    dialogue.samples = true
    dialogue.toServer(adu(request)).toClient(adu(response))
    expect(dialogue.values.slice(0, values.length)).toEqual(values)
    if (values.length === 0) expect(dialogue.values).toEqual([])
  })

  test('a masked register is written, whatever it then holds', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('16 0004 00f2 0025'))
    expect(dialogue.operations[0]?.points).toEqual([
      { name: 'holding ', first: 4, count: 1, type: 'word', writes: true },
    ])
  })

  test('function 23 asks once whether its values are wanted, for both of its ranges', () => {
    const dialogue = new Dialogue(modbus)
    dialogue.samples = true
    dialogue.toServer(adu('17 0003 0001 000e 0001 02 00ff')).toClient(adu('17 02 00fe'))
    expect(dialogue.asked).toBe(1)
    dialogue.samples = false
    dialogue.toServer(adu('17 0003 0001 000e 0001 02 0100')).toClient(adu('17 02 0001'))
    expect(dialogue.values).toEqual(['holding 14 = 255', 'holding 3 = 254'])
  })

  test('no value is read when none is wanted', () => {
    const dialogue = new Dialogue(modbus).toServer(adu('03 006b 0002')).toClient(adu('03 04 022b 0064'))
    expect(dialogue.values).toEqual([])
  })
})
