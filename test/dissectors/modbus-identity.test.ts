import { describe, expect, test } from 'vitest'
import { MAX_SAID } from '../../dissectors/kit/said-once.ts'
import { modbus } from '../../dissectors/modbus/modbus.ts'
import { Dialogue, fromHex } from '../support/dialogue.ts'

function adu(pdu: string, unit = 1): Uint8Array {
  const bytes = fromHex(pdu)
  return Uint8Array.from([0, 1, 0, 0, (bytes.length + 1) >> 8, (bytes.length + 1) & 255, unit, ...bytes])
}

function text(value: string): string {
  return Buffer.from(value, 'latin1').toString('hex')
}

function object(id: number, value: string): string {
  return Buffer.from([id, value.length]).toString('hex') + text(value)
}

function identification(count: number, objects: string, more = '00 00'): Uint8Array {
  return adu(`2b 0e 01 83 ${more} ${count.toString(16).padStart(2, '0')} ${objects}`)
}

function factsOf(...answers: Uint8Array[]): unknown[] {
  return new Dialogue(modbus)
    .toClient(...answers)
    .observed('identity')
    .map((one) => one.facts)
}

describe('Read Device Identification', () => {
  test('each object of section 6.21 is a fact', () => {
    const values = ['Acme', 'PLC-7700', 'V3.14', 'acme.example', 'Plant PLC', 'M7', 'Mixer']
    const dialogue = new Dialogue(modbus).toClient(
      identification(7, values.map((value, id) => object(id, value)).join('')),
    )
    expect(dialogue.observations).toEqual([
      {
        kind: 'identity',
        of: 'server',
        about: '',
        module: 'unit 1',
        message: 'Read Device Identification',
        facts: {
          vendor: 'Acme',
          'product-code': 'PLC-7700',
          firmware: 'V3.14',
          url: 'acme.example',
          product: 'Plant PLC',
          model: 'M7',
          application: 'Mixer',
        },
      },
    ])
  })

  test('a stream of objects in two messages is two statements', () => {
    const first = identification(2, object(0, 'Acme') + object(1, 'PLC'), 'ff 02')
    const second = identification(1, object(2, 'V2.11'))
    expect(factsOf(first, second)).toEqual([{ vendor: 'Acme', 'product-code': 'PLC' }, { firmware: 'V2.11' }])
  })

  test('private objects are a description when they are text', () => {
    const objects = object(0x80, 'Slot 1') + object(0x81, '\x01\x02') + object(0x82, 'Slot 2')
    expect(factsOf(identification(3, objects))).toEqual([{ description: 'Slot 1; Slot 2' }])
  })

  test('reserved objects and empty ones are no facts', () => {
    expect(factsOf(identification(2, object(7, 'reserved') + object(3, '')))).toEqual([])
  })

  test('an identity that is polled is said once, and again when it changes', () => {
    const one = identification(1, object(2, 'V1'))
    expect(factsOf(one, one, identification(1, object(2, 'V2')), one)).toEqual([
      { firmware: 'V1' },
      { firmware: 'V2' },
      { firmware: 'V1' },
    ])
  })

  test('units are told apart', () => {
    const dialogue = new Dialogue(modbus).toClient(
      adu('2b 0e 01 01 00 00 01 02 01 31', 3),
      adu('2b 0e 01 01 00 00 01 02 01 31', 4),
    )
    expect(dialogue.observed('identity').map((one) => one.module)).toEqual(['unit 3', 'unit 4'])
  })

  test('what is remembered is bounded: the oldest may be said again', () => {
    const dialogue = new Dialogue(modbus)
    for (let unit = 1; unit <= MAX_SAID + 1; unit++) dialogue.toClient(adu('2b 0e 01 01 00 00 01 02 01 31', unit))
    dialogue.toClient(adu('2b 0e 01 01 00 00 01 02 01 31', MAX_SAID + 1), adu('2b 0e 01 01 00 00 01 02 01 31', 1))
    expect(dialogue.observed('identity')).toHaveLength(MAX_SAID + 2)
  })

  test('a cut identification says nothing', () => {
    expect(factsOf(identification(2, object(0, 'Acme')))).toEqual([])
  })
})

describe('Report Server ID', () => {
  test.each([
    [`11 0f 4a ff ${text('PM800 v12.100')}`, { mode: 'run', description: 'PM800 v12.100' }],
    [`11 0f 4a 00 ${text('PM800 v12.100')}`, { mode: 'stop', description: 'PM800 v12.100' }],
    ['11 02 01 ff', { mode: 'run' }],
    [`11 0a ${text('Wind Farm')} ff`, { mode: 'run', description: 'Wind Farm' }],
    [`11 0a ${text('Wind Farm')} 00`, { description: 'Wind Farm' }],
  ])('%s', (pdu, facts) => {
    expect(factsOf(adu(pdu))).toEqual([facts])
  })

  test.each(['11 00', '11 01 05', '11 04 01 02 03 04'])('%s has no layout that is sure', (pdu) => {
    expect(factsOf(adu(pdu))).toEqual([])
  })

  test('a change of mode is said', () => {
    expect(factsOf(adu('11 02 01 ff'), adu('11 02 01 ff'), adu('11 02 01 00'))).toEqual([
      { mode: 'run' },
      { mode: 'stop' },
    ])
  })
})

describe('UMAS', () => {
  // As a Quantum PLC answered Unity Pro.
  const READ_ID = '5a00fe10ff5a010100000070020000270009000800000000000e3134302043505520333131203130010101000000001100'
  const PROJECT = '5a00fe020500009888010000020500009888010000020c3b0c0e01de07020c3b0c0e01de07080000000850726f6a65637400'

  function exchange(asked: string, answered: string): Dialogue {
    return new Dialogue(modbus).toServer(adu(asked, 0)).toClient(adu(answered, 0))
  }

  test.each([
    ['02', 'UMAS Read ID', 'discover'],
    ['10 434c0000 01 41', 'UMAS Take PLC Reservation', 'session'],
    ['20 00 1300 00000000 6400', 'UMAS Read Memory Block', 'read'],
    ['23 01', 'UMAS Write Variables', 'write'],
    ['41', 'UMAS Stop PLC', 'mode'],
    ['71', 'UMAS Write I/O Object', 'write'],
  ])('the code after the session names the function: %s', (pdu, name, operationClass) => {
    const dialogue = exchange(`5a00${pdu}`, '5a00fe')
    const code = `90/0x${pdu.slice(0, 2)}`
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: code, name, class: operationClass },
      { role: 'response', function: code, status: 0 },
    ])
  })

  test('what UMAS calls upload writes the program into the PLC, and download reads it out', () => {
    expect(exchange('5a01 31 0001', '5a01fe').heard[0]?.class).toBe('download')
    expect(exchange('5a01 34 0001', '5a01fe').heard[0]?.class).toBe('upload')
  })

  test.each([
    ['20 00 1300 6400 0000 9c00', 'block 19 100+156'],
    ['22 2143f511 01 02 0300 01 2301 45', 'block 3 base 291 offset 69'],
    ['22 2143f511 02 13 0300 01 0000 04 0a00 01 0500 01 0000 07', 'block 3 base 0 offset 4, block 5 base 0 offset 7'],
    ['23 2143f511 01 02 0300 0000 0401 2a00', 'block 3 base 0 offset 260'],
    ['23 2143f511 02 02 0300 0000 0400 2a00 01 0300 0000 0900 01', 'block 3 base 0 offset 4, … (2 variables)'],
  ])('%s is about %s', (pdu, target) => {
    expect(exchange(`5a00${pdu}`, '5a00fe').heard[0]?.target).toBe(`unit 0 ${target}`)
  })

  test('more than four variables end with how many they are', () => {
    const one = '02 0300 01 0000 04'
    const { heard } = exchange(`5a0022 2143f511 06 ${one.repeat(6)}`, '5a00fe')
    expect(heard[0]?.target).toMatch(/^unit 0 (block 3 base 0 offset 4, ){4}… \(6 variables\)$/)
  })

  test('variables are the same operation whatever is written, in whichever session', () => {
    const write = (session: string, value: string) => `5a${session}23 2143f511 01 02 0300 0000 0400 ${value}`
    const dialogue = new Dialogue(modbus).toServer(adu(write('01', '2a00')), adu(write('02', '0700')))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test.each(['5a0020001300', '5a00222143f51101', '5a0023010100'])('the request %s names nothing: it is cut', (pdu) => {
    expect(new Dialogue(modbus).toServer(adu(pdu)).heard[0]?.target).toBe('unit 1')
  })

  test('an error answer has a status', () => {
    expect(exchange('5a0133', '5a01fd80a1').heard[1]).toMatchObject({ function: '90/0x33', status: 0xfd })
  })

  test('Read ID tells the PLC and its firmware', () => {
    const identities = exchange('5a0002', READ_ID).observed('identity')
    expect(identities).toMatchObject([
      { of: 'server', module: '', facts: { product: '140 CPU 311 10', firmware: '2.70' } },
    ])
  })

  test('Read Project Info 0 tells the project and its revision', () => {
    expect(exchange('5a000300', PROJECT).observed('identity')).toMatchObject([{ facts: { project: 'Project 0.0.8' } }])
  })

  test('other project information has another layout', () => {
    expect(exchange('5a000304', PROJECT).observed('identity')).toEqual([])
  })

  test('a cut identity says nothing', () => {
    expect(exchange('5a0002', READ_ID.slice(0, 60)).observed('identity')).toEqual([])
    expect(exchange('5a0002', READ_ID.slice(0, 40)).observed('identity')).toEqual([])
    expect(exchange('5a000300', PROJECT.slice(0, 40)).observed('identity')).toEqual([])
  })

  test('a reservation opens a session and names the engineering station', () => {
    const dialogue = exchange('5a0010434c00000f555345522d373145343734463231420000'.slice(0, 46), '5a00fe01')
    expect(dialogue.observations).toMatchObject([
      { kind: 'identity', of: 'client', facts: { name: 'USER-71E474F21B' } },
      { kind: 'session', state: 'opened', security: 'none' },
    ])
  })

  test('a refused reservation and a release are sessions, too', () => {
    expect(exchange('5a0010', '5a00fd8082').observed('session')).toMatchObject([{ state: 'refused' }])
    expect(exchange('5a0111', '5a01fe').observed('session')).toMatchObject([{ state: 'closed' }])
  })

  test('a Modbus exception to UMAS is an error, not an answer of it', () => {
    const dialogue = exchange('5a0002', 'da01')
    expect(dialogue.heard[1]).toMatchObject({ function: '90/0x02', status: 1 })
  })

  test.each(['5a', '5a00'])('a UMAS message too short for its code is the bare function: %s', (pdu) => {
    expect(new Dialogue(modbus).toServer(adu(pdu)).heard[0]?.function).toBe('90')
  })
})
