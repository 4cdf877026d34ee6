import { expect, test } from 'vitest'
import { MAX_SHARED_PAIRS, SharedStates } from '../../sensor/flow/shared-states.ts'
import { simple } from '../support/simple-protocol.ts'

const sharing = { ...simple, newShared: () => ({}) }

test('two hosts share one state of a protocol, whichever of them serves', () => {
  const states = new SharedStates()
  const state = states.of(sharing, 1, 2)
  expect(states.of(sharing, 1, 2)).toBe(state)
  expect(states.of(sharing, 2, 1)).toBe(state)
  expect(states.of(sharing, 1, 3)).not.toBe(state)
  expect(states.of({ ...sharing }, 1, 2)).not.toBe(state)
  expect(states.of(simple, 1, 2)).toBeUndefined()
  states.forget()
  expect(states.of(sharing, 1, 2)).not.toBe(state)
})

test(`of ${MAX_SHARED_PAIRS} pairs the oldest is forgotten`, () => {
  const states = new SharedStates()
  const first = states.of(sharing, 0, 1)
  for (let other = 2; other <= MAX_SHARED_PAIRS; other++) states.of(sharing, 0, other)
  expect(states.of(sharing, 0, 1)).toBe(first)
  states.of(sharing, 0, MAX_SHARED_PAIRS + 1)
  expect(states.of(sharing, 0, 1)).not.toBe(first)
})
