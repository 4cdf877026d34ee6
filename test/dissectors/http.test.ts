import { describe, expect, test } from 'vitest'
import { systemOf } from '../../dissectors/http/agent-text.ts'
import { MAX_TEXT, MAX_TITLES } from '../../dissectors/http/content.ts'
import { MAX_ACCOUNT } from '../../dissectors/http/credential.ts'
import { HeaderFields, MAX_FIELDS } from '../../dissectors/http/header-fields.ts'
import { http } from '../../dissectors/http/http.ts'
import { HttpState, MAX_PIPELINED } from '../../dissectors/http/http-state.ts'
import { MAX_HEADER } from '../../dissectors/http/message-shape.ts'
import { MAX_ATTRIBUTES, printerFacts } from '../../dissectors/http/printer-attributes.ts'
import { MAX_FIELD, MAX_TARGETS } from '../../dissectors/http/request.ts'
import { MAX_HOST, MAX_PLAIN_PART, MAX_TARGET, targetText } from '../../dissectors/http/target-text.ts'
import { Operations } from '../../dissectors/kit/operations.ts'
import {
  basic,
  chunked,
  ONVIF_ANSWER,
  printerAttribute,
  request,
  response,
  text,
  UPNP_DESCRIPTION,
} from '../../fixtures/generate/http-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const HOST = 'Host: 10.0.0.1'
const HTML = 'Content-Type: text/html'
const OK = response('200 OK', [], 'ok')

function dialogue(): Dialogue {
  return new Dialogue(http)
}

function targets({ heard }: Dialogue): string[] {
  return heard.filter(({ role }) => role === 'request').map(({ target }) => target)
}

function facts(one: Dialogue): unknown[] {
  return one.observed('identity').map((each) => [each.of, each.message, each.facts])
}

describe('probe', () => {
  test.each([
    ['GET / HTTP/1.1\r\n', 'yes'],
    ['PROPFIND /x HTTP/1.0\r\n', 'yes'],
    ['HTTP/1.1 200 OK', 'yes'],
    ['HTTP/1.0 4', 'need-more'],
    ['GET', 'need-more'],
    ['GET /x HTT', 'need-more'],
    ['GET /x', 'need-more'],
    ['GET ', 'need-more'],
    [`GET /${'x'.repeat(300)}`, 'yes'],
    ['GET /x\r\n', 'no'],
    ['GET  HTTP/1.1', 'no'],
    ['HTTP/1.1_200', 'no'],
    ['HTTP/1.1 2x0', 'no'],
    ['OPTIONS rtsp://10.0.0.1 RTSP/1.0\r\n', 'no'],
    ['PRI * HTTP/2.0\r\n', 'no'],
    ['GETTER / HTTP/1.1', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(http.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('the first line says which way a message goes', () => {
    expect(http.directionOf(cursorOver(text('GET / HTTP/1.1')))).toBe('to-server')
    expect(http.directionOf(cursorOver(text('HTTP/1.1 200')))).toBe('to-client')
    expect(http.directionOf(cursorOver(text('G')))).toBeUndefined()
  })
})

describe('framing', () => {
  test.each([
    ['\r\n', 2],
    ['\n', 1],
    ['\r', 0],
    ['\rx', -1],
    ['GET / HTTP/1.0\n\nx', 16],
    ['GET / HTTP/1.0\r\nA: b\r\n', 0],
    ['GE', 0],
    ['\x16\x03\x01', -1],
    ['1f;a="b"\r\nx', 10],
    ['1f \r\nx', 5],
    ['1f', 0],
    ['1f;', 0],
    ['0\r\n\r\n', 5],
    ['0\r\nA: b\r\n\r\n', 11],
    ['0\r\n', 0],
    ['DELETE / HTTP/1.1\r\n\r\n', 21],
    [`1;${'x'.repeat(300)}`, -1],
    ['x'.repeat(40), -1],
  ])('%j has length %i', (bytes, length) => {
    expect(http.messageLength(cursorOver(text(bytes)))).toBe(length)
  })

  test(`a header section has at most ${MAX_HEADER} bytes`, () => {
    expect(http.maxMessage).toBe(MAX_HEADER)
  })

  test('bodies are passed over: by length, in chunks, with none, to the end of the connection', () => {
    const one = dialogue().toServer(request('HEAD /a'), request('GET /b'), request('GET /c'), request('GET /d'))
    one.toClient(response('200 OK', ['Content-Length: 100']), response('304 Not Modified', ['Content-Length: 9']))
    one.toClient(response('200 OK', ['Transfer-Encoding: chunked']), chunked('HTTP/1.1 999', 'x'.repeat(40)))
    one.toClient(text('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 500 in the body\r\n\r\n'))
    expect(one.heard.filter(({ role }) => role === 'response').map(({ target, status }) => [target, status])).toEqual([
      ['/a', 0],
      ['/b', 0],
      ['/c', 0],
      ['/d', 0],
    ])
    expect(one.lostBytes).toBe(0)
  })

  test('the body of a request is passed over, too', () => {
    const one = dialogue().toServer(request('POST /a', [HOST], 'GET /no HTTP/1.1\r\n\r\n'))
    one.toServer(bytesOf(request('PUT /b', [HOST, 'Transfer-Encoding: chunked']), chunked('12345')), request('GET /c'))
    expect(targets(one)).toEqual(['/a', '/b', '/c'])
  })

  test.each([
    [request('GET /live', [HOST, 'Upgrade: websocket']), 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    [request('CONNECT x.example:443', []), 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('what a connection becomes is not HTTP, and said to be not decoded', (ask, answer) => {
    const one = dialogue()
      .toServer(ask)
      .toClient(text(answer), Uint8Array.of(1, 2, 3))
      .toServer(Uint8Array.of(9, 9))
    expect([one.lostBytes, one.heard.length]).toEqual([0, 2])
    expect(one.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })

  test('a refused CONNECT changes nothing', () => {
    const one = dialogue()
      .toServer(request('CONNECT x:1', []))
      .toClient(response('403 No', [], 'no'))
    expect(one.observed('undecoded')).toEqual([])
  })
})

describe('operations', () => {
  test.each([
    ['GET', 'read'],
    ['POST', 'write'],
    ['PUT', 'write'],
    ['DELETE', 'write'],
    ['OPTIONS', 'discover'],
    ['TRACE', 'diagnose'],
    ['MKCOL', 'file'],
    ['NOTIFY', 'publish'],
  ])('%s is %s', (method, operationClass) => {
    const one = dialogue().toServer(request(`${method} /x`), request(`${method} /x`))
    expect(one.heard[0]).toMatchObject({ function: method, name: method, class: operationClass, target: '/x' })
    expect(one.operations[0]).toBe(one.operations[1])
  })

  test('a method that is not known is counted as another', () => {
    const one = dialogue().toServer(request('BREW /pot'), request('VERSION-CONTROL /pot'))
    expect(one.heard[0]).toMatchObject({ function: 'other', class: 'unknown', target: '/pot' })
  })

  test('an action that only gets is read, another is written', () => {
    const soap = (name: string) => request('POST /c', [HOST, `SOAPAction: "urn:x#${name}"`], '<a/>')
    const type =
      'Content-Type: application/soap+xml; action="http://www.onvif.org/ver10/device/wsdl/GetSystemDateAndTime"'
    const one = dialogue().toServer(soap('GetState'), soap('SetState'), request('POST /d', [type], '<a/>'))
    one.toServer(request('POST /e', [HOST, 'SOAPAction: ""'], '<a/>'), request('POST /f', ['Content-Type: a/b'], 'x'))
    expect(one.heard.map(({ target, class: of }) => [target, of])).toEqual([
      ['/c GetState', 'read'],
      ['/c SetState', 'write'],
      ['/d GetSystemDateAndTime', 'read'],
      ['/e', 'write'],
      ['/f', 'write'],
    ])
  })

  describe('what the first bytes of a body ask for', () => {
    const ipp = (number: number, version = 2) =>
      `${String.fromCharCode(version, 0, number >> 8, number & 255)}\0\0\0\u0001and more`
    const print = (body: string) => request('POST /ipp/print', [HOST, 'Content-Type: application/ipp'], body)

    test.each([
      [0x0b, 'Get-Printer-Attributes', 'read'],
      [2, 'Print-Job', 'file'],
      [8, 'Cancel-Job', 'file'],
      [0x38, 'Cancel-Jobs', 'file'],
      [0x16, 'Create-Printer-Subscriptions', 'session'],
      [0x10, 'Pause-Printer', 'control'],
      [0x4003, 'CUPS-Add-Modify-Printer', 'configure'],
      [0x7777, 'IPP operation 0x7777', 'unknown'],
    ])('operation %i of IPP is %s', (number, name, operationClass) => {
      const one = dialogue()
        .toServer(print(ipp(number)), print(ipp(number)))
        .toClient(OK, OK)
      const request = { role: 'request', function: 'POST', target: `/ipp/print ${name}`, class: operationClass }
      expect(one.heard).toMatchObject([request, request, { ...request, role: 'response' }, { role: 'response' }])
      expect(new Set(one.operations).size).toBe(1)
    })

    test('a printer that is asked in chunks, after it said to go on, is asked the same', () => {
      const fields = [HOST, 'Content-Type: application/ipp', 'Transfer-Encoding: chunked', 'Expect: 100-continue']
      const one = dialogue().toServer(request('POST /ipp/print', fields))
      one
        .toClient(text('HTTP/1.1 100 Continue\r\n\r\n'))
        .toServer(chunked(ipp(0x0b), 'more'))
        .toClient(OK)
      expect(one.heard.map(({ role, target }) => [role, target])).toEqual([
        ['request', '/ipp/print Get-Printer-Attributes'],
        ['response', '/ipp/print Get-Printer-Attributes'],
      ])
    })

    test.each([
      ['refused before its body came', ''],
      ['of another version', ipp(2, 9)],
      ['cut', '\u0002'],
    ])('IPP that is %s is not known to change anything', (_, body) => {
      const header = request('POST /ipp/print', [HOST, 'Content-Type: application/ipp', 'Content-Length: 99'])
      const one = dialogue()
        .toServer(body === '' ? header : print(body))
        .toClient(response('401 Unauthorized', [], 'no'))
      expect(one.heard).toMatchObject([
        { role: 'request', target: '/ipp/print', class: 'unknown' },
        { role: 'response', target: '/ipp/print', status: 401 },
      ])
    })

    test('a request whose body was lost is told before the next one, and before what is no answer', () => {
      const header = request('POST /ipp/print', [HOST, 'Content-Type: application/ipp', 'Transfer-Encoding: chunked'])
      const one = dialogue().toServer(bytesOf(header, text('0\r\n\r\n'), request('GET /next')))
      one.toServer(bytesOf(header, text('0\r\n\r\n'))).toClient(text('HTTP/1.1 099 No\r\n\r\n'))
      expect(targets(one)).toEqual(['/ipp/print', '/next', '/ipp/print'])
    })

    const soap = (body: string) =>
      request('POST /ws', [HOST, 'Content-Type: application/soap+xml'], `<s:Envelope xmlns:x="a-body">${body}`)

    test.each([
      ['<s:Body><t:GetStatus/></s:Body>', '/ws GetStatus', 'read'],
      ['<s:Body a="b">\n <SetState x="y">', '/ws SetState', 'write'],
      ['<Body><w:Subscribe>', '/ws Subscribe', 'session'],
      [
        '<wsa:Action a="b"> http://schemas.xmlsoap.org/ws/2004/09/transfer/Get\n</wsa:Action><s:Body/>',
        '/ws Get',
        'read',
      ],
      ['<a:Action></a:Action><Body><t:GetStatus/>', '/ws GetStatus', 'read'],
      ['<a:Action>http://x/Ge', '/ws', 'write'],
      ['<Body></Body>', '/ws', 'write'],
      ['<Header/>', '/ws', 'write'],
      [`<Body><${'x'.repeat(60)}>`, '/ws', 'write'],
    ])('the element in the body of SOAP tells: %s', (body, target, operationClass) => {
      const one = dialogue().toServer(soap(body), soap(body))
      expect(one.heard).toMatchObject([{ target, class: operationClass }, {}])
      expect(one.operations[0]).toBe(one.operations[1])
    })

    test('nothing else of a body is told', () => {
      const one = dialogue().toServer(soap('<Body><SetUser><Password>hunter2</Password>'), print(`${ipp(2)}hunter2`))
      expect(JSON.stringify([one.observations, one.heard])).not.toContain('hunter2')
    })
  })

  test.each([
    ['X_GetSlideShow', 'read'],
    ['PullMessages', 'read'],
    ['SubscriptionPolledRefresh', 'read'],
    ['isRunning', 'read'],
    ['Issue', 'write'],
    ['Renew', 'session'],
    ['Reboot', 'write'],
  ])('action %s of SOAP is %s', (name, operationClass) => {
    const one = dialogue().toServer(request('POST /c', [HOST, `SOAPAction: "urn:x#${name}"`], '<a/>'))
    expect(one.heard[0]?.class).toBe(operationClass)
  })

  test('answers belong to requests in their order; errors have their status', () => {
    const one = dialogue().toServer(bytesOf(request('GET /a'), request('GET /b')))
    one.toClient(bytesOf(response('404 Not Found', [], 'no'), text('HTTP/1.1 100 Continue\r\n\r\n'), OK), OK)
    expect(one.heard.slice(2).map(({ function: of, target, status }) => [of, target, status])).toEqual([
      ['GET', '/a', 404],
      ['GET', '/b', 0],
      ['response', '', 0],
    ])
  })

  test(`of more than ${MAX_PIPELINED} requests the oldest are forgotten`, () => {
    const state = new HttpState()
    const operations = new Operations()
    for (let i = 0; i <= MAX_PIPELINED; i++) state.ask(operations.add(i, 'read', i, '', ''))
    expect(state.answer()?.code).toBe(1)
    state.forgetAllButLast()
    expect([state.answer()?.code, state.answer()]).toEqual([MAX_PIPELINED, undefined])
  })

  test('after a gap only the newest request can be meant', () => {
    const state = http.newState()
    const heard: string[] = []
    const sink = {
      operation: (role: string, { target }: { target: string }) => void heard.push(`${role} ${target}`),
      observe: () => {},
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const send = (bytes: Uint8Array, direction: 'to-server' | 'to-client', afterGap: boolean) =>
      http.dissect(cursorOver(bytes), { timeUs: 0, direction, afterGap, sourceMac: 0, targetMac: 0 }, state, sink)
    send(request('GET /a'), 'to-server', false)
    send(request('GET /b'), 'to-server', false)
    send(text('HTTP/1.1 204 No Content\r\n\r\n'), 'to-client', true)
    expect(heard).toEqual(['request /a', 'request /b', 'response /b'])
  })

  test(`past ${MAX_TARGETS} targets of a connection the rest is one`, () => {
    const one = dialogue()
    for (let i = 0; i < MAX_TARGETS + 2; i++) one.toServer(request(`GET /${i}`))
    expect(targets(one).slice(-3)).toEqual([`/${MAX_TARGETS - 1}`, '…', '…'])
  })
})

describe('targets', () => {
  test.each([
    ['/a/b?password=secret', '/a/b'],
    ['/a;jsessionid=secret?x', '/a'],
    ['/a#secret', '/a'],
    ['http://user:secret@h.example/a?b', 'h.example/a'],
    ['/reset/0123456789abcdef0123456789abcdef/x', '/reset/…/x'],
    ['/a-long-name-without-any-digits/x', '/a-long-name-without-any-digits/x'],
    ['*', '*'],
  ])('%s is %s', (target, expected) => {
    expect(targets(dialogue().toServer(request(`GET ${target}`)))).toEqual([expected])
  })

  test('the host that was asked for stands before the path where it is a name', () => {
    expect(targetText('/a', 'plc1.plant.example')).toBe('plc1.plant.example/a')
    expect(['10.0.0.1:80', '[fe80::1]', ''].map((host) => targetText('/a', host))).toEqual(['/a', '/a', '/a'])
    expect(targetText('user:secret@h.example:443', 'x')).toBe('h.example:443')
  })

  test(`they have at most ${MAX_TARGET} characters, and their host ${MAX_HOST}`, () => {
    expect(targetText(`/${'a/'.repeat(MAX_TARGET)}`, '').length).toBe(MAX_TARGET)
    const one = dialogue().toServer(request('GET /x', [`Host: ${'h'.repeat(MAX_HOST + 9)}`]))
    expect(targets(one)).toEqual([`${'h'.repeat(MAX_HOST)}/x`])
  })

  test(`a part with digits and more than ${MAX_PLAIN_PART} characters may be a key`, () => {
    expect(targetText(`/${'1'.repeat(MAX_PLAIN_PART)}`, '')).toBe(`/${'1'.repeat(MAX_PLAIN_PART)}`)
    expect(targetText(`/${'1'.repeat(MAX_PLAIN_PART + 1)}`, '')).toBe('/…')
  })
})

describe('credentials', () => {
  const signed = (...fields: string[]) => dialogue().toServer(...fields.map((field) => request('GET /', [field])))

  test.each([
    [basic('operator', 'secret'), 'HTTP Basic', 'operator', 'clear'],
    ['Authorization: Basic !!!', 'HTTP Basic', '', 'clear'],
    ['Authorization: Basic c2VjcmV0', 'HTTP Basic', '', 'clear'],
    ['Authorization: Digest username="service", response="0"', 'HTTP Digest', 'service', 'protected'],
    ['Authorization: Digest response="0"', 'HTTP Digest', '', 'protected'],
    ['Authorization: NTLM TlRMTVNTUAAD', 'HTTP NTLM', '', 'protected'],
    ['Authorization: Negotiate YII', 'HTTP Negotiate', '', 'protected'],
    ['Authorization: Bearer secret', 'HTTP Bearer', '', 'clear'],
    ['Authorization: Hawk secret', 'HTTP Authorization', '', 'clear'],
    ['Proxy-Authorization: bearer', 'HTTP Bearer', '', 'clear'],
  ])('%s', (field, method, account, protection) => {
    const one = signed(field, field)
    expect(one.observed('credential')).toEqual([{ kind: 'credential', of: 'client', method, account, protection }])
    expect(JSON.stringify([one.observations, one.heard])).not.toMatch(/secret|c2Vj/)
  })

  test('another account is another credential, another password is not', () => {
    const one = signed(basic('a', '1'), basic('a', '2'), basic('b', '1'))
    expect(one.observed('credential').map(({ account }) => account)).toEqual(['a', 'b'])
  })

  test(`accounts have at most ${MAX_ACCOUNT} characters`, () => {
    const one = signed(basic('a'.repeat(MAX_ACCOUNT), ''), `Authorization: Digest username="${'b'.repeat(99)}"`)
    expect(one.observed('credential').map(({ account }) => account.length)).toEqual([MAX_ACCOUNT, MAX_ACCOUNT])
    expect(signed(basic('a'.repeat(MAX_ACCOUNT + 1), '')).observed('credential')[0]?.account).toBe('')
  })
})

describe('forms that sign in', () => {
  const FORM = 'Content-Type: application/x-www-form-urlencoded'
  const send = (...bodies: string[]) =>
    dialogue().toServer(...bodies.map((body) => request('POST /login', [FORM], body)))

  test.each([
    ['username=operator&password=secret', 'operator'],
    ['password=secret&lang=en&user=line%201+b', 'line 1 b'],
    ['j_username=operator&j_password=secret', 'operator'],
    ['ctl00%24Main%24UserName=operator&ctl00%24Main%24Password=secret', 'operator'],
    ['session%5Bemail%5D=a%40b&session%5Bpasswd%5D=secret', 'a@b'],
    ['session[login]=operator&session[pwd]=secret', 'operator'],
    ['superuser=no&pwd=secret', ''],
    ['user=%zz&pwd=secret', ''],
    [`user=${'a'.repeat(MAX_ACCOUNT + 9)}&pwd=secret`, 'a'.repeat(MAX_ACCOUNT)],
    [`pwd=secret&x=${'y'.repeat(3000)}&user=late`, ''],
  ])('%s', (body, account) => {
    const one = send(body, body.replace('secret', 'secret2'))
    const credential = { kind: 'credential', of: 'client', method: 'HTTP form', account, protection: 'clear' }
    expect(one.observed('credential')).toEqual([credential])
    expect(JSON.stringify([one.observations, one.heard])).not.toContain('secret')
  })

  test.each(['username=operator', 'username=operator&password=', 'bypass=secret', 'password', '&&=&', 'pwd'])(
    '%s is no sign-in',
    (body) => expect(send(body).observed('credential')).toEqual([]),
  )

  test('another account is another credential; an account that may be half of one is not told', () => {
    const names = (one: Dialogue) => one.observed('credential').map(({ account }) => account)
    expect(names(send('user=a&pwd=1', 'user=b&pwd=1'))).toEqual(['a', 'b'])
    const parts = [FORM, 'Transfer-Encoding: chunked']
    expect(names(dialogue().toServer(request('POST /', parts), chunked('pwd=secret&user=oper', 'ator')))).toEqual([''])
    expect(names(dialogue().toServer(request('PUT /', [FORM], 'user=a&pwd=1')))).toEqual([])
  })
})

describe('identity', () => {
  test('fields of both sides say who they are, once', () => {
    const one = dialogue()
    for (let i = 0; i < 2; i++) {
      one.toServer(request('GET /', [HOST, 'User-Agent: Tool/1 (Linux x86_64)']))
      const fields = ['Server: Web/2 (Win32)', 'X-Powered-By: ASP', `WWW-Authenticate: Basic realm="PLC"`]
      one.toClient(response('401 Unauthorized', fields, ''))
    }
    expect(facts(one)).toEqual([
      ['client', 'HTTP User-Agent', { software: 'Tool/1 (Linux x86_64)', os: 'Linux x86_64' }],
      ['server', 'HTTP Server', { software: 'Web/2 (Win32)', os: 'Win32' }],
      ['server', 'HTTP X-Powered-By', { software: 'ASP' }],
      ['server', 'HTTP WWW-Authenticate realm', { banner: 'PLC' }],
    ])
  })

  test('what a proxy passes on is nobody here', () => {
    const one = dialogue().toServer(request('GET /', ['Via: 1.1 a', 'User-Agent: Tool/1']))
    expect(facts(one.toClient(response('200 OK', ['Via: 1.1 a', 'Server: Web'], 'x')))).toEqual([])
  })

  test(`a field is kept to ${MAX_FIELD} bytes`, () => {
    const one = dialogue().toServer(request('GET /', [`User-Agent: ${'a'.repeat(MAX_FIELD + 1)}`]))
    expect(one.observed('identity')[0]?.facts.software?.length).toBe(MAX_FIELD)
  })

  test.each([
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_5) Chrome/39', 'Mac OS X 10.9.5'],
    ['Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)', 'Windows NT 5.1'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 9_1 like Mac OS X)', 'CPU iPhone OS 9.1'],
    ['Apache/2.4.6 (Fedora)', 'Fedora'],
    ['Linux/3.10 UPnP/1.0', 'Linux 3.10'],
    ['VxWorks/5.5 Web', 'VxWorks 5.5'],
    ['Schneider-WEB/V2.1.4', ''],
    ['Tool (none)', ''],
  ])('the system of %s is %j', (agent, system) => {
    expect(systemOf(agent)).toBe(system)
  })
})

describe('content', () => {
  const page = (title: string) => `<html><TITLE lang="en">${title}</TITLE>`
  const answered = (...answers: Uint8Array[]) => {
    const one = dialogue()
    for (const answer of answers) one.toServer(request('GET /')).toClient(answer)
    return one.finish()
  }

  test('the title of a page is said, once', () => {
    const answer = response('200 OK', [HTML], page('\r\n PLC &amp; co\r\n  rack &x; 1 '))
    expect(facts(answered(answer, answer))).toEqual([['server', 'HTML title', { title: 'PLC & co rack &x; 1' }]])
  })

  test('a page without a type, its length or its end has a title, too', () => {
    const old = text(`HTTP/1.0 200 OK\r\n\r\n${page('Old')}`)
    expect(facts(answered(old))).toEqual([['server', 'HTML title', { title: 'Old' }]])
  })

  test.each([
    response('404 Not Found', [HTML], page('no')),
    response('200 OK', [HTML, 'Content-Encoding: gzip'], page('no')),
    response('200 OK', ['Content-Type: image/gif'], page('no')),
    response('200 OK', [HTML], '<title>no end'),
    response('200 OK', [HTML], '<title'),
    response('200 OK', [HTML], '<html>no title'),
  ])('of other answers none is said', (answer) => {
    expect(facts(answered(answer))).toEqual([])
  })

  test(`a connection has at most ${MAX_TITLES} titles of ${MAX_TEXT} characters`, () => {
    const answers = Array.from({ length: MAX_TITLES + 1 }, (_, i) =>
      response('200 OK', [HTML], page(`${i}${'t'.repeat(200)}`)),
    )
    const titles = answered(...answers).observed('identity')
    expect(titles.map(({ facts: { title } }) => title?.length)).toEqual(new Array(MAX_TITLES).fill(MAX_TEXT))
  })

  test('a UPnP device description says who the device is, once', () => {
    const answer = response('200 OK', ['Content-Type: text/xml', 'Content-Encoding: identity'], UPNP_DESCRIPTION)
    expect(facts(answered(answer, answer))).toEqual([
      [
        'server',
        'UPnP device description',
        {
          name: 'Press 4 & 5',
          vendor: 'Example Automation',
          model: 'MC-700',
          'product-code': '700-2',
          description: 'Motion controller',
          serial: 'SN00417',
          uuid: 'uuid:2fac1234-31f8-11b4-a222-08002b34c003',
        },
      ],
    ])
  })

  test('so does ONVIF GetDeviceInformation', () => {
    const answer = response('200 OK', ['Content-Type: application/soap+xml'], ONVIF_ANSWER)
    const camera = {
      vendor: 'Example Cameras',
      model: 'CAM-12',
      firmware: '5.51.2',
      serial: 'ACCC8E000001',
      hardware: '714',
    }
    expect(facts(answered(answer))).toEqual([['server', 'ONVIF GetDeviceInformation', camera]])
  })

  test('so do DPWS metadata: of a device what it is, of a computer its name alone', () => {
    const metadata = (relation: string) =>
      response(
        '200 OK',
        ['Content-Type: application/soap+xml'],
        `<s:Body><x:MetadataSection Dialect='http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01/ThisDevice'><d:ThisDevice>
        <d:FriendlyName xml:lang="en">Scale 7</d:FriendlyName><d:FirmwareVersion>2.4</d:FirmwareVersion></d:ThisDevice>
        <d:ThisModel><d:Manufacturer>Acme</d:Manufacturer><d:ModelName>SC-9</d:ModelName></d:ThisModel>${relation}</s:Body>`,
      )
    const scale = { name: 'Scale 7', vendor: 'Acme', model: 'SC-9', firmware: '2.4' }
    expect(facts(answered(metadata('')))).toEqual([['server', 'DPWS metadata', scale]])
    const computer = (text: string) =>
      answered(metadata(`<p:Computer>${text}</p:Computer>`)).observed('identity')[0]?.facts
    expect(computer('HIST01/Workgroup:PLANT')).toEqual({ name: 'HIST01', domain: 'PLANT' })
    expect(computer('HIST01\\Domain:PLANT')).toEqual({ name: 'HIST01', domain: 'PLANT' })
    expect(computer('HIST01')).toEqual(scale)
  })

  test('other XML says nothing', () => {
    const xml = (body: string) => response('200 OK', ['Content-Type: text/xml'], body)
    expect(
      facts(answered(xml('<a><serialNumber>1</serialNumber></a>'), xml('<GetDeviceInformationResponse/>'))),
    ).toEqual([])
  })

  test('a printer says its make', () => {
    const body = bytesOf(new Uint8Array(8), 1, printerAttribute(0x41, 'printer-make-and-model', 'Press 4'), 3)
    const answer = response('200 OK', ['Content-Type: application/ipp'], body)
    expect(facts(answered(answer))).toEqual([['server', 'IPP Get-Printer-Attributes', { model: 'Press 4' }]])
  })

  test(`of an answer of a printer ${MAX_ATTRIBUTES} attributes are read, as far as they are whole`, () => {
    const model = printerAttribute(0x41, 'printer-make-and-model', 'Press 4')
    const many = bytesOf(new Uint8Array(8), new Uint8Array(MAX_ATTRIBUTES).fill(1), model)
    const other = printerAttribute(0x41, 'other', 'x')
    for (const bytes of [
      many,
      bytesOf(new Uint8Array(8), 0x41, 9, 9, model),
      bytesOf(new Uint8Array(8), model.slice(0, 30)),
    ]) {
      expect(printerFacts(cursorOver(bytes))).toEqual({})
    }
    expect(printerFacts(cursorOver(bytesOf(new Uint8Array(8), other, model)))).toEqual({ model: 'Press 4' })
  })
})

describe('header sections', () => {
  test(`have at most ${MAX_FIELDS} fields that are read`, () => {
    const fields = new HeaderFields(['last'])
    const read = (count: number) => {
      const { view, pos, end } = cursorOver(text(`${'a: b\r\n'.repeat(count)}Last:  x \r\n`))
      return [fields.read(view, pos, end), fields.has(0)]
    }
    expect([read(MAX_FIELDS - 1), read(MAX_FIELDS)]).toEqual([
      [true, true],
      [true, false],
    ])
  })

  test('may continue a field on the next line; the first of two counts', () => {
    const one = dialogue().toServer(request('GET /', ['User-Agent: a/1', ' more', 'User-Agent: b/1']))
    expect(one.observed('identity')[0]?.facts).toEqual({ software: 'a/1' })
    expect(one.observed('malformed')).toEqual([])
  })

  test.each([request('GET /', ['no field']), request('GET /', [': none'])])(
    'with other lines are malformed',
    (bytes) => {
      expect(dialogue().toServer(bytes).observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
    },
  )

  test('a status that is no number, and a message from the wrong side, are malformed', () => {
    const one = dialogue().toServer(request('GET /a')).toClient(text('HTTP/1.1 abc\r\n\r\n'), request('GET /'), OK)
    expect(one.observed('malformed')).toHaveLength(2)
  })
})
