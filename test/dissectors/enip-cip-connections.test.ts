/* Numbers from the CIP Networks Library, Volume 1, section 3-5.5 (Forward_Open), and Volume 2, sections 2-6 and 3-2. */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { MAX_CONNECTIONS } from '../../dissectors/cip/connections.ts'
import {
  connected,
  encapsulated,
  forwardClose,
  forwardCloseReply,
  forwardOpen,
  forwardOpenReply,
  implicit,
  path,
  request,
  response,
  slot,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16, u16le, u32le } from '../support/packet.ts'

/** What the EtherNet/IP dissector hands over: the message from its status on. */
const handed = (message: Bytes) => message.slice(8)
const ask = (id: number, message: Bytes) => handed(unconnected(id, message))
const over = (connection: number, sequence: number, message: Bytes) => handed(connected(connection, sequence, message))

const SCADA = { serial: 0x1001, vendor: 0x004d, originator: 0x2fd55ea3 }

describe('connections', () => {
  const OTHER = { serial: 0x1002, vendor: 0x004d, originator: 0x2fd55ea3 }
  const opened = () =>
    new Dialogue(cip)
      .toServer(ask(1, forwardOpen(SCADA, 0, 0x80000001, bytesOf(slot(0), path(2, 1)))))
      .toClient(ask(1, forwardOpenReply(SCADA, 0x70010001, 0x80000001)))

  test('what runs over a connection acts on the slot that it was opened to', () => {
    const dialogue = opened().toServer(over(0x70010001, 1, request(0x0e, path(1, 1, 3))))
    dialogue.toClient(over(0x80000001, 1, response(0x0e, 0, u16le(54))))
    expect(dialogue.heard[0]?.target).toBe(
      'class 0x06 (Connection Manager) instance 1 to slot 0 class 0x02 (Message Router) instance 1',
    )
    expect(dialogue.operations[3]).toBe(dialogue.operations[2])
    expect(dialogue.heard[2]).toMatchObject({
      module: 'slot 0',
      target: 'slot 0 class 0x01 (Identity) instance 1 attribute 3',
    })
    expect(dialogue.observed('identity')[1]).toMatchObject({ module: 'slot 0', facts: { 'product-code': '54' } })
  })

  test('who opens a connection says who it is, once', () => {
    const dialogue = opened().toServer(ask(2, forwardOpen(OTHER, 0, 1, path(2, 1), true)))
    expect(dialogue.observed('identity')).toEqual([
      {
        kind: 'identity',
        of: 'client',
        about: '',
        module: '',
        message: 'Forward_Open',
        facts: {
          vendor: 'Rockwell Software, Inc.',
          'vendor-id': '0x004d',
          originator: 'vendor 0x004d serial 0x2fd55ea3',
        },
      },
    ])
    const nobody = { serial: 1, vendor: 0, originator: 0 }
    expect(new Dialogue(cip).toServer(ask(1, forwardOpen(nobody, 0, 1, path(2, 1)))).observed('identity')).toEqual([])
    const unnumbered = { serial: 1, vendor: 0x4fff, originator: 0 }
    const [identified] = new Dialogue(cip)
      .toServer(ask(1, forwardOpen(unnumbered, 0, 1, path(2, 1))))
      .observed('identity')
    expect(identified?.facts).toEqual({ 'vendor-id': '0x4fff' })
  })

  test('two controllers behind one module are its originators, and neither number is its own', () => {
    const dialogue = new Dialogue(cip)
    for (const originator of [0x22222222, 0x33333333]) {
      dialogue.toServer(ask(1, forwardOpen({ serial: 1, vendor: 1, originator }, 0, 1, path(2, 1))))
    }
    const said = dialogue.observed('identity').map(({ facts }) => [facts.originator, facts.serial])
    expect(said).toEqual([
      ['vendor 0x0001 serial 0x22222222', undefined],
      ['vendor 0x0001 serial 0x33333333', undefined],
    ])
  })

  test('two connections that count alike are told apart by their ids', () => {
    const dialogue = opened().toServer(ask(2, forwardOpen(OTHER, 0, 0x80000002, path(2, 1), true)))
    dialogue.toClient(ask(2, forwardOpenReply(OTHER, 0x70010002, 0x80000002, true)))
    dialogue.toServer(over(0x70010001, 9, request(0x01, path(4, 1))), over(0x70010002, 9, request(0x01, path(4, 1))))
    dialogue.toClient(over(0x80000002, 9, response(0x01, 0)), over(0x80000001, 9, response(0x01, 0)))
    expect(dialogue.heard.slice(-2).map(({ module }) => module)).toEqual(['', 'slot 0'])
  })

  test('a closed connection is forgotten, and can be opened again', () => {
    const dialogue = opened().toServer(ask(2, forwardClose(SCADA, bytesOf(slot(0), path(2, 1)))))
    dialogue.toClient(ask(2, forwardCloseReply(SCADA))).toServer(over(0x70010001, 1, request(0x01, path(4, 1))))
    expect(dialogue.heard.at(-1)?.module).toBe('')
    dialogue.toServer(ask(3, forwardOpen(SCADA, 0, 0x80000003, path(2, 1))))
    dialogue.toClient(ask(3, forwardOpenReply(SCADA, 0x70010003, 0x80000003)), ask(4, forwardCloseReply(OTHER)))
    expect(dialogue.heard.filter(({ function: code }) => code === '0x4e').map(({ role }) => role)).toEqual([
      'request',
      'response',
      'response',
    ])
  })

  test('the connection opened longest ago is forgotten first', () => {
    const dialogue = opened()
    for (let serial = 1; serial <= MAX_CONNECTIONS; serial++) {
      dialogue.toServer(ask(2, forwardOpen({ ...SCADA, serial }, 0, serial, bytesOf(slot(serial), path(2, 1)))))
      dialogue.toClient(ask(2, forwardOpenReply({ ...SCADA, serial }, serial, serial)))
    }
    dialogue.toServer(over(0x70010001, 1, request(0x01, path(4, 1))), over(1, 1, request(0x01, path(4, 1))))
    expect(dialogue.heard.slice(-2).map(({ module }) => module)).toEqual(['', 'slot 1'])
  })

  test('a port that I/O will go to is announced when it is not the usual one', () => {
    const socket = (port: number) => bytesOf(u16(2), u16(port), hex('00000000 0000000000000000'))
    const answer = (port: number) => handed(unconnected(1, forwardOpenReply(SCADA, 1, 2), [0x8000, socket(port)]))
    const dialogue = new Dialogue(cip).toClient(answer(2222), answer(23456))
    expect(dialogue.observed('expectation')).toEqual([
      { kind: 'expectation', of: 'server', over: 'udp', port: 23456, protocol: 'cip' },
    ])
  })
})

describe('implicit I/O', () => {
  test('each packet is a publication of its connection, whichever way it goes', () => {
    const dialogue = new Dialogue(cip).toServer(implicit(0x00c00011, 1, hex('0100 0102')))
    dialogue.toClient(implicit(0x22, 1, hex('0100 0304'))).toServer(implicit(0x00c00011, 2, hex('0200 0102')))
    expect(dialogue.heard[0]).toEqual({
      role: 'event',
      function: 'io',
      name: 'Implicit I/O',
      class: 'publish',
      module: '',
      target: 'connection 0x00c00011',
      status: 0,
    })
    expect(dialogue.heard[1]?.target).toBe('connection 0x00000022')
    expect(dialogue.operations[2]).toBe(dialogue.operations[0])
  })

  test('a packet that is cut is malformed, and counted', () => {
    const whole = implicit(0x44, 1, hex('01020304'))
    const dialogue = new Dialogue(cip).toServer(whole, whole.slice(0, 20), whole.slice(0, 8), whole.slice(0, 3))
    expect(dialogue.heard.map(({ target }) => target)).toEqual([
      'connection 0x00000044',
      'connection 0x00000044',
      '',
      '',
    ])
    expect(dialogue.observed('malformed').map(({ offset }) => offset)).toEqual([14, 8, 3])
  })

  test('it is recognised by its items, which fill the datagram', () => {
    const whole = implicit(0x44, 1, hex('01020304'))
    const verdict = (bytes: Bytes) => cip.probe(cursorOver(bytes), 'to-server')
    expect(verdict(whole)).toBe('yes')
    expect(verdict(bytesOf(whole, 0))).toBe('no')
    expect(verdict(whole.slice(0, 17))).toBe('no')
    expect(cip.directionOf(cursorOver(whole))).toBeUndefined()
    expect(cip.messageLength(cursorOver(whole))).toBe(22)
  })
})

describe('what the encapsulation hands over', () => {
  const verdict = (bytes: Bytes) => cip.probe(cursorOver(bytes), 'to-server')

  test('is recognised by its zeros and items', () => {
    const message = ask(1, request(0x01, path(1, 1)))
    expect(verdict(message)).toBe('yes')
    expect(verdict(over(1, 1, request(0x01, path(1, 1))))).toBe('yes')
    for (const at of [2, 12, 19]) {
      const changed = message.slice()
      changed[at] = 1
      expect(verdict(changed)).toBe('no')
    }
    expect(verdict(message.slice(0, 21))).toBe('no')
    expect(verdict(message.slice(0, -1))).toBe('no')
    expect(verdict(unconnected(1, request(0x01, path(1, 1))))).toBe('no')
  })

  test('is malformed when it is cut, and not decoded when its items are of a kind of their own', () => {
    const dialogue = new Dialogue(cip)
    const wrong = encapsulated(
      0x6f,
      bytesOf(u32le(0), u16le(0), u16le(2), u32le(0), u16le(0xb1), u16le(2), hex('0100')),
    )
    dialogue.toServer(hex('0000 0000'), ask(1, bytesOf()), over(1, 1, bytesOf()), handed(wrong))
    expect(dialogue.observed('malformed').map(({ offset }) => offset)).toEqual([4, 32, 38])
    expect(dialogue.observed('undecoded')).toEqual([
      { kind: 'undecoded', reason: 'unsupported', code: expect.any(Number) },
    ])
  })
})

describe('messages that break the rules', () => {
  const heardOf = (asked: Bytes, answered?: Bytes) => {
    const dialogue = new Dialogue(cip).toServer(ask(1, asked))
    if (answered !== undefined) dialogue.toClient(ask(1, answered))
    const reasons = dialogue.observed('malformed').map(({ reason, offset }) => `${reason} at ${offset}`)
    return [dialogue.heard.map(({ role, function: code }) => `${role} ${code}`), reasons]
  }

  test('a path longer than its message costs the path, not the service', () => {
    expect(heardOf(bytesOf(0x0e, 9, path(1, 1)))).toEqual([['request 0x0e'], ['truncated at 38']])
    expect(heardOf(bytesOf(0x0e))).toEqual([['request 0x0e'], ['truncated at 33']])
  })

  test('an answer without room for its status is an answer', () => {
    const asked = request(0x0e, path(1, 1, 1))
    expect(heardOf(asked, bytesOf(0x8e))).toEqual([['request 0x0e', 'response 0x0e'], ['truncated at 33']])
    expect(heardOf(asked, bytesOf(0x8e, 0, 1, 9))).toEqual([['request 0x0e', 'response 0x0e'], ['truncated at 36']])
  })

  test('a packet whose offsets lead nowhere is a packet, and what could be read of it', () => {
    const packet = (...data: readonly number[]) => request(0x0a, path(2, 1), data.flatMap(u16le))
    expect(heardOf(packet(9, 4))).toEqual([['request 0x0a'], ['truncated at 40']])
    expect(heardOf(packet(2, 40, 6))).toEqual([['request 0x0a'], ['bad-length at 40']])
    const [heard, reasons] = heardOf(packet(0), bytesOf(response(0x0a, 0), u16le(9)))
    expect([heard, reasons]).toEqual([['request 0x0a', 'response 0x0a'], ['bad-length at 36']])
    expect(heardOf(packet(0), bytesOf(response(0x0a, 0), u16le(1), u16le(60)))[1]).toEqual(['bad-length at 38'])
    expect(heardOf(packet(0), response(0x0a, 0))[1]).toEqual([])
  })

  test('a packet within a packet is not opened', () => {
    const inner = request(0x0a, path(2, 1), u16le(9))
    expect(heardOf(request(0x0a, path(2, 1), u16le(1), u16le(4), inner))).toEqual([
      ['request 0x0a', 'request 0x0a'],
      [],
    ])
  })

  test('a sending that is longer than its message is a sending', () => {
    const send = request(0x52, path(6, 1), [7, 0xf9], u16le(60), request(0x01, path(1, 1)))
    expect(heardOf(send)).toEqual([['request 0x52'], ['truncated at 42']])
  })

  test('connections that are cut are counted, and not opened', () => {
    const open = forwardOpen(SCADA, 1, 2, path(2, 1)).slice(0, 30)
    expect(heardOf(open, response(0x54, 0, [1, 2]))).toEqual([['request 0x54', 'response 0x54'], ['truncated at 62']])
    const close = forwardClose(SCADA, path(2, 1)).slice(0, 12)
    expect(heardOf(close, response(0x4e, 0, [1]))).toEqual([['request 0x4e', 'response 0x4e'], ['truncated at 44']])
  })
})
