/* Numbers from the CIP Networks Library, Volume 1, sections 2-4, 3-5.5, 5A-2 and appendices A, B, C. */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { MAX_MEMBERS, MAX_OUTSTANDING } from '../../dissectors/cip/outstanding-requests.ts'
import { MAX_ROUTES } from '../../dissectors/cip/routes.ts'
import {
  identity,
  path,
  refusal,
  request,
  response,
  sent,
  services,
  shortString,
  slot,
  symbol,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16le, u32le } from '../support/packet.ts'

/** What the EtherNet/IP dissector hands over: the message from its status on. */
const handed = (message: Bytes) => message.slice(8)
const ask = (id: number, message: Bytes) => handed(unconnected(id, message))
const said = (dialogue: Dialogue) =>
  dialogue.heard.map(({ role, function: code, target, status }) => [role, code, target, status])
const CPU = {
  vendor: 1,
  type: 0x0e,
  product: 54,
  revision: [16, 20],
  status: 0x3060,
  serial: 0x0051823f,
  name: '1756-L61/B LOGIX5561',
} as const

describe('requests and answers', () => {
  test('a tag is read by its name, and the answer belongs to it', () => {
    const tag = bytesOf(symbol('Motor'), hex('2803'), symbol('Speed'))
    const dialogue = new Dialogue(cip).toServer(ask(5, request(0x4c, tag, u16le(1))))
    dialogue.toClient(ask(5, response(0x4c, 0, hex('ca00 0000 0000'))))
    expect(dialogue.heard[0]).toEqual({
      role: 'request',
      function: '0x4c',
      name: 'Read Tag',
      class: 'read',
      module: '',
      target: 'tag Motor[3].Speed',
      status: 0,
    })
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
  })

  test('a general status other than 0 is an error, but a partial transfer is none', () => {
    const dialogue = new Dialogue(cip)
    for (const status of [0x05, 0x06]) {
      dialogue.toServer(ask(status, request(0x52, bytesOf(symbol('A')), u16le(9), u32le(0))))
      dialogue.toClient(ask(status, refusal(0x52, status, 0x2107)))
    }
    expect(dialogue.heard.filter(({ role }) => role === 'response').map(({ status }) => status)).toEqual([5, 0])
  })

  test('answers with one id for everything are told apart by their service', () => {
    const dialogue = new Dialogue(cip)
      .toServer(ask(0, request(0x0e, path(1, 1, 7))), ask(0, request(0x10, path(4, 1, 3), [1])))
      .toClient(ask(0, response(0x10, 0)), ask(0, response(0x0e, 0, shortString('A'))))
    expect(said(dialogue).slice(2)).toEqual([
      ['response', '0x10', 'class 0x04 (Assembly) instance 1 attribute 3', 0],
      ['response', '0x0e', 'class 0x01 (Identity) instance 1 attribute 7', 0],
    ])
  })

  test('an answer to what was not seen is an answer without target', () => {
    const dialogue = new Dialogue(cip).toClient(
      ask(1, response(0x07, 0)),
      ask(1, response(0x5b, 1)),
      ask(1, response(0x4c, 0)),
    )
    expect(dialogue.heard.map(({ function: code, name, class: kind, target }) => [code, name, kind, target])).toEqual([
      ['0x07', 'Stop', 'mode', ''],
      ['0x5b', 'Large_Forward_Open', 'session', ''],
      ['0x4c', 'CIP service 0x4c', 'unknown', ''],
    ])
  })

  test('a request that is asked again after half a second was given up', () => {
    const dialogue = new Dialogue(cip).toServer(ask(1, request(0x0e, path(4, 1, 3)))).after(600)
    dialogue.toServer(ask(1, request(0x0e, path(4, 2, 3)))).toClient(ask(1, response(0x0e, 0)))
    expect(dialogue.heard[2]?.target).toBe('class 0x04 (Assembly) instance 2 attribute 3')
  })

  test('the oldest of too many requests is forgotten first', () => {
    const dialogue = new Dialogue(cip)
    for (let i = 0; i <= MAX_OUTSTANDING; i++) dialogue.toServer(ask(i, request(0x0e, path(4, i, 3))))
    dialogue.toClient(ask(0, response(0x0e, 0)), ask(1, response(0x0e, 0)))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual([
      '',
      'class 0x04 (Assembly) instance 1 attribute 3',
    ])
  })

  test.each([
    ['00', 'type 0 (restart)'],
    ['01', 'type 1 (factory defaults)'],
    ['02', 'type 2 (factory defaults but for communication)'],
    ['63', 'type 99'],
  ])('a Reset of type 0x%s says what it resets to', (type, text) => {
    const dialogue = new Dialogue(cip)
    for (const id of [1, 2]) dialogue.toServer(ask(id, sent(request(0x05, path(1, 1), hex(type)), slot(3))))
    const resets = dialogue.heard.filter(({ name }) => name === 'Reset')
    expect(resets[0]).toMatchObject({
      class: 'mode',
      module: 'slot 3',
      target: `slot 3 class 0x01 (Identity) instance 1 ${text}`,
    })
    expect(dialogue.operations.at(-1)).toBe(dialogue.operations[1])
  })

  test('a Reset that restarts and one to factory defaults are two operations; one without a type says none', () => {
    const dialogue = new Dialogue(cip)
    for (const data of ['00', '01', '']) dialogue.toServer(ask(1, request(0x05, path(1, 1), hex(data))))
    expect(new Set(dialogue.heard.map(({ target }) => target)).size).toBe(3)
    expect(dialogue.heard[2]?.target).toBe('class 0x01 (Identity) instance 1')
  })

  test.each([
    [0x4b, '0a00 0800', 'discrete 10+8', 'read'],
    [0x4c, '0a00 0800', 'coil 10+8', 'read'],
    [0x4d, '6400 0200', 'input 100+2', 'read'],
    [0x4e, '6400 0200', 'holding 100+2', 'read'],
    [0x4f, '0a00 0800 ff', 'coil 10+8', 'write'],
    [0x50, '6400 0200 0a00 0b00', 'holding 100+2', 'write'],
  ])('service 0x%s of the Modbus object names its registers', (service, data, text, kind) => {
    const dialogue = new Dialogue(cip)
    dialogue.samples = true
    dialogue.toServer(ask(1, request(service, path(0x44, 1), hex(data))))
    dialogue.toClient(ask(1, response(service, 0, hex(data))))
    expect(dialogue.heard[0]).toMatchObject({ class: kind, target: `class 0x44 (Modbus) instance 1 ${text}` })
    const [name, first, count] = text.split(/(?<=\s)|\+/)
    expect(dialogue.operations[1]?.points).toEqual([
      {
        name,
        first: Number(first),
        count: Number(count),
        type: service < 0x4d || service === 0x4f ? 'bit' : 'word',
        writes: kind === 'write',
      },
    ])
    expect(dialogue.values).toEqual([])
  })

  test('of the Modbus object, what is cut or passed through names none', () => {
    const dialogue = new Dialogue(cip).toServer(ask(1, request(0x50, path(0x44, 1), hex('6400 02'))))
    dialogue.toServer(ask(2, request(0x51, path(0x44, 1), hex('03 0064 0002'))))
    expect(dialogue.heard.map(({ target }) => target)).toEqual([
      'class 0x44 (Modbus) instance 1',
      'class 0x44 (Modbus) instance 1',
    ])
  })

  test.each([
    [0x06, path(0x8e, 1), 'Start', 'mode'],
    [0x06, path(0x29, 1), 'Start', 'control'],
    [0x05, path(0x01, 1), 'Reset', 'mode'],
    [0x05, path(0x72, 1), 'Reset', 'read'],
    [0x05, path(0x0f, 1), 'Reset', 'configure'],
    [0x08, path(0xac, 1), 'Create', 'download'],
    [0x08, path(0x0f, 1), 'Create', 'configure'],
    [0x4e, path(0x69, 1), 'Force', 'control'],
    [0x4c, path(0x37, 200), 'Initiate_Download', 'firmware'],
    [0x4d, path(0xa1, 1), 'Transfer', 'firmware'],
    [0x04, path(0x8b, 1), 'Set_Attribute_List', 'time'],
    [0x10, path(0x04, 1, 3), 'Set_Attribute_Single', 'write'],
    [0x10, path(0xf5, 1, 5), 'Set_Attribute_Single', 'configure'],
    [0x5c, path(0x8e, 1), 'Handshake', 'authenticate'],
    [0x51, path(0x6a, 1), 'Modify Logic', 'download'],
    [0x11, path(0x0f, 0), 'Find_Next_Object_Instance', 'discover'],
    [0x16, path(0x0f, 0), 'Save', 'configure'],
    [0x17, path(0x02, 1), 'No Operation', 'session'],
    [0x1c, path(0x43, 1), 'GroupSync', 'time'],
    [0x18, path(0xf5, 1), 'Get_Member', 'discover'],
    [0x56, path(0x06, 1), 'Get_Connection_Data', 'diagnose'],
    [0x10, path(0x2a, 1, 8), 'Set_Attribute_Single', 'write'],
  ])('service 0x%s means what its class says', (service, target, name, kind) => {
    const [heard] = new Dialogue(cip).toServer(ask(1, request(service, target))).heard
    expect([heard?.name, heard?.class]).toEqual([name, kind])
  })

  test('a service that nobody published is counted, and not decoded', () => {
    const dialogue = new Dialogue(cip).toServer(ask(1, request(0x4b, path(0x72, 1))))
    expect(dialogue.heard[0]).toMatchObject({ function: '0x4b', name: 'CIP service 0x4b', class: 'unknown' })
    expect(dialogue.observed('undecoded')).toHaveLength(1)
  })
})

describe('packets and routes', () => {
  test('each service of a packet is counted beside the packet', () => {
    const inner = [request(0x0e, path(1, 1, 1)), request(0x4c, bytesOf(symbol('A')), u16le(1))]
    const answers = [response(0x0e, 0, u16le(1)), response(0x4c, 5)]
    const dialogue = new Dialogue(cip)
      .toServer(ask(1, request(0x0a, path(2, 1), services(inner))))
      .toClient(ask(1, response(0x0a, 0x1e, services(answers))))
    expect(said(dialogue)).toEqual([
      ['request', '0x0a', 'class 0x02 (Message Router) instance 1', 0],
      ['request', '0x0e', 'class 0x01 (Identity) instance 1 attribute 1', 0],
      ['request', '0x4c', 'tag A', 0],
      ['response', '0x0a', 'class 0x02 (Message Router) instance 1', 0x1e],
      ['response', '0x0e', 'class 0x01 (Identity) instance 1 attribute 1', 0],
      ['response', '0x4c', 'tag A', 5],
    ])
  })

  test('of a packet with too many services the last are answered without target', () => {
    const count = MAX_MEMBERS + 1
    const inner = Array.from({ length: count }, () => request(0x0e, path(4, 1, 3)))
    const answers = Array.from({ length: count }, () => response(0x0e, 0))
    const dialogue = new Dialogue(cip)
      .toServer(ask(1, request(0x0a, path(2, 1), services(inner))))
      .toClient(ask(1, response(0x0a, 0, services(answers))))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual([
      'class 0x04 (Assembly) instance 1 attribute 3',
      '',
    ])
  })

  test('what is sent through the backplane acts on a slot, and is answered by its own service', () => {
    const dialogue = new Dialogue(cip)
      .toServer(ask(1, sent(request(0x07, path(0x8e, 1)), slot(2))))
      .toClient(ask(1, response(0x07, 0)))
    expect(dialogue.heard.map(({ function: code, module, target }) => [code, module, target])).toEqual([
      ['0x52', '', 'class 0x06 (Connection Manager) instance 1 to slot 2'],
      ['0x07', 'slot 2', 'slot 2 class 0x8e instance 1'],
      ['0x07', 'slot 2', 'slot 2 class 0x8e instance 1'],
    ])
  })

  test('a route that fails is answered by the sending itself', () => {
    const dialogue = new Dialogue(cip)
      .toServer(ask(1, sent(request(0x01, path(1, 1)), slot(9))))
      .toClient(ask(1, refusal(0x52, 0x01, 0x0204, [1])))
    expect(said(dialogue)[2]).toEqual(['response', '0x52', 'class 0x06 (Connection Manager) instance 1 to slot 9', 1])
  })

  test('a route goes on from where the one around it ends', () => {
    const dialogue = new Dialogue(cip).toServer(ask(1, sent(sent(request(0x01, path(1, 1)), slot(7)), slot(6))))
    expect(dialogue.heard.map(({ module }) => module)).toEqual(['', 'slot 6', 'slot 6 slot 7'])
  })

  test('routes beyond the limit are read again each time, and are the same', () => {
    const dialogue = new Dialogue(cip)
    for (let i = 0; i <= MAX_ROUTES; i++)
      dialogue.toServer(ask(1, sent(request(0x01, path(1, 1)), [2, i & 255, 1, i >> 8])))
    dialogue.toServer(ask(1, sent(request(0x01, path(1, 1)), [2, 0, 1, 1])))
    const [last, before] = [dialogue.heard.at(-1), dialogue.heard.at(-3)]
    expect(last).toEqual(before)
    expect(last?.module).toBe('port 2 address 0 slot 1')
  })

  test('requests are followed three deep', () => {
    let message = request(0x01, path(1, 1))
    for (let i = 0; i < 5; i++) message = sent(message, slot(i))
    const dialogue = new Dialogue(cip).toServer(ask(1, message))
    expect(dialogue.heard.map(({ function: code }) => code)).toEqual(['0x52', '0x52', '0x52', '0x52'])
    expect(dialogue.observed('malformed')).toHaveLength(1)
  })
})

describe('who a device is', () => {
  const facts = (asked: Bytes, ...answer: (number | readonly number[] | Bytes)[]) => {
    const service = asked[0] as number
    const dialogue = new Dialogue(cip).toServer(ask(1, asked)).toClient(ask(1, response(service, 0, ...answer)))
    return dialogue.observed('identity')[0]?.facts
  }

  test('the Identity object tells it in one answer, and of a Logix controller the mode', () => {
    expect(facts(request(0x01, path(1, 1)), identity(CPU))).toEqual({
      vendor: 'Rockwell Automation/Allen-Bradley',
      'vendor-id': '0x0001',
      'device-type': 'Programmable Logic Controller',
      'product-code': '54',
      firmware: '16.20',
      serial: '0x0051823f',
      mode: 'run',
      'key-switch': 'remote',
      product: '1756-L61/B LOGIX5561',
    })
    expect(facts(request(0x01, path(1, 1)), identity({ ...CPU, status: 0x2070 }))).toMatchObject({
      mode: 'program',
      'key-switch': 'program',
    })
    expect(facts(request(0x01, path(1, 1)), identity({ ...CPU, status: 0x0020 }))).not.toHaveProperty('mode')
  })

  test('an unknown vendor and type are numbers, and a state of 255 is none', () => {
    const stranger = { ...CPU, vendor: 0x4fff, type: 0x9c, name: '' }
    expect(facts(request(0x01, path(1, 1)), identity(stranger), 0xff)).toEqual({
      'vendor-id': '0x4fff',
      'device-type': 'device type 0x009c',
      'product-code': '54',
      firmware: '16.20',
      serial: '0x0051823f',
    })
  })

  test('what is cut is left out', () => {
    expect(facts(request(0x01, path(1, 1)), u16le(1))).toBeUndefined()
    expect(facts(request(0x01, path(1, 1)), identity(CPU).slice(0, 9))).not.toHaveProperty('serial')
    expect(facts(request(0x01, path(1, 1)), identity(CPU).slice(0, 16))).not.toHaveProperty('product')
  })

  test('an answer that repeats itself is not said again', () => {
    const dialogue = new Dialogue(cip)
    for (const status of [0x60, 0x60, 0x70]) {
      dialogue.toServer(ask(1, request(0x01, path(1, 1))))
      dialogue.toClient(ask(1, response(0x01, 0, identity({ ...CPU, status }))))
    }
    expect(dialogue.observed('identity').map(({ facts: { mode } }) => mode)).toEqual(['run', 'program'])
  })
})
