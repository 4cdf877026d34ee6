import { describe, expect, test } from 'vitest'
import { profinet } from '../../dissectors/profinet/profinet.ts'
import { MAX_CALL } from '../../dissectors/profinet/rpc-reassembly.ts'
import { MAX_HELD } from '../../dissectors/profinet/written-facts.ts'
import {
  argumentsOf,
  block,
  packet,
  recordHeader,
  relation,
  relationAnswer,
  resultOf,
} from '../../fixtures/generate/profinet-call.ts'
import { dcp } from '../../fixtures/generate/profinet-dcp.ts'
import { cyclic } from '../../fixtures/generate/profinet-frames.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { bytesOf, u32le } from '../support/packet.ts'

const read = (index: number, sequence = 1) =>
  packet({ type: 0, operation: 2, sequence }, argumentsOf(recordHeader(0x0009, 2, 1, index, 64)))

describe('DCP', () => {
  test('a Set of a name configures, and is said of the device once it agrees', () => {
    const heard = new Dialogue(profinet).toServer('fefd 0400 00000007 0000 000a 0202 0006 0001 70756d70')
    expect(heard.observed('identity')).toEqual([])
    heard.toClient('fefd 0401 00000007 0000 0008 0504 0003 0202 00 00')
    expect(heard.heard.map(({ role, class: kind, target, status }) => [role, kind, target, status])).toEqual([
      ['request', 'configure', 'NameOfStation pump', 0],
      ['response', 'configure', 'NameOfStation pump', 0],
    ])
    expect(heard.observed('identity')).toMatchObject([{ of: 'server', message: 'DCP Set', facts: { name: 'pump' } }])
  })

  test('a Set that is refused reports the BlockError and changes nothing', () => {
    const heard = new Dialogue(profinet)
      .toServer('fefd 0400 00000007 0000 0012 0102 000e 0000 c0a80005 ffffff00 00000000')
      .toClient('fefd 0401 00000007 0000 0008 0504 0003 0102 06 00')
    expect(heard.heard[1]).toMatchObject({ role: 'response', function: 'dcp 4', status: 6 })
    expect(heard.observations).toEqual([])
  })

  test('a signal is diagnosis, a reset to factory a change of mode, whatever is set beside it', () => {
    const heard = new Dialogue(profinet)
      .toServer('fefd 0400 00000001 0000 0008 0503 0004 0000 0100')
      .toServer('fefd 0400 00000002 0000 0006 0506 0002 0008')
      .toServer('fefd 0400 00000003 0000 0006 0505 0002 0000')
      .toServer('fefd 0400 00000004 0000 000e 0202 0004 0000 7831 0505 0002 0000')
      .toServer('fefd 0400 00000005 0000 0014 0202 000f 0001 466163746f7279205265736574 00')
    expect(heard.heard.map(({ class: kind, target }) => [kind, target])).toEqual([
      ['diagnose', 'Signal'],
      ['mode', 'Reset to Factory (all stored data)'],
      ['mode', 'Factory Reset'],
      ['mode', 'NameOfStation x1, Factory Reset'],
      ['configure', 'NameOfStation Factory Reset'],
    ])
  })

  test('the direction of a DCP message is that of its ServiceType', () => {
    expect(profinet.directionOf(cursorOver(dcp(0xfefd, 3, 0, 1, fromHex('0202'))))).toBe('to-server')
    expect(profinet.directionOf(cursorOver(dcp(0xfefd, 3, 1, 1)))).toBe('to-client')
    expect(profinet.directionOf(cursorOver(cyclic(0x8000, 1, 32)))).toBeUndefined()
  })

  test('the type of a station is its product, where it has one', () => {
    const heard = new Dialogue(profinet)
      .toClient('feff 0501 00000001 0000 000e 0201 0009 0000 45543230305350 00')
      .toClient('feff 0501 00000002 0000 0006 0201 0002 0000')
    expect(heard.observed('identity').map(({ facts }) => facts)).toEqual([
      { 'device-type': 'ET200SP', product: 'ET200SP' },
      { 'device-type': '' },
    ])
  })

  test('an answer that says the same again is said once', () => {
    const answer = 'feff 0501 00000001 0000 000a 0202 0006 0000 70756d70'
    expect(new Dialogue(profinet).toClient(answer, answer).observed('identity')).toHaveLength(1)
  })
})

describe('cyclic frames', () => {
  test('are one interned operation per FrameID and direction', () => {
    const heard = new Dialogue(profinet)
    for (let i = 0; i < 5; i++) heard.toServer(cyclic(0x8000, i, i * 32))
    expect(heard.heard[0]).toMatchObject({ role: 'event', function: 'rt', class: 'publish', target: 'frame 0x8000' })
    expect(new Set(heard.operations).size).toBe(1)
  })

  test('a missing frame is noticed, one that comes twice and the wrap of the counter are not', () => {
    const heard = new Dialogue(profinet)
    for (const counter of [65_440, 65_472, 65_504, 0, 32, 32, 64]) heard.toServer(cyclic(0x8000, 1, counter))
    expect(heard.observed('irregular')).toEqual([])
    heard.toServer(cyclic(0x8000, 1, 128))
    expect(heard.observed('irregular')).toEqual([{ kind: 'irregular', reason: 'sequence-gap', detail: 'frame 0x8000' }])
  })

  test('a change of the DataStatus is said, once', () => {
    const heard = new Dialogue(profinet)
    for (const status of [0x35, 0x35, 0x25, 0x25]) heard.toClient(cyclic(0x8001, 1, 32, status))
    expect(heard.observed('identity').map(({ of, facts }) => [of, facts.mode])).toEqual([
      ['server', 'run'],
      ['server', 'stop'],
    ])
  })

  test('are not taken from bytes whose last four do not fit', () => {
    const probe = (bytes: Uint8Array) => profinet.probe(cursorOver(bytes), 'to-server')
    expect(probe(cyclic(0x8000, 1, 32))).toBe('yes')
    // The TransferStatus is always zero, and so are two bits of the DataStatus and the low bits of an IOxS.
    const changed = (fromEnd: number, value: number) => {
      const bytes = cyclic(0x8000, 1, 32)
      bytes[bytes.length - fromEnd] = value
      return bytes
    }
    expect([probe(changed(1, 1)), probe(changed(2, 0x3d)), probe(changed(5, 0x81))]).toEqual(['no', 'no', 'no'])
  })
})

describe('calls', () => {
  test('an answer belongs to its call by activity and sequence number', () => {
    const heard = new Dialogue(profinet)
      .toServer(read(0xaff0, 1), read(0x802a, 2))
      .toClient(packet({ type: 2, operation: 2, sequence: 2 }, resultOf(0xde80b000, new Uint8Array(0))))
    expect(heard.heard[2]).toMatchObject({
      role: 'response',
      function: 'cm 2',
      module: 'slot 2',
      target: 'slot 2 subslot 1 PDPortDataReal',
      status: 0xde80b000,
    })
  })

  test('a record of I&M is discovery, a diagnosis is diagnosis, a Write is configuration', () => {
    const write = recordHeader(0x0008, 2, 1, 5, 0)
    const heard = new Dialogue(profinet)
      .toServer(read(0xaff0), read(0x800c), read(5))
      .toServer(packet({ type: 0, operation: 3, sequence: 9 }, argumentsOf(write)))
    expect(heard.heard.map(({ class: kind }) => kind)).toEqual(['discover', 'diagnose', 'read', 'configure'])
  })

  test('an answer from another port than the one that was called counts in the dialogue that called', () => {
    const shared = profinet.newShared?.()
    const call = { type: 0, operation: 0, sequence: 1 }
    const caller = new Dialogue(profinet, shared).toServer(packet(call, argumentsOf(relation('plc-1'))))
    const answers = new Dialogue(profinet, shared)
      .toClient(packet({ ...call, type: 2 }, resultOf(0, relationAnswer())))
      .toClient(packet({ ...call, type: 2, sequence: 2 }, resultOf(0, relationAnswer())))
    expect(caller.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request IOCARSingle from plc-1',
      'response IOCARSingle from plc-1',
    ])
    expect(caller.operations[0]).toBe(caller.operations[1])
    // Nobody was heard to ask for it.
    expect(answers.heard.map(({ role, target }) => `${role} ${target}`)).toEqual(['response IOCARSingle'])
  })

  test('a refusal from another port, too', () => {
    const shared = profinet.newShared?.()
    const call = { type: 0, operation: 0, sequence: 1 }
    const caller = new Dialogue(profinet, shared).toServer(packet(call, argumentsOf(relation('plc-1'))))
    const answers = new Dialogue(profinet, shared).toClient(packet({ ...call, type: 3 }, bytesOf(u32le(0x1c010003))))
    expect(caller.heard.at(-1)).toMatchObject({ role: 'response', function: 'cm 0', status: 0x1c010003 })
    expect(answers.heard).toEqual([])
  })

  test('an answer in another byte order than its call is met by it', () => {
    const call = { type: 0, operation: 0, sequence: 1 }
    const { heard } = new Dialogue(profinet)
      .toServer(packet({ ...call, big: true }, argumentsOf(relation('plc-1'), true)))
      .toClient(packet({ ...call, type: 2 }, resultOf(0, relationAnswer())))
    expect(heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request IOCARSingle from plc-1',
      'response IOCARSingle from plc-1',
    ])
  })

  test('numbers are read in the byte order that the packet names', () => {
    const call = { type: 2, operation: 1, sequence: 1 }
    const heard = new Dialogue(profinet)
      .toClient(packet(call, resultOf(0xdb81f401, new Uint8Array(0))))
      .toClient(packet({ ...call, big: true }, resultOf(0xdb81f401, new Uint8Array(0), true)))
    expect(heard.heard.map(({ status }) => status)).toEqual([0xdb81f401, 0xdb81f401])
  })

  test('the object UUID says maker and device of the one that is called', () => {
    const [identity] = new Dialogue(profinet).toServer(read(0xaff0)).observed('identity')
    expect(identity).toMatchObject({
      of: 'server',
      facts: { 'vendor-id': '0x002a', vendor: 'Siemens AG', 'device-id': '0x0313' },
    })
  })

  test('a call in fragments is counted once, and its blocks are read when it is whole', () => {
    const stub = argumentsOf(relation('plc-1'))
    const part = (from: number, to: number, fragment: number, flags: number) =>
      packet({ type: 0, operation: 0, sequence: 5, flags, fragment }, stub.slice(from, to))
    const heard = new Dialogue(profinet).toServer(part(0, 40, 0, 0x04))
    expect(heard.observed('identity').map(({ message }) => message)).toEqual(['Object UUID'])
    heard.toServer(part(40, stub.length, 1, 0x06))
    expect(heard.heard.map(({ function: code }) => code)).toEqual(['cm 0'])
    expect(heard.observed('identity').at(-1)).toMatchObject({
      of: 'client',
      message: 'Connect',
      facts: { name: 'plc-1' },
    })
  })

  test('a call whose fragments go past the limit is given up, and the next one is whole again', () => {
    const heard = new Dialogue(profinet)
    const part = (fragment: number, flags: number, stub: Uint8Array) =>
      packet({ type: 0, operation: 0, sequence: 6, flags, fragment }, stub)
    const filler = new Uint8Array(60_000)
    for (let i = 0; i * filler.length <= MAX_CALL; i++) heard.toServer(part(i, 0x04, filler))
    heard.toServer(part(9, 0x06, filler))
    expect(heard.observed('malformed')).toEqual([])
    heard.toServer(part(0, 0x04, argumentsOf(relation('plc-2'))), part(1, 0x06, new Uint8Array(0)))
    expect(heard.observed('identity').at(-1)).toMatchObject({ facts: { name: 'plc-2' } })
  })

  test('an RPC packet to another interface is not PROFINET', () => {
    const bytes = read(0xaff0)
    expect(profinet.probe(cursorOver(bytes), 'to-server')).toBe('yes')
    bytes[39] = 0x7e
    expect(profinet.probe(cursorOver(bytes), 'to-server')).toBe('no')
  })

  test('blocks within blocks are followed to a limit, and no further', () => {
    let block = fromHex('020a 0002 0100')
    for (let i = 0; i < 40; i++) {
      const content = bytesOf(1, 0, new Uint8Array(6), block)
      block = bytesOf(0x02, 0x00, content.length >> 8, content.length & 255, content)
    }
    const heard = new Dialogue(profinet).toServer(packet({ type: 0, operation: 3, sequence: 1 }, argumentsOf(block)))
    expect(heard.heard).toHaveLength(1)
  })
})

describe('writes', () => {
  const im1 = (place: string) => block(0x0021, fromHex(`${'41'.repeat(32)}${place.repeat(22)}`))
  const write = (slot: number, record: Uint8Array) =>
    bytesOf(recordHeader(0x0008, slot, 1, 0xaff1, record.length), record)
  const several = (...records: Uint8Array[]) => {
    const all = bytesOf(...records)
    return bytesOf(recordHeader(0x0008, 0xffff, 0xffff, 0xe040, all.length), all)
  }
  const call = (sequence: number, blocks: Uint8Array) =>
    packet({ type: 0, operation: 3, sequence }, argumentsOf(blocks))
  const answer = (sequence: number, status: number, ...blocks: Uint8Array[]) =>
    packet({ type: 2, operation: 3, sequence }, resultOf(status, bytesOf(...blocks)))
  const outcome = (slot: number, status = 0) => recordHeader(0x8008, slot, 1, 0xaff1, 60, status)
  const ofAll = recordHeader(0x8008, 0xffff, 0xffff, 0xe040, 248)
  const places = (heard: Dialogue) =>
    heard.observed('identity').flatMap(({ module, facts }) => (facts.location ? [[module, facts.location[0]]] : []))
  const statuses = (heard: Dialogue) => heard.heard.filter(({ role }) => role === 'response').map((each) => each.status)

  test('what is written is said of the device once it agrees', () => {
    const heard = new Dialogue(profinet).toServer(call(1, write(2, im1('42'))))
    expect(places(heard)).toEqual([])
    heard.toClient(answer(1, 0, outcome(2)))
    expect(places(heard)).toEqual([['slot 2', 'B']])
    expect(heard.observed('identity').at(-1)).toMatchObject({ of: 'server', message: 'Write I&M1' })
  })

  test('what is refused is not said, and is once the same is granted', () => {
    const heard = new Dialogue(profinet)
    for (const [sequence, status, refused] of [
      [1, 0xdf80b500, 0],
      [2, 0, 0xdf80b500],
    ] as const) {
      heard.toServer(call(sequence, write(0, im1('42')))).toClient(answer(sequence, status, outcome(0, refused)))
    }
    heard.toServer(call(3, write(0, im1('42')))).toClient(answer(3, 0xdf80b500))
    expect(places(heard)).toEqual([])
    expect(statuses(heard)).toEqual([0xdf80b500, 0xdf80b500, 0xdf80b500])
    heard.toServer(call(4, write(0, im1('42')))).toClient(answer(4, 0, outcome(0)))
    expect(places(heard)).toEqual([['', 'B']])
  })

  test('of several records the first refusal is the status, and what is granted is said', () => {
    const records = several(write(1, im1('42')), write(2, im1('43')), write(3, im1('44')))
    const heard = new Dialogue(profinet)
      .toServer(call(1, records))
      .toClient(answer(1, 0, ofAll, outcome(1), outcome(2, 0xde80b000), outcome(3, 0xde80b100)))
    expect(statuses(heard)).toEqual([0xde80b000])
    expect(places(heard)).toEqual([['slot 1', 'B']])
  })

  test('a refusal of all records is one of each', () => {
    const heard = new Dialogue(profinet)
      .toServer(call(1, several(write(1, im1('42')))))
      .toClient(answer(1, 0, recordHeader(0x8008, 0xffff, 0xffff, 0xe040, 124, 0xdf80a000), outcome(1)))
    expect([statuses(heard), places(heard)]).toEqual([[0xdf80a000], []])
  })

  test('an answer that is cut refuses nothing that it does not show', () => {
    const records = several(write(1, im1('42')))
    const heard = new Dialogue(profinet)
      .toServer(call(1, records))
      .toClient(answer(1, 0, ofAll, outcome(1).slice(0, 40)))
    expect([statuses(heard), places(heard)]).toEqual([[0], [['slot 1', 'B']]])
  })

  test('statements of one Write are held to a limit', () => {
    const records = Array.from({ length: MAX_HELD + 1 }, (_, slot) => write(slot, im1('42')))
    const heard = new Dialogue(profinet).toServer(call(1, several(...records))).toClient(answer(1, 0, ofAll))
    expect(places(heard)).toHaveLength(MAX_HELD)
  })
})

describe('alarms', () => {
  const head = 'fe01 0001 0002 11 01 fffe fffe'
  const notification = `${head} 001c 0002 0018 0100 0001 00000000 0003 0001 00000310 00000001 a800`

  test('a notification is an event, its acknowledgement an answer with a status', () => {
    const acknowledge = `${head} 0016 8002 0012 0100 0001 00000000 0003 0001 a800 da813c01`
    const heard = new Dialogue(profinet).toClient(`${notification} 0000`).toServer(acknowledge)
    expect(heard.heard.map(({ role, function: code, target, status }) => [role, code, target, status])).toEqual([
      ['event', 'alarm', 'low slot 3 subslot 1 Diagnosis', 0],
      ['response', 'alarm', 'low slot 3 subslot 1 Diagnosis', 0xda813c01],
    ])
  })

  test('an acknowledgement of the transport is counted as an alarm frame of its own', () => {
    const heard = new Dialogue(profinet).toServer('fe01 0001 0002 13 01 fffe fffe 0000')
    expect(heard.heard).toMatchObject([{ role: 'event', function: 'alarm', target: 'low acknowledge' }])
  })
})

describe('frames of every kind', () => {
  const probe = (text: string | Uint8Array) =>
    profinet.probe(cursorOver(typeof text === 'string' ? fromHex(text) : text), 'to-server')
  const padding = '00'.repeat(40)

  test.each([
    ['DCP Identify', 'fefe 0500 00000001 0001 0004 ffff 0000', 'yes'],
    ['DCP Hello', 'fefc 0600 00000001 0000 0000', 'yes'],
    ['a DCP service in the frame of another', 'fefd 0500 00000001 0001 0004 ffff 0000', 'no'],
    ['DCP longer than its frame', 'fefd 0300 00000001 0000 0400', 'no'],
    ['an RTA acknowledge', `fe01 0001 0002 13 01 fffe fffe 0000 ${padding}`, 'yes'],
    ['an RTA of another version', `fe01 0001 0002 23 01 fffe fffe 0000 ${padding}`, 'no'],
    ['an alarm that is cut', 'fe01 0001', 'no'],
    ['PTCP', `ff40 ${'00'.repeat(20)} 0c06 001b1b001011 0000`, 'yes'],
    ['PTCP without TLVs', `ff40 ${'00'.repeat(20)} 0000`, 'no'],
    ['PTCP with a TLV of no known type', `ff40 ${'00'.repeat(20)} 2002 0000 0000`, 'no'],
    ['a fragment', `ff81 0680 ${'5a'.repeat(48)}`, 'yes'],
    ['a fragment of another length', `ff81 0780 ${'5a'.repeat(48)}`, 'no'],
    ['a frame of zeros of RT_CLASS_1', `8000 ${'00'.repeat(44)}`, 'yes'],
    ['a frame of nearly zeros', `8000 01 ${'00'.repeat(43)}`, 'no'],
    ['a reserved FrameID', `7000 ${'00'.repeat(44)}`, 'no'],
    ['one byte', '80', 'no'],
  ])('%s', (_, text, verdict) => {
    expect(probe(text)).toBe(verdict)
  })

  test('RT_CLASS_3 is known by a primary with data alone', () => {
    expect(probe(cyclic(0x0100, 1, 32))).toBe('yes')
    expect(probe(cyclic(0x0100, 1, 32, 0x34))).toBe('no')
    expect(probe(cyclic(0x8000, 1, 32, 0x34))).toBe('yes')
  })

  test('what is cut is counted, and malformed', () => {
    const heard = new Dialogue(profinet)
    const cut = [
      '80',
      '8000 0102',
      'fefd 03 01',
      `fe01 0001 0002 11 01 fffe fffe 0004 0002 0000 ${padding}`,
      'ff80 0680 00',
    ]
    heard.toServer(...cut)
    expect(heard.heard.map(({ function: code }) => code)).toEqual(['rt', 'dcp 3', 'alarm', 'fragment'])
    expect(heard.observed('malformed').map(({ reason }) => reason)).toEqual(Array(5).fill('truncated'))
  })

  test('a reserved FrameID is counted, and not decoded', () => {
    const heard = new Dialogue(profinet).toServer(`7000 ${'00'.repeat(44)}`)
    expect(heard.heard).toMatchObject([{ function: 'rt', class: 'unknown', target: 'frame 0x7000' }])
    expect(heard.observed('undecoded')).toHaveLength(1)
  })

  test('an alarm block that is neither notification nor answer is counted, and not decoded', () => {
    const block = '0007 0018 0100 0001 00000000 0003 0001 00000310 00000001 a800 0000'
    const heard = new Dialogue(profinet).toServer(`fe01 0001 0002 11 01 fffe fffe 001c ${block}`)
    expect(heard.heard).toMatchObject([{ role: 'event', function: 'alarm' }])
    expect(heard.observed('undecoded')).toHaveLength(1)
  })

  test('addresses, ids and properties of DCP are said', () => {
    const blocks = '0101 0008 0000 001b1b001001 0208 0006 0000 002a0313 0209 0006 0000 c0a80001 020a 0004 0000 0001'
    const heard = new Dialogue(profinet).toClient(`feff 0501 00000001 0000 002a ${blocks} 0000`)
    expect(heard.observed('identity')[0]?.facts).toEqual({
      mac: '00:1b:1b:00:10:01',
      capability: 'OEM device 0x002a 0x0313, RSI properties 0x0001',
      gateway: '192.168.0.1',
    })
  })

  test('records in a container belong to the device', () => {
    const im0 = `0020 0038 0100 002a ${'41'.repeat(20)} ${'42'.repeat(16)} 0004 56 040201 0000 f600 0003 0101 001e`
    const container = fromHex(`0401 004c 0100 0000 00000000 0000 0001 0000 aff0 ${im0}`)
    const record = bytesOf(recordHeader(0x8009, 0, 1, 0x80b0, container.length), container)
    const heard = new Dialogue(profinet).toClient(packet({ type: 2, operation: 2, sequence: 1 }, resultOf(0, record)))
    expect(heard.observed('identity').at(-1)).toMatchObject({
      module: '',
      facts: { firmware: 'V4.2.1', serial: 'B'.repeat(16) },
    })
  })
})
