import { describe, expect, test } from 'vitest'
import { MAX_PARTS, MAX_VALUE, partsOf, releaseOf } from '../../dissectors/tns/descriptor.ts'
import { MAX_PACKET } from '../../dissectors/tns/packet-shape.ts'
import { MAX_BANNER } from '../../dissectors/tns/sign-in.ts'
import { MAX_ANSWERS, tns } from '../../dissectors/tns/tns.ts'
import {
  acceptPacket,
  connectPacket,
  dataPacket,
  longPacket,
  redirectPacket,
  refusePacket,
  tnsPacket,
} from '../../fixtures/generate/tns-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16, u32 } from '../support/packet.ts'

const CID = '(CID=(PROGRAM=trend.exe)(HOST=HMI-7)(USER=operator))'
const DESCRIPTOR = `(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SERVICE_NAME=PLANT)${CID}))`
const CONNECT = connectPacket(DESCRIPTOR)
const text = (value: string) => [...ascii(value), 0]
const dialogue = () => new Dialogue(tns)
const connected = () => dialogue().toServer(CONNECT).toClient(acceptPacket())
const heardOf = (one: Dialogue) => one.heard.map(({ role, function: of, status }) => `${role} ${of} ${status}`)
const changed = (at: number, ...bytes: number[]) => {
  const copy = CONNECT.slice()
  copy.set(bytes, at)
  return copy
}

describe('probe', () => {
  test.each([
    ['a connect', CONNECT, 'yes'],
    ['one with its descriptor behind it', connectPacket(DESCRIPTOR, true), 'yes'],
    ['one with no descriptor', connectPacket('', true), 'no'],
    ['the beginning of one', CONNECT.slice(0, 20), 'need-more'],
    ['one before its descriptor', CONNECT.slice(0, 40), 'need-more'],
    ['one that is short', tnsPacket(1, 1, 2), 'no'],
    ['one of another version', changed(8, 0, 1), 'no'],
    ['one that is compatible with a later one', changed(10, 2, 0), 'no'],
    ['one of another byte order', changed(22, 7, 7), 'no'],
    ['one with its descriptor elsewhere', changed(26, 0, 9), 'no'],
    ['one with another descriptor', changed(74, 0x41), 'no'],
    ['a refusal', refusePacket('(DESCRIPTION=(ERR=1))'), 'yes'],
    ['half a refusal', refusePacket('(DESCRIPTION=(ERR=1))').slice(0, 14), 'need-more'],
    ['another refusal', refusePacket('no'), 'no'],
    ['a call', dataPacket(3, 0x5e, 1), 'yes'],
    ['a call with a length of 32 bits', longPacket(6, u16(0), 3, 0x5e, 1), 'yes'],
    ['a call that does not exist', dataPacket(3, 0xf0, 1), 'need-more'],
    ['other flags', tnsPacket(6, u16(0x8000), 3, 0x5e, 1), 'no'],
    ['the beginning of a session', dataPacket(0xde, 0xad, 0xbe, 0xef), 'yes'],
    ['data', dataPacket(7, 1, 2, 3), 'need-more'],
    ['flags alone', dataPacket(), 'need-more'],
    ['an accept', acceptPacket(), 'no'],
    ['half an accept', acceptPacket().slice(0, 20), 'no'],
    ['nothing', bytesOf(), 'need-more'],
    ['a length that is none', bytesOf(0xff, 0xff), 'no'],
    ['another type', bytesOf(0, 9, 0, 0, 99), 'no'],
    ['a checksum', bytesOf(u16(9), u16(0), 1, 0, u16(7), 0), 'no'],
    ['a length below its own', bytesOf(u32(7), 1, 0, u16(0)), 'no'],
  ])('%s: %s', (_, bytes, verdict) => {
    expect(tns.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test.each([
    ['a connect', CONNECT, 'to-server'],
    ['an accept', acceptPacket(), 'to-client'],
    ['a call', dataPacket(3, 0x5e, 1), 'to-server'],
    ['data', dataPacket(7, 1), undefined],
    ['a marker', tnsPacket(12, 1, 0, 1), undefined],
    ['half a header', bytesOf(0, 9), undefined],
  ])('%s goes %s', (_, bytes, direction) => {
    expect(tns.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('packets', () => {
  test(`of a longer packet ${MAX_PACKET} bytes are held, and the rest passes`, () => {
    const long = longPacket(6, u16(0), 3, 0x5e, 1, new Uint8Array(70_000))
    expect(tns.messageLength(cursorOver(long))).toBe(MAX_PACKET)
    const one = connected()
      .toServer(long)
      .toClient(dataPacket(7, 1), long)
      .toServer(dataPacket(3, 9, 1))
    expect(one.lostBytes).toBe(0)
    expect(heardOf(one).slice(2)).toEqual(['request call 94 0', 'response call 94 0', 'request call 9 0'])
  })

  test('a call of several packets is one; cyclic calls are the same object', () => {
    const call = dataPacket(3, 0x5e, 1)
    const one = connected().toServer(call, dataPacket(1, 2)).toClient(dataPacket(7), dataPacket(7)).toServer(call)
    expect(heardOf(one).slice(2)).toEqual(['request call 94 0', 'response call 94 0', 'request call 94 0'])
    expect(one.operations[4]).toBe(one.operations[2])
  })

  test('a client that is asked to say it again does', () => {
    const one = dialogue().toServer(CONNECT).toClient(tnsPacket(11)).toServer(CONNECT).toClient(acceptPacket())
    expect(heardOf(one)).toEqual(['request 1 0', 'request 1 0', 'response 1 0'])
  })

  test('markers are orders; other packets say nothing', () => {
    const one = connected()
      .toServer(tnsPacket(12, 1, 0, 1), tnsPacket(13), tnsPacket(7))
      .toClient(tnsPacket(12, 1, 0, 2))
    expect(heardOf(one).slice(2)).toEqual(['order 12 0', 'order 12 0'])
  })

  test('what is cut short is malformed, and after a gap nothing waits', () => {
    const said: string[] = []
    const sink = {
      operation: (role: string) => said.push(role),
      observe: ({ kind }: { kind: string }) => said.push(kind),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const state = tns.newState()
    const info = { timeUs: 0, afterGap: true, sourceMac: 0, targetMac: 0, direction: 'to-server' } as const
    for (const bytes of [bytesOf(1), tnsPacket(6), dataPacket(), dataPacket(3, 9, 1)]) {
      tns.dissect(cursorOver(bytes), info, state, sink)
    }
    tns.dissect(cursorOver(dataPacket(9)), { ...info, direction: 'to-client' }, state, sink)
    expect(said).toEqual(['malformed', 'malformed', 'request'])
  })

  test('numbers without a name are told as they are', () => {
    expect([9, 0x105, 0x3f0, 0xff].map((code) => tns.describe(code).name)).toEqual([
      'Packet 9',
      'Message 5',
      'Call 240',
      'Response to a request that was not seen',
    ])
  })
})

describe('what is said', () => {
  test('a connect names the client, its accept the service', () => {
    const one = connected()
    expect(one.heard[0]).toMatchObject({ name: 'Connect', class: 'session', target: 'service PLANT' })
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { name: 'HMI-7', application: 'trend.exe', user: 'operator' }],
      ['server', { service: 'Oracle PLANT' }],
    ])
  })

  test('a descriptor that comes in a packet of its own is the same', () => {
    const one = dialogue()
      .toServer(connectPacket(DESCRIPTOR, true), dataPacket(ascii(DESCRIPTOR)))
      .toClient(acceptPacket())
    expect(heardOf(one)).toEqual(['request 1 0', 'response 1 0'])
    expect(one.observed('identity')).toHaveLength(2)
  })

  test('the host of a thin driver is none; a SID is a service', () => {
    const one = dialogue().toServer(connectPacket('(CONNECT_DATA=(SID=XE)(CID=(HOST=__jdbc__)))'))
    expect([one.heard[0]?.target, one.observed('identity')]).toEqual(['service XE', []])
  })

  test('a refusal has its error and the release of the listener', () => {
    const one = dialogue().toServer(CONNECT).toClient(refusePacket('(DESCRIPTION=(VSNNUM=186647552)(ERR=12514))'))
    expect(heardOf(one)[1]).toBe('response 1 12514')
    expect(one.observed('identity')[1]).toMatchObject({ facts: { software: 'Oracle Net listener 11.2.0.4.0' } })
  })

  test.each(['(DESCRIPTION=(ERR=x))', '(ERR=1', '(DESCRIPTION=(ERR=-1))'])(
    '%s is an error all the same',
    (descriptor) => {
      expect(heardOf(dialogue().toServer(CONNECT).toClient(refusePacket(descriptor)))[1]).toBe('response 1 1')
    },
  )

  test.each([
    ['(ADDRESS=(PORT=49152))', [49152]],
    ['(ADDRESS=(PORT=99999))', []],
    ['(ADDRESS=(HOST=a))', []],
  ])('%s redirects to %o', (descriptor, ports) => {
    const one = dialogue().toServer(CONNECT).toClient(redirectPacket(descriptor))
    expect(one.observed('expectation').map(({ port }) => port)).toEqual(ports)
  })

  test.each([
    ['version', 'diagnose'],
    ['stop', 'mode'],
    ['reload', 'configure'],
  ])('the command %s to a listener is %s', (command, operationClass) => {
    const one = dialogue().toServer(connectPacket(`(CONNECT_DATA=(COMMAND=${command}))`))
    expect(one.heard[0]).toMatchObject({ class: operationClass, target: `command ${command}` })
  })

  test('the password of a listener is a credential in clear, and is not kept', () => {
    const one = dialogue().toServer(connectPacket('(CONNECT_DATA=(COMMAND=stop)(PASSWORD=secret))'))
    expect(one.observed('credential')).toMatchObject([{ method: 'TNS listener password', protection: 'clear' }])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })

  test('the version is read where it is asked for, or a listener says it; never in rows', () => {
    const banner = `Oracle Database 19c Release 19.0.0.0.0${'x'.repeat(200)}`
    const called = connected()
      .toServer(dataPacket(3, 0x3b, 1))
      .toClient(dataPacket(8, 9, ascii(banner), 0))
    expect(called.observed('identity').at(-1)?.facts.software?.length).toBe(MAX_BANNER)
    const rows = connected()
      .toServer(dataPacket(3, 0x5e, 1))
      .toClient(dataPacket(7, ascii(banner), 0))
    expect(rows.observed('identity')).toHaveLength(2)
    const listener = dialogue()
      .toServer(connectPacket('(CONNECT_DATA=(COMMAND=version))'))
      .toClient(acceptPacket(), dataPacket(text('TNSLSNR for Linux: Version 11.2')))
    expect(listener.observed('identity')).toMatchObject([{ facts: { software: 'TNSLSNR for Linux: Version 11.2' } }])
  })

  test(`after ${MAX_ANSWERS} answers nobody looks for a version any more`, () => {
    const one = dialogue().toClient(...Array.from({ length: MAX_ANSWERS }, () => dataPacket(7, 1)))
    expect(one.toClient(dataPacket(text('TNSLSNR for Linux'))).observed('identity')).toEqual([])
  })

  test.each([
    [text('x86_64/Linux 2.4.xx'), ['x86_64/Linux 2.4.xx']],
    [[1, 2, 3, 0], []],
    [[], []],
  ])('the answer to a negotiation names the platform', (platform, expected) => {
    const one = dialogue()
      .toServer(dataPacket(1, 6, 0))
      .toClient(dataPacket(1, 6, 0, platform))
    expect(one.observed('identity').map(({ facts }) => facts.os)).toEqual(expected)
  })
})

describe('descriptors', () => {
  test(`at most ${MAX_PARTS} values, each of at most ${MAX_VALUE} characters`, () => {
    const many = Array.from({ length: 99 }, (_, i) => `(A${i}=${'x'.repeat(200)})`).join('')
    const parts = partsOf(many)
    expect([parts.size, parts.get('A0')?.length]).toEqual([MAX_PARTS, MAX_VALUE])
    expect(partsOf('(A='.repeat(200)).size).toBe(0)
  })

  test('a value without its end is none', () => {
    expect([...partsOf('(A=(B=1)(C=2')]).toEqual([['A.B', '1']])
  })

  test.each([
    ['318767104', '19.0.0.0.0'],
    ['5', ''],
    ['x', ''],
    ['', ''],
  ])('VSNNUM %s is %s', (number, release) => {
    expect(releaseOf(number)).toBe(release)
  })
})
