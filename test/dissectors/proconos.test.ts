import { describe, expect, test } from 'vitest'
import { proconos } from '../../dissectors/proconos/proconos.ts'
import { answer, ask, askFirst, information, state } from '../../fixtures/generate/proconos-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import type { Bytes } from '../support/packet.ts'

const RUNTIME = {
  ...{ runtime: 'ProConOS V3.0.1040 Oct 29 2002', type: 'ADAM5510KW 1.24 Build 005' },
  ...{ project: '5510-projec', boot: '5510-projec', source: 'Exist' },
}

function probe(bytes: Bytes): string {
  return proconos.probe(cursorOver(bytes), 'to-server')
}

describe('the probe', () => {
  test.each([
    ['a request', ask(2, 0x0b), [0, 1, 4, 6, 7, 8]],
    ['the first request', askFirst(1, 0x0d), [0, 1, 4, 6, 7, 8]],
    ['an answer', answer(2, information(RUNTIME)), [0, 1, 4, 6, 7, 20, 155]],
  ])('takes %s, and nothing where one of its bytes is another', (_, message, places) => {
    expect(probe(message)).toBe('yes')
    for (const at of places) {
      const wrong = message.slice()
      wrong[at] = 0x37
      expect(probe(wrong), String(at)).not.toBe('yes')
    }
    for (let length = 0; length < message.length; length++) expect(probe(message.slice(0, length))).toBe('need-more')
  })

  test.each([
    'cc01000b4002000047ee',
    'cc01000dc0010000d517',
    'cc01000f40070000eafa',
    'cc0100074006100026750000000000000000000000000000c682',
    'cc01005b40031c00010000001c0000000100000002000000000000000000000000000000d79a',
  ])('takes what open tools send: %s', (message) => {
    expect(probe(fromHex(message))).toBe('yes')
  })
})

test('requests are told from answers by their flags', () => {
  expect(proconos.directionOf(cursorOver(ask(1, 0x0b)))).toBe('to-server')
  expect(proconos.directionOf(cursorOver(answer(1)))).toBe('to-client')
  expect(proconos.directionOf(cursorOver(fromHex('cc01')))).toBeUndefined()
})

test.each([
  ['cc01000140 0e0000 4c07', 'Stop', 'mode'],
  ['cc01000440 0e0000 1821', 'Cold start', 'mode'],
  ['cc01000f40 0e0000 f466', 'Get state', 'diagnose'],
  ['cc01000b40 020000 47ee', 'Get information', 'discover'],
  ['cc01000640 050000 361e', 'Service 0x06', 'unknown'],
])('%s is what it says', (message, name, operationClass) => {
  const dialogue = new Dialogue(proconos).toServer(message)
  expect(dialogue.heard).toMatchObject([{ name, class: operationClass, role: 'request' }])
  expect(dialogue.observed('undecoded')).toHaveLength(operationClass === 'unknown' ? 1 : 0)
})

test('an answer belongs to the request with its sequence number', () => {
  const dialogue = new Dialogue(proconos).toServer(ask(1, 0x01), ask(2, 0x0f))
  dialogue.toClient(answer(2, state(2)), answer(1), answer(9, state(4)))
  expect(dialogue.heard.slice(2)).toMatchObject([
    { role: 'response', name: 'Get state' },
    { role: 'response', name: 'Stop' },
    { role: 'response', name: 'Answer', function: 'answer' },
  ])
})

describe('identity', () => {
  test('is runtime, type of the controller and its projects, said once', () => {
    const dialogue = new Dialogue(proconos)
    for (const at of [1, 2]) dialogue.toServer(ask(at, 0x0b)).toClient(answer(at, information(RUNTIME)))
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'server',
        facts: {
          software: 'ProConOS V3.0.1040 Oct 29 2002',
          model: 'ADAM5510KW 1.24 Build 005',
          project: '5510-projec',
          description: 'boot project 5510-projec, project source code: Exist',
        },
      },
    ])
  })

  test('has no project where there is none, and nothing where the answer is short', () => {
    const none = { ...RUNTIME, project: '', boot: '', source: '' }
    const dialogue = new Dialogue(proconos).toServer(ask(1, 0x0b)).toClient(answer(1, information(none)))
    expect(Object.keys(dialogue.observed('identity')[0]?.facts ?? {})).toEqual(['software', 'model'])
    const short = new Dialogue(proconos).toServer(ask(1, 0x0b)).toClient(answer(1, information(RUNTIME).slice(0, 90)))
    expect(short.observed('identity')).toEqual([])
  })

  test('is the state of the CPU, when it changes', () => {
    const dialogue = new Dialogue(proconos)
    for (const [at, value] of [2, 2, 4, 9].entries())
      dialogue.toServer(ask(at, 0x0f)).toClient(answer(at, state(value)))
    dialogue.toServer(ask(9, 0x0f)).toClient(answer(9))
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([{ mode: 'run' }, { mode: 'stop' }])
  })
})

test('a message with a wrong checksum is malformed', () => {
  const dialogue = new Dialogue(proconos).toServer('cc01000b4002000047ef')
  expect(dialogue.observations).toEqual([{ kind: 'malformed', reason: 'bad-checksum', offset: 8 }])
  expect(dialogue.heard).toEqual([])
})
