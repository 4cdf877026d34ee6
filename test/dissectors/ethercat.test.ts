import { describe, expect, test } from 'vitest'
import { ethercat } from '../../dissectors/ethercat/ethercat.ts'
import { MAX_SLAVES } from '../../dissectors/ethercat/ethercat-state.ts'
import { SETTLED_AFTER } from '../../dissectors/ethercat/placed-slaves.ts'
import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { MessageInfo, Sink } from '../../dissectors/kit/dissector.ts'
import type { Identity } from '../../dissectors/kit/observation.ts'
import { frameOf, mailbox, number32, sdo, typed } from '../../fixtures/generate/ethercat-frame.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

const data = (text: string) => fromHex(text)
const fprd = (station: number, offset: number, bytes: Uint8Array, counter = 0) => ({
  command: 4,
  position: station,
  offset,
  data: bytes,
  counter,
})
const fpwr = (station: number, offset: number, bytes: Uint8Array, counter = 0) => ({
  command: 5,
  position: station,
  offset,
  data: bytes,
  counter,
})
const MASTER = 0x0001_0500_3001
const MARKED = 0x0201_0500_3001

/** Roles of the datagrams of frames with these source addresses, and what was said of slaves. */
function roles(frames: readonly (readonly [number, Uint8Array])[]): { roles: string[]; said: Identity[] } {
  const state = ethercat.newState()
  const heard: string[] = []
  const said: Identity[] = []
  const sink: Sink = {
    operation: (role) => {
      heard.push(role)
    },
    observe: (observation) => {
      if (observation.kind === 'identity') said.push(observation)
    },
    handOff: () => {},
    wantsValues: () => false,
    value: () => {},
  }
  for (const [sourceMac, bytes] of frames) {
    const info: MessageInfo = {
      timeUs: 0,
      direction: 'to-server',
      afterGap: false,
      sourceMac,
      targetMac: 0xffff_ffff_ffff,
    }
    const view = new DataView(bytes.buffer)
    ethercat.dissect(new Cursor(view).reset(view, 0, bytes.length), info, state, sink)
  }
  return { roles: heard, said }
}

describe('datagrams', () => {
  test('are one operation each, by command, slave and register', () => {
    const frame = frameOf(fprd(1001, 0x0130, data('0000')), {
      command: 12,
      position: 0x1000,
      offset: 2,
      data: data('00000000'),
    })
    const heard = new Dialogue(ethercat).toServer(frame)
    expect(heard.heard.map(({ function: code, class: kind, module, target }) => [code, kind, module, target])).toEqual([
      ['0x04', 'diagnose', 'slave 1001', 'slave 1001 AL status'],
      ['0x0c', 'publish', '', 'logical 0x00021000+4'],
    ])
  })

  test('a write to AL control changes the mode, and is named after the state', () => {
    const heard = new Dialogue(ethercat).toServer(
      frameOf(fpwr(1001, 0x0120, data('0800'))),
      frameOf(fpwr(1001, 0x0120, data('1100'))),
    )
    expect(heard.heard.map(({ class: kind, target }) => [kind, target])).toEqual([
      ['mode', 'slave 1001 AL control OP'],
      ['mode', 'slave 1001 AL control INIT acknowledging an error'],
    ])
  })

  test('a command to write the SII is firmware, one to read it is reading', () => {
    const heard = new Dialogue(ethercat).toServer(
      frameOf(fpwr(1001, 0x0502, data('0102 04000000'))),
      frameOf(fpwr(1001, 0x0502, data('0001 08000000'))),
    )
    expect(heard.heard.map(({ class: kind, target }) => [kind, target])).toEqual([
      ['firmware', 'slave 1001 SII write'],
      ['read', 'slave 1001 SII read'],
    ])
  })

  test('a frame that came back is an answer, an error where no slave has counted it', () => {
    const heard = new Dialogue(ethercat).toServer(
      frameOf(fprd(1001, 0x0130, data('0800'), 1), fprd(1002, 0x0130, data('0000'), 0)),
    )
    expect(heard.heard.map(({ role, status }) => [role, status])).toEqual([
      ['response', 0],
      ['response', 1],
    ])
  })

  test('places in the line are found again in a frame that came back, and become station addresses', () => {
    const read = { command: 1, position: 0xffff, offset: 0x0130, data: data('0100') }
    const heard = new Dialogue(ethercat)
      .toServer(frameOf({ command: 7, position: 3, offset: 0x0000, data: data('11'), counter: 3 }))
      .toServer(frameOf({ ...read, position: 2, counter: 1 }))
      .toServer(frameOf({ ...read, command: 2, offset: 0x0010, position: 2, data: data('e903'), counter: 1 }))
      .toServer(frameOf({ ...read, position: 2, counter: 1 }))
    expect(heard.heard.map(({ module }) => module)).toEqual(['', '', '', 'slave 1001'])
    expect(heard.heard.map(({ target }) => target)).toEqual([
      'all slaves ESC information',
      'position 1 AL status',
      'position 1 station address',
      'slave 1001 AL status',
    ])
    expect(heard.observed('identity').map(({ module }) => module)).toEqual(['slave 1001', 'slave 1001'])
  })

  /** A line of three, and what the second of them answers. */
  const line = () =>
    new Dialogue(ethercat).toServer(frameOf({ command: 7, position: 3, offset: 0x0000, data: data('11'), counter: 3 }))
  const atPlace = (command: number, offset: number, bytes: string, counter = 1) =>
    frameOf({ command, position: 2, offset, data: data(bytes), counter })
  const SII = '4000 08000000 02000000 522c4c04'

  test('what a place tells is told of the station that it becomes', () => {
    const heard = line().toServer(atPlace(1, 0x0502, SII), atPlace(1, 0x0130, '0100'))
    expect(heard.observed('identity')).toEqual([])
    heard.toServer(atPlace(2, 0x0010, 'e903'))
    expect(heard.observed('identity')).toMatchObject([
      { module: 'slave 1001', message: 'SII', facts: { vendor: 'Beckhoff' } },
      { module: 'slave 1001', message: 'AL status', facts: { mode: 'INIT' } },
    ])
  })

  test('an address that no slave has taken binds nothing', () => {
    const heard = line().toServer(atPlace(1, 0x0130, '0100'))
    const refused = frameOf(
      { command: 2, position: 2, offset: 0x0010, data: data('e903') },
      { command: 7, position: 3, offset: 0x0000, data: data('11'), counter: 3 },
    )
    heard.toServer(refused)
    expect(heard.observed('identity')).toEqual([])
  })

  test(`a place that has answered ${SETTLED_AFTER} times keeps its name, also when it is given an address`, () => {
    const heard = line()
    for (let i = 0; i < SETTLED_AFTER; i++) heard.toServer(atPlace(1, 0x0130, '0100'))
    expect(heard.observed('identity')).toMatchObject([{ module: 'position 1', facts: { mode: 'INIT' } }])
    heard.toServer(atPlace(2, 0x0010, 'e903'), frameOf(fprd(1001, 0x0130, data('0200'), 1)))
    heard.toServer(frameOf(fprd(1001, 0x1080, mailbox(3, 1001, sdo(3, 0x43, 0x1018, 1, number32(2))), 1)))
    expect(heard.observed('identity').map(({ module }) => module)).toEqual(['position 1', 'position 1', 'position 1'])
    expect(heard.heard.at(-1)?.module).toBe('position 1')
    // The address goes to another, and is withdrawn.
    heard.toServer(frameOf({ command: 2, position: 1, offset: 0x0010, data: data('e903'), counter: 1 }))
    heard.toServer(frameOf(fprd(1001, 0x0130, data('0800'), 1)))
    expect(heard.heard.at(-1)?.module).toBe('slave 1001')
    heard.toServer(frameOf({ command: 2, position: 1, offset: 0x0010, data: data('0000'), counter: 1 }))
    heard.toServer(frameOf({ command: 1, position: 1, offset: 0x0100, data: data('0000'), counter: 1 }))
    expect(heard.heard.at(-1)?.target).toBe('position 2 DL control')
  })

  test('a master that uses station addresses names no slave by its place, however often it asks there', () => {
    const heard = line().toServer(frameOf(fprd(1001, 0x0130, data('0800'), 1)))
    for (let i = 0; i < 2 * SETTLED_AFTER; i++) heard.toServer(atPlace(1, 0x0130, '0800'))
    expect(heard.observed('identity').map(({ module }) => module)).toEqual(['slave 1001'])
    expect(new Set(heard.heard.map(({ module }) => module))).toEqual(new Set(['', 'slave 1001']))
  })

  test(`past ${MAX_SLAVES} places that wait for an address each is named by its place at once`, () => {
    const count = MAX_SLAVES + 2
    const heard = new Dialogue(ethercat).toServer(
      frameOf({ command: 7, position: count, offset: 0x0000, data: data('11'), counter: count }),
    )
    for (let place = 0; place < count; place++) {
      const position = count - place
      heard.toServer(frameOf({ command: 1, position, offset: 0x0502, data: data(SII), counter: 1 }))
    }
    expect(heard.observed('identity').map(({ module }) => module)).toEqual([
      `position ${MAX_SLAVES}`,
      `position ${MAX_SLAVES + 1}`,
    ])
  })

  test('the mark of returning frames tells them from those of a master, which what is said is about', () => {
    const frame = frameOf(fprd(1001, 0x0130, data('0800'), 1))
    const { roles: heard, said } = roles([
      [MASTER, frameOf(fprd(1001, 0x0130, data('0000')))],
      [MARKED, frame],
    ])
    expect(heard).toEqual(['request', 'response'])
    expect(said).toMatchObject([{ about: '00:01:05:00:30:01', module: 'slave 1001', facts: { mode: 'OP' } }])
  })

  test('a master with a local address is recognised by the same frame twice', () => {
    const out = frameOf(fprd(1001, 0x0130, data('0000')))
    const back = frameOf(fprd(1001, 0x0130, data('0800'), 1))
    const { roles: heard } = roles([
      [MARKED, out],
      [MARKED, back],
      [MARKED, out],
      [MARKED, back],
    ])
    // The first could not be told yet.
    expect(heard).toEqual(['response', 'response', 'request', 'response'])
  })

  test('lengths that do not add up are malformed, and no EtherCAT to a probe', () => {
    const frame = frameOf(fprd(1001, 0x0130, data('0000')))
    expect(ethercat.probe(cursorOver(frame), 'to-server')).toBe('yes')
    frame[0] = (frame[0] as number) - 1
    expect(ethercat.probe(cursorOver(frame), 'to-server')).toBe('no')
    expect(new Dialogue(ethercat).toServer(frame).observed('malformed')).toHaveLength(1)
  })

  test('the SII says maker, product and serial number, when it is not busy', () => {
    const words = '08000000 02000000 522c4c04'
    const heard = new Dialogue(ethercat).toServer(frameOf(fprd(1001, 0x0502, data(`4080 ${words}`), 1)))
    expect(heard.observed('identity')).toEqual([])
    heard.toServer(frameOf(fprd(1001, 0x0502, data(`4000 ${words}`), 1)))
    expect(heard.observed('identity')).toMatchObject([
      {
        module: 'slave 1001',
        message: 'SII',
        facts: { vendor: 'Beckhoff', 'vendor-id': '0x00000002', 'product-code': '0x044c2c52' },
      },
    ])
  })
})

describe('mailboxes', () => {
  const ask = (service: Uint8Array, type = 3) => frameOf(fpwr(1001, 0x1000, mailbox(type, 0, service)))
  const reply = (service: Uint8Array, type = 3) => frameOf(fprd(1001, 0x1080, mailbox(type, 1001, service), 1))
  const mailboxes = (heard: Dialogue) => heard.heard.filter(({ function: code }) => !code.startsWith('0x'))

  test('an SDO answer belongs to the request of its slave', () => {
    const heard = new Dialogue(ethercat)
      .toServer(ask(sdo(2, 0x40, 0x1018, 1, number32(0))))
      .toServer(reply(sdo(3, 0x43, 0x1018, 1, number32(2))))
    expect(mailboxes(heard).map(({ role, function: code, class: kind, target }) => [role, code, kind, target])).toEqual(
      [
        ['request', 'coe 2', 'discover', 'slave 1001 0x1018:01 identity'],
        ['response', 'coe 2', 'discover', 'slave 1001 0x1018:01 identity'],
      ],
    )
    expect(heard.observed('identity')).toMatchObject([{ module: 'slave 1001', facts: { vendor: 'Beckhoff' } }])
  })

  test('the datagram that takes a message there is session, other writes to memory are writes', () => {
    const heard = new Dialogue(ethercat).toServer(
      ask(sdo(2, 0x40, 0x1008, 0, number32(0))),
      frameOf(fpwr(1001, 0x1000, mailbox(3, 0, sdo(2, 0x40, 0x1008, 0, number32(0))), 1)),
      frameOf(fpwr(1001, 0x1000, new Uint8Array(16))),
    )
    const datagrams = heard.heard.filter(({ function: code }) => code === '0x05')
    expect(datagrams.map(({ role, class: kind, target }) => [role, kind, target])).toEqual([
      ['request', 'session', 'slave 1001 mailbox 0x1000+16'],
      ['response', 'session', 'slave 1001 mailbox 0x1000+16'],
      ['request', 'write', 'slave 1001 memory 0x1000+16'],
    ])
    expect(mailboxes(heard).map(({ class: kind }) => kind)).toEqual(['discover', 'discover'])
  })

  test('an abort of the slave is an answer with its code', () => {
    const heard = new Dialogue(ethercat)
      .toServer(ask(sdo(2, 0x2f, 0x6040, 0, number32(6))))
      .toServer(reply(sdo(2, 0x80, 0x6040, 0, number32(0x0609_0030))))
    expect(mailboxes(heard)[1]).toMatchObject({ role: 'response', class: 'control', status: 0x0609_0030 })
  })

  test('a file that is written is firmware; its password is never told', () => {
    const heard = new Dialogue(ethercat).toServer(ask(fromHex('0200 39300000 66772e656677'), 4))
    expect(mailboxes(heard)).toMatchObject([{ function: 'foe 2', class: 'firmware', target: 'slave 1001 fw.efw' }])
    expect(JSON.stringify([heard.heard, heard.observations])).not.toContain('12345')
  })

  test('memory that no slave has filled in is no mailbox', () => {
    const stale = frameOf(fprd(1001, 0x1080, mailbox(3, 1001, sdo(3, 0x43, 0x1018, 1, number32(2))), 0))
    expect(mailboxes(new Dialogue(ethercat).toServer(stale))).toEqual([])
  })

  test('a mailbox of another station, or with reserved bits, is process data', () => {
    const other = frameOf(fprd(1001, 0x1080, mailbox(3, 1002, sdo(3, 0x43, 0x1018, 1, number32(2))), 1))
    expect(mailboxes(new Dialogue(ethercat).toServer(other))).toEqual([])
  })
})

describe('frames', () => {
  const probe = (bytes: Uint8Array) => ethercat.probe(cursorOver(bytes), 'to-server')
  const service = sdo(2, 0x40, 0x1008, 0, number32(0))

  test('a mailbox by itself is asked to the server, and answered to the client', () => {
    const frame = typed(5, mailbox(3, 1001, service))
    expect(probe(frame)).toBe('yes')
    const heard = new Dialogue(ethercat)
      .toServer(frame)
      .toClient(typed(5, mailbox(3, 1001, sdo(3, 0x41, 0x1008, 0, number32(0)))))
    expect(heard.heard.map(({ role, function: code }) => [role, code])).toEqual([
      ['request', 'coe 2'],
      ['response', 'coe 2'],
    ])
  })

  test('types that are not known, or do not hold what they should, are counted and said', () => {
    const heard = new Dialogue(ethercat).toServer(
      typed(9, number32(0)),
      typed(5, new Uint8Array(12)),
      typed(4, new Uint8Array(20)),
    )
    expect(heard.heard.map(({ function: code }) => code)).toEqual(['frame 9', 'frame 5', 'nv'])
    expect(heard.observations.map(({ kind }) => kind)).toEqual(['undecoded', 'malformed', 'malformed'])
    expect(
      [typed(9, number32(0)), typed(5, new Uint8Array(12)), typed(4, new Uint8Array(20)), data('10')].map(probe),
    ).toEqual(Array(4).fill('no'))
  })

  test('a frame without a header, and an SDO that is cut, are malformed', () => {
    const cut = frameOf(fpwr(1001, 0x1000, data('0a00 0000 00 13 0020 40')))
    const heard = new Dialogue(ethercat).toServer(data('10'), cut)
    expect(heard.heard.map(({ function: code }) => code)).toEqual(['0x05', 'coe 2'])
    expect(heard.observed('malformed')).toHaveLength(2)
  })

  test('a segment whose beginning was not seen is a request for an object nobody knows', () => {
    const heard = new Dialogue(ethercat).toServer(
      frameOf(fpwr(1001, 0x1000, mailbox(3, 0, data('0020 60 00000000000000')))),
    )
    expect(heard.heard.at(-1)).toMatchObject({ function: 'coe 2', class: 'unknown', target: 'slave 1001' })
  })

  test('a reload of the SII configures, a bare control word does nothing', () => {
    const heard = new Dialogue(ethercat).toServer(
      frameOf(fpwr(1001, 0x0502, data('0004'))),
      frameOf(fpwr(1001, 0x0502, data('0000'))),
    )
    expect(heard.heard.map(({ class: kind, target }) => [kind, target])).toEqual([
      ['configure', 'slave 1001 SII reload'],
      ['read', 'slave 1001 SII control'],
    ])
  })

  test('what has the length of a mailbox but no known type is process data', () => {
    const heard = new Dialogue(ethercat).toServer(frameOf(fpwr(1001, 0x1000, mailbox(9, 0, service))))
    expect(heard.heard.map(({ function: code }) => code)).toEqual(['0x05'])
  })

  test('a chain that breaks off is malformed, and what is there of it is counted', () => {
    const two = frameOf(fprd(1001, 0x0130, data('0000')), fprd(1002, 0x0130, data('0000')))
    const heard = new Dialogue(ethercat).toServer(two.slice(0, 20))
    expect(heard.heard).toHaveLength(1)
    expect(heard.observed('malformed').map(({ reason }) => reason)).toEqual(['truncated'])
  })
})
