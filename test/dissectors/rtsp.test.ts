import { describe, expect, test } from 'vitest'
import { MAX_HEADER } from '../../dissectors/rtsp/message-shape.ts'
import { MAX_FIELD, MAX_TARGETS, rtsp } from '../../dissectors/rtsp/rtsp.ts'
import { MAX_WAITING, RtspState } from '../../dissectors/rtsp/rtsp-state.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ObservingSink } from '../support/fixture-messages.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const text = (value: string) => bytesOf(ascii(value))
const dialogue = () => new Dialogue(rtsp)
const message = (start: string, ...fields: string[]) => text([start, ...fields, '', ''].join('\r\n'))

describe('probe', () => {
  test.each([
    ['', 'need-more'],
    ['RTSP/1.0 200 OK\r\n', 'yes'],
    ['RTS', 'need-more'],
    ['RTSP/1.0 20', 'need-more'],
    ['RTSP/1.0-200', 'no'],
    ['RTSP/1x0 200', 'no'],
    ['RTSP/a', 'no'],
    ['OPTIONS rtsp://a RTSP/1.0\r\n', 'yes'],
    ['DESCRIBE', 'need-more'],
    ['DESCRIBE ', 'need-more'],
    ['DESCRIBE rtsp://a', 'need-more'],
    ['DESCRIBE rtsp://a RT', 'need-more'],
    ['OPTIONS / HTTP/1.1\r\n', 'no'],
    ['PLAY  RTSP/1.0', 'no'],
    ['GET / RTSP/1.0', 'no'],
    ['$\x00\x00\x02\x80\x60$\x01\x00\x02\x80', 'yes'],
    ['$\x00\x00\x02\x80\x60$\x01\x00\x02\x00', 'no'],
    ['$\x00\x00\x02\x80\x60$\x10\x00\x02\x80', 'no'],
    ['$\x00\x00\x02\x80\x60x\x01\x00\x02\x80', 'no'],
    ['$\x00\x00\x02\x80\x60$\x01\x00\x02', 'need-more'],
    ['$\x00\x00', 'need-more'],
    ['$\x00\x00\x02\x00', 'no'],
    ['$\x10\x00\x02\x80', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(rtsp.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('requests go to the server, answers to the client, embedded data either way', () => {
    const of = (bytes: string) => rtsp.directionOf(cursorOver(text(bytes)))
    expect([of('PLAY a RTSP/1.0'), of('RTSP/1.0 200'), of('$'), of('PLAY a')]).toEqual([
      'to-server',
      'to-client',
      undefined,
      undefined,
    ])
  })
})

describe('framing', () => {
  test.each([
    ['', 0],
    ['\r', 0],
    ['\r\n', 2],
    ['\rx', -1],
    ['\n', 1],
    ['$\x00\x00', 0],
    ['$\x00\x00\x02\x80\x60', 4],
    ['PLAY a RTSP/1.0\r\nCSeq: 1\r\n\r\nx', 28],
    ['PLAY a RTSP/1.0\r\nCSeq: 1\r\n', 0],
    ['PLAY', 0],
    ['RTSP/', 0],
    ['\x01', -1],
    [`${'A'.repeat(40)}`, -1],
  ])('%j has length %i', (bytes, length) => {
    expect(rtsp.messageLength(cursorOver(text(bytes)))).toBe(length)
  })

  test(`a header has at most ${MAX_HEADER} bytes`, () => {
    expect(rtsp.maxMessage).toBe(MAX_HEADER)
  })

  test('bodies and embedded data are passed over, of each side for itself', () => {
    const one = dialogue()
      .toServer(message('SET_PARAMETER a RTSP/1.0', 'CSeq: 1', 'Content-Length: 8'), text('$secret:'))
      .toClient(text('$\x01\x00\x04PLAY'), message('RTSP/1.0 200 OK', 'CSeq: 1'), text('$\x01\x00\x00'))
    expect(one.lostBytes).toBe(0)
    expect(one.heard.map(({ role, function: code, target }) => [role, code, target])).toEqual([
      ['request', 'SET_PARAMETER', 'a'],
      ['event', '$', 'channel 1'],
      ['response', 'SET_PARAMETER', 'a'],
      ['event', '$', 'channel 1'],
    ])
    expect(one.operations[1]).toBe(one.operations[3])
  })
})

describe('messages', () => {
  test.each([
    ['OPTIONS', 'discover'],
    ['DESCRIBE', 'read'],
    ['SETUP', 'session'],
    ['SET_PARAMETER', 'write'],
    ['RECORD', 'write'],
  ])('%s is %s', (method, operationClass) => {
    const request = message(`${method} rtsp://kim:secret@10.0.0.1/live?key=secret RTSP/1.0`, 'CSeq: 1')
    const one = dialogue().toServer(request, request)
    expect(one.heard[0]).toMatchObject({ function: method, class: operationClass, target: '10.0.0.1/live' })
    expect(one.operations[0]).toBe(one.operations[1])
  })

  test('another method, an answer to what was not seen, embedded data have names', () => {
    const one = dialogue().toServer(message('FLY a RTSP/1.0')).toClient(message('RTSP/1.0 454 No', 'CSeq: 9'))
    expect(one.heard.map(({ function: code, status }) => [code, status])).toEqual([
      ['other', 0],
      ['response', 454],
    ])
    expect([0, 1, 254, 255, 99].map((code) => rtsp.describe(code).name)).toEqual([
      'Another method',
      'OPTIONS',
      'Embedded binary data',
      'Response to a request that was not seen',
      'other',
    ])
  })

  test('answers belong to requests by their sequence number; 1yz is not final; servers may ask, too', () => {
    const one = dialogue()
      .toServer(message('PLAY a RTSP/1.0', 'CSeq: 1'), message('PAUSE a RTSP/1.0', 'CSeq: 2'))
      .toClient(message('RTSP/1.0 100 Continue', 'CSeq: 2'), message('RTSP/1.0 200 OK', 'CSeq: 2'))
      .toClient(message('REDIRECT a RTSP/1.0', 'CSeq: 7'))
      .toServer(message('RTSP/1.0 200 OK', 'CSeq: 7'))
    expect(one.heard.slice(2).map(({ role, function: code }) => [role, code])).toEqual([
      ['response', 'PAUSE'],
      ['event', 'REDIRECT'],
    ])
  })

  test('a field without a colon, a status that is none, embedded data cut short are malformed', () => {
    const one = dialogue().toServer(message('PLAY a RTSP/1.0', 'nothing')).toClient(message('RTSP/1.0 x00 OK'))
    expect(one.observed('malformed')).toHaveLength(2)
    const sink = new ObservingSink()
    const info = { timeUs: 0, direction: 'to-client', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    rtsp.dissect(cursorOver(text('$\x01\x00')), info, rtsp.newState(), sink)
    expect(sink.observed).toMatchObject([{ reason: 'truncated' }])
  })

  test(`one connection has at most ${MAX_TARGETS} targets`, () => {
    const one = dialogue()
    for (let i = 0; i < MAX_TARGETS + 2; i++) one.toServer(message(`PLAY /${i} RTSP/1.0`, `CSeq: ${i}`))
    expect(one.heard.at(-3)?.target).toBe(`/${MAX_TARGETS - 1}`)
    expect(one.heard.slice(-2).map(({ target }) => target)).toEqual(['…', '…'])
    expect(one.operations.at(-1)).toBe(one.operations.at(-2))
  })

  test(`at most ${MAX_WAITING} requests wait`, () => {
    const { waiting } = new RtspState()
    for (let i = 0; i <= MAX_WAITING; i++)
      waiting.ask(i, { class: 'read', code: i, module: '', target: '', slot: 0, points: [] })
    expect([waiting.answer(0), waiting.size]).toEqual([undefined, MAX_WAITING])
  })
})

describe('what is said', () => {
  test('servers, realms and agents, once', () => {
    const answer = message(
      'RTSP/1.0 401 No',
      'CSeq: 1',
      'Server: Cam/1',
      'WWW-Authenticate: Digest realm="Gate 3", nonce="1"',
    )
    const ask = message('PLAY a RTSP/1.0', 'CSeq: 1', 'User-Agent: VLC (Linux x86_64)')
    const one = dialogue()
      .toServer(ask, ask)
      .toClient(answer, answer, message('RTSP/1.0 401 No', 'WWW-Authenticate: x'))
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { software: 'VLC (Linux x86_64)', os: 'Linux x86_64' }],
      ['server', { software: 'Cam/1' }],
      ['server', { banner: 'Gate 3' }],
    ])
  })

  test(`texts have at most ${MAX_FIELD} characters`, () => {
    const one = dialogue().toClient(message('RTSP/1.0 200 OK', `Server: ${'x'.repeat(400)}`))
    expect(one.observed('identity')[0]?.facts.software?.length).toBe(MAX_FIELD)
  })

  test('the account of who signs in, never what proves it', () => {
    const digest = 'Authorization: Digest username="kim", nonce="secret", response="secret"'
    const basic = `Authorization: Basic ${btoa('lee:secret')}`
    const one = dialogue().toServer(message('PLAY a RTSP/1.0', digest), message('PLAY a RTSP/1.0', basic))
    expect(one.observed('credential').map(({ method, account, protection }) => [method, account, protection])).toEqual([
      ['RTSP Digest', 'kim', 'protected'],
      ['RTSP Basic', 'lee', 'clear'],
    ])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })
})
