import { describe, expect, test } from 'vitest'
import { MAX_MESSAGE } from '../../dissectors/sip/message-shape.ts'
import { MAX_FIELD, MAX_TARGETS, sip } from '../../dissectors/sip/sip.ts'
import { MAX_WAITING, SipState } from '../../dissectors/sip/sip-state.ts'
import { MAX_TARGET, uriText } from '../../dissectors/sip/uri-text.ts'
import { sipMessage } from '../../fixtures/generate/sip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const text = (value: string) => bytesOf(ascii(value))
const dialogue = () => new Dialogue(sip)
const OPTIONS = 'OPTIONS sip:10.0.0.1 SIP/2.0'
const OK = 'SIP/2.0 200 OK'

describe('probe', () => {
  test.each([
    ['', 'need-more'],
    ['SIP/', 'need-more'],
    ['SIP/2.0 20', 'need-more'],
    ['SIP/2.0 200 OK\r\n', 'yes'],
    ['SIP/2.0 2x0 OK\r\n', 'no'],
    ['INV', 'need-more'],
    ['INVITE sip:', 'need-more'],
    ['INVITE sip:200@10.0', 'need-more'],
    ['INVITE sip:200@10.0.0.1 SIP/2.0\r\n', 'yes'],
    ['INVITE tel:+4930123456 SIP/2.0\r\n', 'yes'],
    ['INVITE sip:200@10.0.0.1 SIP/1.0\r\n', 'no'],
    ['INVITE http://10.0.0.1/ SIP/2.0\r\n', 'no'],
    ['invite sip:200@10.0.0.1 SIP/2.0\r\n', 'no'],
    ['OPTIONS rtsp://10.0.0.1/ RTSP/1.0\r\n', 'no'],
    ['OPTIONS * HTTP/1.1\r\n', 'no'],
    ['GET sip:10.0.0.1 SIP/2.0\r\n', 'no'],
    ['REGISTER\tsip:10.0.0.1 SIP/2.0', 'no'],
    ['hello', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(sip.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('requests go to the server, answers to the client', () => {
    const of = (bytes: string) => sip.directionOf(cursorOver(text(bytes)))
    expect([of(`${OPTIONS}\r\n`), of(`${OK}\r\n`), of('OPT'), of('\nsome other line\r\n')]).toEqual([
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
    ['\n', 1],
    ['\r', 0],
    ['\r\n', 2],
    ['\rx', -1],
    ['\x01\x02', -1],
    ['OPT', 0],
    [OPTIONS, 0],
    [`${OPTIONS}\r\nl: 3\r\n\r\nabcd`, 41],
    [`${OPTIONS}\nContent-Length: 3\n\nabcd`, 51],
    [`${OPTIONS}\r\n\r\nthe rest`, 40],
    [`${OPTIONS}\r\nContent-Length: 99999\r\n\r\n`, -1],
    ['some line that is no start\r\n', -1],
  ])('%j has length %i', (bytes, length) => {
    expect(sip.messageLength(cursorOver(text(bytes)))).toBe(length)
  })

  test(`a message has at most ${MAX_MESSAGE} bytes`, () => {
    expect(sip.maxMessage).toBe(MAX_MESSAGE)
  })
})

describe('messages', () => {
  test.each([
    ['INVITE', 'session'],
    ['OPTIONS', 'discover'],
    ['NOTIFY', 'publish'],
    ['REFER', 'control'],
    ['UNHEARD', 'unknown'],
  ])('%s is %s', (method, operationClass) => {
    const request = sipMessage(`${method} sip:200:secret@10.0.0.1;a=b SIP/2.0`, `1 ${method}`)
    const one = dialogue().toServer(request, request)
    expect(one.heard[0]).toMatchObject({ role: 'request', class: operationClass, target: '200@10.0.0.1' })
    expect(one.operations[0]).toBe(one.operations[1])
    expect(JSON.stringify(one.heard)).not.toContain('secret')
  })

  test('answers belong to requests by call, number and method; 1xx is not final; ACK awaits none', () => {
    const one = dialogue()
      .toServer(sipMessage('INVITE sip:1@a SIP/2.0', '1 INVITE'), sipMessage('CANCEL sip:1@a SIP/2.0', '1 CANCEL'))
      .toClient(sipMessage('SIP/2.0 180 Ringing', '1 INVITE'), sipMessage(OK, '1 CANCEL'))
      .toClient(sipMessage('SIP/2.0 487 Request Terminated', '1 INVITE'), sipMessage('SIP/2.0 302 Moved', '7 INVITE'))
      .toServer(sipMessage('ACK sip:1@a SIP/2.0', '1 ACK'))
    expect(one.heard.slice(2).map(({ role, function: code, target, status }) => [role, code, target, status])).toEqual([
      ['event', 'INVITE', '1@a', 0],
      ['response', 'CANCEL', '1@a', 0],
      ['response', 'INVITE', '1@a', 487],
      ['response', 'INVITE', '', 0],
      ['order', 'ACK', '1@a', 0],
    ])
  })

  test('a field without a colon and a status that is none are malformed; empty lines are nothing', () => {
    const one = dialogue()
      .toServer(sipMessage(OPTIONS, '1 OPTIONS', ['nothing']), text('\r\n\r\n'))
      .toClient(sipMessage('SIP/2.0 x00 OK', '1 OPTIONS'))
    expect([one.observed('malformed').length, one.heard.length]).toEqual([2, 1])
    expect([0, 99].map((code) => sip.describe(code).name)).toEqual(['Another method', 'other'])
  })

  test(`one dialogue has at most ${MAX_TARGETS} targets, and ${MAX_WAITING} requests wait`, () => {
    const one = dialogue()
    for (let i = 0; i < MAX_TARGETS + 2; i++) one.toServer(sipMessage(`INVITE sip:${i}@a SIP/2.0`, `${i} INVITE`))
    expect(one.heard.slice(-3).map(({ target }) => target)).toEqual([`${MAX_TARGETS - 1}@a`, '…', '…'])
    expect(one.operations.at(-1)).toBe(one.operations.at(-2))
    const { waiting } = new SipState()
    for (let i = 0; i <= MAX_WAITING; i++)
      waiting.ask(i, { class: 'read', code: i, module: '', target: '', slot: 0, points: [] })
    expect([waiting.answer(0), waiting.size]).toEqual([undefined, MAX_WAITING])
  })

  test.each([
    ['sip:10.0.0.1', '10.0.0.1'],
    ['sips:100@gate.example:5061;transport=tcp?a=b', '100@gate.example:5061'],
    ['tel:+493012345;phone-context=x', '+493012345'],
    [`sip:${'x'.repeat(200)}`, 'x'.repeat(MAX_TARGET)],
  ])('%s is said as %s', (uri, said) => {
    expect(uriText(uri)).toBe(said)
  })
})

describe('what is said', () => {
  test('servers, realms and agents, once', () => {
    const ask = sipMessage(OPTIONS, '1 OPTIONS', ['User-Agent: Phone/1 (Linux x86_64)'])
    const challenge = 'Proxy-Authenticate: Digest realm="Plant", nonce="1"'
    const answer = sipMessage('SIP/2.0 407 No', '1 OPTIONS', ['Server: PBX/1', challenge])
    const one = dialogue().toServer(ask, ask).toClient(answer, answer)
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { software: 'Phone/1 (Linux x86_64)', os: 'Linux x86_64' }],
      ['server', { software: 'PBX/1' }],
      ['server', { banner: 'Plant' }],
    ])
    const long = dialogue().toServer(sipMessage('OPTIONS sip:a SIP/2.0', '1 OPTIONS'))
    long.toClient(sipMessage(OK, '1 OPTIONS', [`Server: ${'x'.repeat(400)}`]))
    expect(long.observed('identity')[0]?.facts.software).toHaveLength(MAX_FIELD)
  })

  test('what a proxy passes on says nothing of the proxy', () => {
    const passed = sipMessage(OPTIONS, '1 OPTIONS', ['v: SIP/2.0/UDP 10.0.0.2', 'User-Agent: Phone/1'])
    const answer = sipMessage(OK, '1 OPTIONS', ['Record-Route: <sip:10.0.0.2;lr>', 'User-Agent: Phone/2'])
    expect(dialogue().toServer(passed).toClient(answer).observed('identity')).toEqual([])
  })

  test.each([
    ['INVITE sip:200@10.0.0.2', ['Contact: <sip:200@10.0.0.2:5070>'], true],
    ['INVITE sip:200@10.0.0.2:5070', ['m: sip:10.0.0.2'], true],
    ['INVITE sip:200@Desk.plant', ['Contact: <sip:DESK.plant;transport=tcp>'], true],
    ['INVITE sip:200@[fd00::2]:5060', ['Contact: <sip:200@[fd00::2]>'], true],
    ['INVITE sip:200@10.0.0.2', ['Contact: <sip:200@10.0.0.22>'], false],
    ['INVITE sip:200@10.0.0.2', ['Contact: <sip:200@110.0.0.2>'], false],
    ['INVITE sip:200@pbx', ['Contact: <sip:200@10.0.0.3>'], false],
    ['MESSAGE sip:200@pbx', [], false],
    ['BYE sip:200@10.0.0.3', [], false],
    ['REGISTER sip:pbx', [], true],
    ['OPTIONS sip:10.0.0.2', [], true],
  ])('%s, answered with %o: the program is of who answers: %s', (ask, contact, isOwn) => {
    const sequence = `1 ${ask.split(' ')[0]}`
    const one = dialogue().toServer(sipMessage(`${ask} SIP/2.0`, sequence))
    one.toClient(sipMessage(OK, sequence, ['Server: Phone/2', ...contact]))
    expect(one.observed('identity').length).toBe(isOwn ? 1 : 0)
  })

  test('that a call is tried is said by who is asked', () => {
    const one = dialogue().toServer(sipMessage('INVITE sip:200@pbx SIP/2.0', '1 INVITE'))
    one.toClient(sipMessage('SIP/2.0 100 Trying', '1 INVITE', ['Server: PBX/1']))
    expect(one.observed('identity')).toMatchObject([{ facts: { software: 'PBX/1' } }])
  })

  test('an answer to what was not seen says nothing of who passes it on', () => {
    expect(
      dialogue()
        .toClient(sipMessage(OK, '1 OPTIONS', ['Server: Phone/2']))
        .observed('identity'),
    ).toEqual([])
  })

  test('the account of who signs in, never what proves it', () => {
    const digest = 'Digest username="kim", nonce="secret", response="secret"'
    const one = dialogue().toServer(
      sipMessage('REGISTER sip:a SIP/2.0', '1 REGISTER', [`Authorization: ${digest}`]),
      sipMessage('REGISTER sip:a SIP/2.0', '2 REGISTER', [`Proxy-Authorization: Basic ${btoa('lee:secret')}`]),
    )
    expect(one.observed('credential').map(({ method, account, protection }) => [method, account, protection])).toEqual([
      ['SIP Digest', 'kim', 'protected'],
      ['SIP Basic', 'lee', 'clear'],
    ])
    expect(JSON.stringify([one.heard, one.observations])).not.toContain('secret')
  })
})
