import { describe, expect, test } from 'vitest'
import { MAX_APDU } from '../../dissectors/c1222/apdu.ts'
import { c1222, MAX_SERVICES } from '../../dissectors/c1222/c1222.ts'
import { element } from '../../fixtures/generate/ber-element.ts'
import {
  absolute,
  type Envelope,
  fullRead,
  fullWrite,
  identify,
  indexRead,
  keyed,
  logon,
  message,
  numbers,
  offsetRead,
  ok,
  procedure,
  relative,
  security,
  table,
} from '../../fixtures/generate/c1222-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

const NODE = relative(123, 8437)
const HOST = relative(123, 4)
/** IEEE 1703-2012, annex on security, example 8. */
const EXAMPLE = fromHex(
  '604fa20580037bc175a60480027b04a803020103ac0fa20da00ba109800102810448f3d061be2a282881268841d10cda76206811b36f781489a11997773e117cb07aa3aa40374a7107c50da7f799c5d4e8',
)

let invocation = 0

function ask(services: readonly Bytes[], more: Partial<Envelope> = {}): Bytes {
  return message({ called: NODE, calling: HOST, invocation: ++invocation, ...more }, services)
}

function answer(services: readonly Bytes[], more: Partial<Envelope> = {}): Bytes {
  return message({ called: HOST, calling: NODE, invocation: 77, answers: invocation, ...more }, services)
}

function probe(bytes: Bytes): string {
  const cursor = cursorOver(bytes)
  const verdict = c1222.probe(cursor, 'to-server')
  expect([cursor.pos, cursor.end]).toEqual([0, bytes.length])
  return verdict
}

describe('the probe', () => {
  const whole = ask([identify()])

  test.each([
    ['a request', whole, 'yes'],
    ['an encrypted request', EXAMPLE, 'yes'],
    ['a message of which the services are not here yet', ask([fullRead(1)]).slice(0, 30), 'yes'],
    ['its first bytes', whole.slice(0, 8), 'need-more'],
    ['one byte', whole.slice(0, 1), 'need-more'],
    ['an octet that is missing of a length', fromHex('6082'), 'need-more'],
    ['no service at all', ask([]), 'yes'],
    ['a service that does not exist', ask([bytesOf(0x19)]), 'no'],
    ['an EPSEM without the bit that is always set', element(0x60, fromHex('a803020101 be07 2805 8103000120')), 'no'],
    ['a mode of security that does not exist', ask([identify()], { control: 0x0c }), 'no'],
    ['an EPSEM that ends before its services', element(0x60, fromHex('a803020101 be05 2803 810190')), 'no'],
    ['an association request of DLMS', fromHex('601da109060760857405080101be10040e01000000065f1f0400007e1fffff'), 'no'],
    ['elements in another order', element(0x60, fromHex('a803020101 a20480027b04')), 'no'],
    ['an element of another protocol', element(0x60, fromHex('a303020101')), 'no'],
    ['a title that is no identifier', element(0x60, fromHex('a20404027b04')), 'no'],
    ['a title that does not fill its element', element(0x60, fromHex('a20580027b0400')), 'no'],
    ['an invocation that is no number', element(0x60, fromHex('a803040101')), 'no'],
    ['no invocation', element(0x60, fromHex('be072805 8103800120')), 'no'],
    ['user information of another type', element(0x60, fromHex('a803020101 be0704058103800120')), 'no'],
    ['user information that is not in octets', element(0x60, fromHex('a803020101 be072805 a003800120')), 'no'],
    ['an element longer than the message', element(0x60, fromHex('a87f020101')), 'no'],
    ['a length without a number', fromHex('6080a803020101'), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(probe(bytes)).toBe(verdict)
  })

  test('never changes its mind when more comes', () => {
    for (const bytes of [
      whole,
      EXAMPLE,
      ask([fullRead(1)], { deviceClass: numbers(1, 33507), encoding: 0, qualifier: 1 }),
    ]) {
      for (let length = 1; length < bytes.length; length++) expect(probe(bytes.slice(0, length))).not.toBe('no')
    }
  })
})

test('the length of a message is that of its element', () => {
  const lengthOf = (text: string) => c1222.messageLength(cursorOver(fromHex(text)))
  expect(['60', '6081', '6005', '608103', '60820100', '30', '6080', '6084', ''].map(lengthOf)).toEqual([
    0, 0, 7, 6, 260, -1, -1, -1, 0,
  ])
  expect(lengthOf('60830fffff')).toBe(-1)
  expect(lengthOf('6082fffc')).toBe(MAX_APDU)
})

describe('the way of a message', () => {
  const wayOf = (bytes: Bytes) => c1222.directionOf(cursorOver(bytes))

  test('is told by its services, and where they cannot be read by what it answers', () => {
    expect(wayOf(ask([identify()]))).toBe('to-server')
    expect(wayOf(answer([ok()]))).toBe('to-client')
    expect(wayOf(message({ invocation: 1 }, [ok()]))).toBe('to-client')
    expect(wayOf(EXAMPLE)).toBe('to-server')
    expect(wayOf(message({ invocation: 1, answers: 2, control: 8 }, [], [1, 2, 3, 4]))).toBe('to-client')
    expect(wayOf(fromHex('3005a803020101'))).toBe(undefined)
  })
})

describe('an answer', () => {
  test('belongs to the invocation and the place of its request', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([fullRead(1), fullRead(23)]))
    dialogue.toClient(answer([bytesOf(3), ok(table(1))]))
    expect(dialogue.heard).toMatchObject([
      { role: 'request', target: 'ST 1 General Manufacturer Identification', module: 'node .123.8437' },
      { role: 'request', target: 'ST 23 Current Register Data' },
      { role: 'response', target: 'ST 1 General Manufacturer Identification', status: 3 },
      { role: 'response', target: 'ST 23 Current Register Data', status: 0 },
    ])
  })

  test('that does not say what it answers has the invocation of its request', () => {
    const dialogue = new Dialogue(c1222).toServer(message({ called: NODE, invocation: 5 }, [identify()]))
    dialogue.toClient(message({ calling: NODE, invocation: 5 }, [bytesOf(0x0a)]))
    expect(dialogue.heard[1]).toMatchObject({ name: 'Identification', status: 0x0a })
  })

  test('to what was not seen is one of its node', () => {
    const dialogue = new Dialogue(c1222).toClient(answer([ok()]), answer([ok()]))
    expect(dialogue.heard[0]).toMatchObject({ name: 'Answer', class: 'unknown', module: 'node .123.8437' })
    expect(new Set(dialogue.operations).size).toBe(1)
  })

  test('that is not wanted is not awaited, but one that comes only when something is wrong is', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([identify()], { control: 2 })).toClient(answer([bytesOf(1)]))
    dialogue.toServer(ask([fullRead(1)], { control: 1 })).toClient(answer([bytesOf(1)]))
    expect(dialogue.heard.map(({ role, name }) => `${role} ${name}`)).toEqual([
      'order Identification',
      'response Answer',
      'order Full Read',
      'response Full Read',
    ])
  })
})

describe('what a request acts on', () => {
  test.each([
    [fullRead(0x803), '0x30', 'read', 'MT 3'],
    [fullRead(0x2001), '0x30', 'read', 'UDT 1'],
    [indexRead(23, 2, 1, 4, 2), '0x33', 'read', 'ST 23 Current Register Data index 1.4.2 count 2'],
    [offsetRead(64, 0x1_0002, 16), '0x3f', 'read', 'ST 64 Load Profile Data Set 1 offset 65538+16'],
    [bytesOf(0x3f, 0, 64, 0), '0x3f', 'read', 'ST 64 Load Profile Data Set 1'],
    [bytesOf(0x31, 0, 64), '0x31', 'read', 'ST 64 Load Profile Data Set 1 index 0 count 0'],
    [bytesOf(0x3e), '0x3e', 'read', ''],
    [bytesOf(0x30), '0x30', 'read', ''],
    [bytesOf(0x4e, table(1)), '0x4e', 'write', ''],
    [fullWrite(13, 1), '0x40', 'write', 'ST 13 Demand Control'],
    [fullWrite(3, 1), '0x40', 'mode', 'ST 3 End Device Mode Status'],
    [fullWrite(0x1000 + 13, 1), '0x40', 'configure', 'pending ST 13 Demand Control'],
    [fullWrite(44, 1), '0x40', 'configure', 'ST 44 Access Control'],
    [procedure(0), '0x40/0', 'mode', 'ST 7 Procedure Initiate'],
    [procedure(11), '0x40/11', 'diagnose', 'ST 7 Procedure Initiate'],
    [procedure(24), '0x40/24', 'control', 'ST 7 Procedure Initiate'],
    [bytesOf(0x24, NODE), '0x24', 'configure', '.123.8437'],
    [bytesOf(0x25, absolute(43, 6, 1)), '0x25', 'discover', '1.3.6.1'],
    [bytesOf(0x26, 9, 9), '0x26', 'diagnose', ''],
    [bytesOf(0x27, 0x20), '0x27', 'session', ''],
    [bytesOf(0x60, 0, 64, 1), '0x60', 'session', ''],
    [bytesOf(0x53, 0), '0x53', 'authenticate', ''],
  ] as const)('%#', (service, number, operationClass, target) => {
    const [heard] = new Dialogue(c1222).toServer(ask([service])).heard
    expect(heard).toMatchObject({ function: number, class: operationClass, target })
  })

  test('is one operation, whatever is written', () => {
    const dialogue = new Dialogue(c1222).toServer(
      ask([fullWrite(13, 1), fullWrite(13, 2)]),
      ask([logon(1, 'a'), logon(2, 'b')]),
    )
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('is a table as a point, which a notification does not write', () => {
    const dialogue = new Dialogue(c1222).toServer(
      ask([fullWrite(0x805, 1), fullRead(23)]),
      ask([fullWrite(23, 1)], { qualifier: 4 }),
    )
    expect(dialogue.operations.map(({ points }) => points)).toMatchObject([
      [{ name: 'MT ', first: 5, writes: true }],
      [{ name: 'ST ', first: 23, writes: false }],
      [{ name: 'ST ', first: 23, writes: false }],
    ])
    expect(dialogue.heard[2]).toMatchObject({ class: 'publish', name: 'Full Write, notification' })
  })
})

describe('who a node is', () => {
  const said = (...exchange: readonly (readonly [Bytes, Bytes])[]) => {
    const dialogue = new Dialogue(c1222)
    for (const [asked, answered] of exchange) dialogue.toServer(ask([asked])).toClient(answer([answered]))
    return dialogue.observed('identity').filter(({ message }) => message !== 'calling AP title')
  }

  test('is said by Identification, as far as its features are known', () => {
    expect(said([identify(), ok(3, 1, 0, 5, 2, 6, absolute(43, 6, 9), 4, NODE, 7, 3, 1, 0, 9, 0)])).toEqual([
      {
        kind: 'identity',
        of: 'server',
        about: '',
        module: 'node .123.8437',
        message: 'Identification',
        facts: {
          'protocol-revision': 'C12.22 1.0',
          'product-code': 'ED class 1.3.6.9',
          capability: 'security mechanism .123.8437',
          'device-id': '0009',
        },
      },
    ])
    expect(said([identify(), ok(9, 1, 0, 3, 1)])[0]?.facts).toEqual({ 'protocol-revision': 'standard 9 1.0' })
    expect(said([identify(), ok(3, 1, 0, 7, 40, 1)])[0]?.facts).toEqual({ 'protocol-revision': 'C12.22 1.0' })
    expect(said([identify(), ok(3)])).toEqual([])
  })

  test('is said by its first tables, once', () => {
    const maker = ok(table(ascii('EXMP'), ascii('EX-1    '), 1, 2, 3, 4, ascii('123')))
    expect(said([fullRead(1), maker], [fullRead(1), maker]).map(({ facts }) => facts)).toEqual([
      { vendor: 'EXMP', model: 'EX-1', hardware: '1.2', firmware: '3.4', serial: '123' },
    ])
    expect(said([fullRead(3), ok(table(6))])[0]?.facts).toEqual({ mode: 'test, meter shop' })
    expect(said([fullRead(0), ok(table(0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0))])[0]?.facts).toEqual({
      'protocol-revision': 'C12.19 1.0',
    })
  })

  test('is not said by what is cut, other tables, or those of its maker', () => {
    expect(
      said(
        [fullRead(0), ok(table(1))],
        [fullRead(1), ok(table(1))],
        [fullRead(3), ok(table())],
        [fullRead(2), ok(table(1))],
        [fullRead(5), ok(0, 40, 1)],
        [fullRead(5), ok(0)],
        [fullRead(23), ok(table(ascii('no name')))],
        [fullRead(0x801), ok(table(ascii('no name at all, and long')))],
      ),
    ).toEqual([])
  })

  test('is said by what it registers as, and by its titles, with the class that it gives itself', () => {
    const registration = bytesOf(0x27, 0x21, 0, numbers(1, 33507), NODE, relative(7, 9), 0, 0, 0, 60)
    const dialogue = new Dialogue(c1222)
    for (let twice = 0; twice < 2; twice++) dialogue.toServer(ask([registration], { deviceClass: numbers(1, 2, 3, 4) }))
    dialogue.toServer(ask([bytesOf(0x27, 0x20, 0, 0, 0, 0, 0)]))
    expect(dialogue.observed('identity').map(({ message, facts }) => [message, facts])).toEqual([
      [
        'Register',
        {
          'device-type': 'relay, end device',
          'product-code': 'ED class .1.33507',
          'network-address': '.123.8437',
          serial: '.7.9',
        },
      ],
      ['calling AP title', { 'network-address': '.123.4', 'product-code': 'ED class .1.2.3.4' }],
      ['Register', { 'device-type': 'end device' }],
    ])
  })
})

describe('access', () => {
  test('a session is opened by its logon, and the password of it is never read', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([logon(2, 'operator'), security('SECRET')]))
    dialogue
      .toClient(answer([ok(0, 60), ok()]))
      .toServer(ask([bytesOf(0x52)]))
      .toClient(answer([ok()]))
    expect(dialogue.observations.filter(({ kind }) => kind !== 'identity')).toEqual([
      {
        kind: 'credential',
        of: 'client',
        method: 'C12.22 Security password',
        account: 'operator',
        protection: 'clear',
      },
      { kind: 'session', state: 'opened', security: 'none', user: 'operator' },
      { kind: 'session', state: 'closed', security: 'none', user: 'operator' },
    ])
    expect(JSON.stringify([dialogue.heard, dialogue.operations, dialogue.observations])).not.toContain('SECRET')
  })

  test('a logon without a name has its number; a refusal is told, and a terminate that failed closes nothing', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([logon(9, '')])).toClient(answer([bytesOf(3)]))
    dialogue.toServer(ask([bytesOf(0x21)])).toClient(answer([bytesOf(1)]))
    expect(dialogue.observed('session')).toEqual([
      { kind: 'session', state: 'refused', security: 'none', user: 'id 9' },
    ])
  })

  test('tables of passwords and keys are credentials, read or written', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([fullWrite(42, 1), fullWrite(45, 1), fullWrite(0x82a, 1)]))
    dialogue.toServer(ask([fullRead(46)])).toClient(answer([ok(table(1))]))
    expect(dialogue.observed('credential').map(({ of, method }) => `${of} ${method}`)).toEqual([
      'client C12.19 security table',
      'client C12.19 key table',
      'server C12.19 key table',
    ])
  })

  test.each([
    ['C12.22 authentication, key 2', keyed(2, [1, 2, 3, 4])],
    ['C12.22 authentication', element(0xa2, element(0xa0, element(0xa1, element(0x81, 1, 2, 3, 4))))],
    ['C12.21 authentication', element(0xa2, bytesOf(2, 1, 0), element(0xa0, element(0xa0, element(0x81, 1, 2))))],
    ['ACSE authentication value', element(0xa2, element(0x81, 1, 2, 3))],
  ])('%s is told once, of each side', (method, authentication) => {
    const dialogue = new Dialogue(c1222)
    for (let twice = 0; twice < 2; twice++) {
      dialogue.toServer(ask([identify()], { authentication })).toClient(answer([ok()], { authentication }))
    }
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method, account: '', protection: 'protected' },
      { kind: 'credential', of: 'server', method, account: '', protection: 'protected' },
    ])
  })
})

test('the name of a mechanism is passed over', () => {
  const mechanism = element(0x8b, fromHex('2b0601'))
  const rest = fromHex('be07 2805 8103 800120')
  const dialogue = new Dialogue(c1222).toServer(element(0x60, fromHex('a803020101'), mechanism, rest))
  expect(dialogue.heard).toMatchObject([{ name: 'Identification', module: '' }])
})

test('encrypted messages are counted, matched by their invocation, and not understood', () => {
  const dialogue = new Dialogue(c1222).toServer(EXAMPLE)
  dialogue.toClient(message({ called: HOST, calling: NODE, invocation: 9, answers: 3, control: 8 }, [], [1, 2, 3, 4]))
  dialogue.toClient(message({ calling: NODE, invocation: 9, answers: 4, control: 8 }, [], [1, 2, 3, 4]))
  dialogue.toServer(message({ called: NODE, invocation: 9, control: 8 + 2 }, [], [1, 2, 3, 4]))
  expect(dialogue.heard.map(({ role, name, module }) => [role, name, module])).toEqual([
    ['request', 'Encrypted message', 'node .123.8437'],
    ['response', 'Encrypted message', 'node .123.8437'],
    ['response', 'Encrypted message', 'node .123.8437'],
    ['order', 'Encrypted message', 'node .123.8437'],
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(4)
  expect(new Set(dialogue.observed('undecoded')).size).toBe(1)
})

describe('what is damaged', () => {
  test('is malformed', () => {
    const dialogue = new Dialogue(c1222).toServer(element(0x60, fromHex('a803020101')))
    dialogue
      .toServer(message({ invocation: 1 }, [identify()], 40))
      .toServer(message({ invocation: 2 }, [identify()], [0, 9, 9]))
    expect(dialogue.observed('malformed')).toEqual([
      { kind: 'malformed', reason: 'bad-value', offset: 0 },
      { kind: 'malformed', reason: 'bad-length', offset: 16 },
    ])
    expect(dialogue.heard).toHaveLength(2)
  })

  test('does not grow what is said: services beyond a number are not looked at', () => {
    const many = new Array(MAX_SERVICES + 5).fill(identify())
    expect(new Dialogue(c1222).toServer(message({ invocation: 1 }, many)).heard).toHaveLength(MAX_SERVICES)
  })

  test('a service that does not exist is told', () => {
    const dialogue = new Dialogue(c1222).toServer(ask([bytesOf(0x6f)]))
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 0x6f }])
    expect(dialogue.heard[0]).toMatchObject({ name: 'Service 0x6f', class: 'unknown' })
  })
})
