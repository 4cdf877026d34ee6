import { describe, expect, test } from 'vitest'
import { hartip } from '../../dissectors/hartip/hartip.ts'
import { answer, ask, burst, DEVICE, message, TYPE, token } from '../../fixtures/generate/hartip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

const NONE = new Uint8Array(0)

function exchange(command: number, asked: Uint8Array, answered: Uint8Array): Dialogue {
  return new Dialogue(hartip)
    .toServer(token(TYPE.request, 5, ask(DEVICE, command, asked)))
    .toClient(token(TYPE.response, 5, answer(DEVICE, command, answered)))
}

describe('variables', () => {
  const PV = hex('39 41 20 00 00')
  const NAN = hex('fa 7f a0 00 00')
  const sampled = (command: number, asked: Uint8Array, answered: Uint8Array, code = 0) => {
    const dialogue = new Dialogue(hartip)
    dialogue.samples = true
    return dialogue
      .toServer(token(TYPE.request, 5, ask(DEVICE, command, asked)))
      .toClient(token(TYPE.response, 5, answer(DEVICE, command, answered, code)))
  }

  test.each([
    ['the primary variable', 1, NONE, PV, ['PV = 10']],
    ['current and percent', 2, NONE, hex('41 40 00 00 42 48 00 00'), ['loop current = 12', 'percent of range = 50']],
    ['the dynamic variables', 3, NONE, bytesOf(hex('41 40 00 00'), PV, NAN), ['loop current = 12', 'PV = 10']],
    ['all dynamic variables', 110, NONE, bytesOf(PV, PV), ['PV = 10', 'SV = 10']],
    [
      'variables with status, of which one is not there',
      9,
      hex('00 05 f4'),
      bytesOf(hex('00 00 00'), PV, hex('c0 05 00'), NAN, hex('30 f4 00'), PV, hex('c0 12 34 56 78')),
      ['variable 0 = 10', 'percent of range = 10'],
    ],
    ['variables', 33, hex('07'), bytesOf(7, PV), ['variable 7 = 10']],
    ['a variable that is fixed', 79, bytesOf(hex('03 01'), PV, 0), bytesOf(hex('03 01'), PV, 0), ['variable 3 = 10']],
    ['a variable that is let go', 79, bytesOf(hex('03 00'), PV, 0), bytesOf(hex('03 00'), PV, 0), []],
    ['a current that is fixed', 40, hex('41 40 00 00'), hex('41 40 00 00'), ['loop current = 12']],
    ['a current that is let go', 40, hex('00 00 00 00'), hex('00 00 00 00'), []],
    ['a cut answer', 33, hex('07'), bytesOf(7, PV.slice(0, 4)), []],
  ])('an answer says %s', (_, command, asked, answered, values) => {
    expect(sampled(command, asked, answered).values).toEqual(values)
  })

  test('a refused command has no value', () => {
    expect(sampled(79, bytesOf(hex('03 01'), PV, 0), bytesOf(hex('03 01'), PV, 0), 7).values).toEqual([])
  })

  test.each([
    [9, '00 f6', 'variable 0, PV'],
    [33, '01', 'variable 1'],
    [54, '02', 'variable 2'],
    [54, '', ''],
    [79, '03 01 39 41 20 00 00 00', 'variable 3'],
    [1, '', ''],
  ])('command %i about %j has the target %j', (command, data, text) => {
    const { heard } = exchange(command, hex(data), NONE)
    expect(heard[0]?.target).toBe(`device 264e0000d2 ${text}`.trim())
    expect(heard[1]?.target).toBe(heard[0]?.target)
  })

  test('what a device may not have is a point only with a value', () => {
    const [operation] = exchange(3, NONE, NONE).operations
    expect(operation?.points.map(({ name }) => name)).toEqual(['loop current', 'PV'])
    expect(exchange(79, hex('03 01'), NONE).operations[0]?.points).toEqual([
      { name: 'variable 3', first: -1, count: 1, type: 'float', writes: true },
    ])
  })

  test('a burst publishes the variables that it names, as one operation each time', () => {
    const dialogue = new Dialogue(hartip)
    dialogue.samples = true
    const data = bytesOf(hex('00 00 00'), PV, hex('c0 01 00'), PV, hex('c0'))
    for (const sequence of [1, 2]) dialogue.toClient(token(TYPE.publish, sequence, burst(DEVICE, 9, data)))
    expect(dialogue.heard[0]).toMatchObject({ class: 'publish', target: 'device 264e0000d2 variable 0, variable 1' })
    expect(dialogue.operations[1]).toBe(dialogue.operations[0])
    expect(dialogue.values).toHaveLength(4)
  })

  test('direct PDUs have variables and values, too', () => {
    const direct = (type: number, command: number, data: Uint8Array) =>
      message(type, 4, 7, bytesOf(hex('00 00'), 0, command, data.length, data))
    const dialogue = new Dialogue(hartip)
    dialogue.samples = true
    dialogue.toServer(direct(TYPE.request, 33, hex('02'))).toClient(direct(TYPE.response, 33, bytesOf(0, 2, PV)))
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['variable 2', 'variable 2'])
    expect(dialogue.values).toEqual(['variable 2 = 10'])
    dialogue.toServer(direct(TYPE.request, 33, hex('03'))).toClient(direct(TYPE.response, 33, bytesOf(7, 3, PV)))
    expect(dialogue.values).toHaveLength(1)
  })
})
