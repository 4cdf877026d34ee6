import { expect, test } from 'vitest'
import { sercos } from '../../dissectors/sercos/sercos.ts'
import {
  AT,
  addresses,
  BUSY,
  channels,
  cyclic,
  FAILED,
  HANDSHAKE,
  idn,
  LAST,
  MDT,
  SECONDARY,
  step,
  telegram,
  VALID,
  version,
  WRITE,
} from '../../fixtures/generate/sercos-telegram.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

test.each([
  ['MDT0 CP0', version(), 'discover', ''],
  ['AT0 CP0', addresses([1]), 'discover', ''],
  ['AT1 CP2', channels(AT | 1, 2, []), 'session', ''],
  ['MDT0 to CP3', telegram(MDT, 0x83), 'mode', ''],
  ['MDT0 CP4', cyclic(MDT, 4, [1]), 'publish', ''],
  ['AT0 CP4', cyclic(AT | SECONDARY, 0x34, [1]), 'publish', 'secondary channel'],
  ['MDT3 CP4', telegram(MDT | 3, 4), 'publish', ''],
])('%s is told by its header', (name, bytes, kind, target) => {
  const [heard] = new Dialogue(sercos).toServer(bytes).heard
  expect(heard).toMatchObject({ role: 'event', function: name, name, class: kind, target })
})

test('a cycle allocates nothing when it comes again, whatever its count', () => {
  const dialogue = new Dialogue(sercos).toServer(cyclic(MDT | 0x20, 4, [1]), cyclic(MDT | 0x20, 0x14, [2]))
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('the phase is the mode of the master, told when it changes', () => {
  const dialogue = new Dialogue(sercos).toServer(
    version(),
    version(),
    telegram(MDT, 0x81),
    channels(MDT, 1, []),
    cyclic(MDT, 4, []),
  )
  expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
    { role: 'Sercos III master', mode: 'CP0 (discovery)' },
    { role: 'Sercos III master', mode: 'CP1 (communication set-up)' },
    { role: 'Sercos III master', mode: 'CP4 (operation)' },
  ])
})

function slaves(dialogue: Dialogue) {
  return dialogue.observed('identity').filter(({ facts }) => facts.role === 'Sercos III slave')
}

test('slaves are known by the addresses of phase 0, in the order of one channel', () => {
  const dialogue = new Dialogue(sercos).toServer(
    addresses([2, 0x1ff, 0]),
    addresses([1, 2], AT | SECONDARY),
    addresses([0x8002, 7]),
    channels(AT, 1, [], [0x100, 0x100, 0x100]),
  )
  expect(slaves(dialogue).map(({ module, facts }) => [module, facts['device-id']])).toEqual([
    ['slave 2', 'Sercos address 2'],
    ['slave 7', 'Sercos address 7'],
    ['slave at position 3', undefined],
  ])
})

test('a slave that joins in operation is told by its hot-plug field', () => {
  const dialogue = new Dialogue(sercos).toServer(
    cyclic(AT, 4, [], 0x1ff),
    cyclic(AT, 4, [], 9),
    cyclic(AT, 4, [], 9, 0x200),
  )
  expect(slaves(dialogue).map(({ module }) => module)).toEqual(['slave 9'])
  expect(dialogue.heard.filter(({ function: code }) => code === 'HP')).toMatchObject([
    { role: 'response', name: 'Hot-plug', class: 'discover', module: 'slave 9', status: 0 },
    { status: 1 },
  ])
})

/** Steps of one device's service channel, each with its answer. */
class Channel {
  readonly dialogue = new Dialogue(sercos)
  private handshake = 0

  step(control: number, info: number | string = 0, answer: number | string = 0, failed = 0): this {
    this.handshake ^= HANDSHAKE
    const ask = channels(MDT, 2, [{ position: 0, control: control | this.handshake, info }])
    const busy = channels(AT, 2, [{ position: 0, control: VALID | BUSY | this.handshake }])
    const done = channels(AT, 2, [{ position: 0, control: VALID | failed | this.handshake, info: answer }])
    this.dialogue.toServer(ask, busy, ask, done, done)
    return this
  }

  open(number: number): this {
    return this.step(step(1, LAST), number)
  }

  get steps() {
    return this.dialogue.heard.filter(({ function: code }) => code.startsWith('SVC'))
  }
}

test.each([
  ['a cycle time', idn(2), WRITE, 'configure', 'S-0-0002.0.0 (communication cycle time)'],
  ['a check of a phase', idn(127), WRITE, 'mode', 'S-0-0127.0.0 (CP3 transition check)'],
  ['a command', idn(148), WRITE, 'control', 'S-0-0148.0.0 (drive controlled homing)'],
  ['a position', idn(51), 0, 'read', 'S-0-0051.0.0 (position feedback value 1)'],
  ['a parameter of a maker', idn(0x8000 | 99), WRITE, 'configure', 'P-0-0099.0.0'],
  ['a label', idn(1300, 12, 1), 0, 'discover', 'S-0-1300.1.12'],
  ['a label that is written', idn(1300, 1), WRITE, 'configure', 'S-0-1300.0.1'],
])('%s is told by its number, step by step', (_, number, bits, kind, target) => {
  const channel = new Channel().open(number).step(step(7, bits | LAST), 5)
  expect(channel.steps.slice(2)).toMatchObject([
    {
      role: 'request',
      class: kind,
      module: 'slave at position 1',
      target,
      name: bits === 0 ? 'Service channel read' : 'Service channel write',
    },
    { role: 'response', class: kind, target, status: 0 },
  ])
  expect(channel.steps.slice(0, 2)).toMatchObject([
    { role: 'request', class: 'session', name: 'Service channel open' },
    { role: 'response' },
  ])
})

test('elements beside the value are named, and an error is the status', () => {
  const channel = new Channel()
    .open(idn(2))
    .step(step(2, 0))
    .step(step(6, WRITE), 0, 0x7008, FAILED)
    .step(step(6, WRITE), 0, 0, FAILED)
    .step(0)
  expect(channel.steps.slice(2)).toMatchObject([
    { class: 'discover', target: 'S-0-0002.0.0 (communication cycle time) name' },
    { role: 'response' },
    { class: 'configure', target: 'S-0-0002.0.0 (communication cycle time) maximum' },
    { role: 'response', status: 0x7008 },
    { role: 'request' },
    { role: 'response', status: 1 },
  ])
})

test('a value whose parameter was not seen is not counted', () => {
  expect(new Channel().step(step(7, WRITE), 5).steps).toEqual([])
})

test('an electronic label that is read tells who the slave is', () => {
  const channel = new Channel()
    .open(idn(1300, 2))
    .step(step(7, 0), 0, 0x0040_0007)
    .step(step(7, 0), 0, 'Made')
    .step(step(7, LAST), 0, ' Co\0')
  expect(channel.dialogue.observed('identity').at(-1)).toEqual({
    kind: 'identity',
    of: 'client',
    about: '',
    module: 'slave at position 1',
    message: 'S-0-1300.0.2',
    facts: { vendor: 'Made Co' },
  })
  const other = new Channel().open(idn(1300, 6)).step(step(7, 0), 0, 4).step(step(7, 0), 0, 'text')
  expect(other.dialogue.observed('identity').some(({ message }) => message.startsWith('S-0'))).toBe(false)
})

test('what is no telegram is malformed', () => {
  const dialogue = new Dialogue(sercos).toServer(telegram(MDT, 5), telegram(MDT, 4).subarray(0, 3))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-value' }, { reason: 'truncated' }])
  expect(dialogue.heard[0]).toMatchObject({ function: '?', name: 'unknown telegram', class: 'unknown' })
})

test.each([
  ['a version', version(), 'yes'],
  ['addresses', addresses([1, 2]), 'yes'],
  ['a change of phase', telegram(MDT, 0x84), 'yes'],
  ['a cycle', cyclic(AT, 4, []), 'yes'],
  ['less than a header', version().subarray(0, 5), 'no'],
  ['a version that is cut', version().subarray(0, 30), 'no'],
  ['addresses that are cut', addresses([1]).subarray(0, 900), 'no'],
  ['service channels that are cut', channels(MDT, 1, []).subarray(0, 1200), 'no'],
  ['a fifth telegram', telegram(MDT | 4, 4, Array(40).fill(0)), 'no'],
  ['a second one of phase 0', telegram(MDT | 1, 0, Array(40).fill(0)), 'no'],
  ['a reserved bit', telegram(0x10, 4, Array(40).fill(0)), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(sercos.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(sercos.directionOf(cursorOver(bytes))).toBe('to-server')
})
