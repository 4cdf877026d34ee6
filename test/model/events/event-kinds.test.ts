import { expect, test } from 'vitest'
import {
  CLASS_TECHNIQUES,
  EVENT_KINDS,
  TECHNIQUE_NAMES,
  WATCHED_ATTRIBUTES,
} from '../../../sensor/model/events/event-kinds.ts'

test('every technique of the table has a name', () => {
  const used = [...Object.values(EVENT_KINDS), ...Object.values(CLASS_TECHNIQUES), ...Object.values(WATCHED_ATTRIBUTES)]
  const unnamed = used
    .map(({ technique }) => technique as string)
    .filter((technique) => technique !== '' && TECHNIQUE_NAMES[technique] === undefined)
  expect(unnamed).toEqual([])
})

test('every kind has a question to ask next', () => {
  for (const { question } of Object.values(EVENT_KINDS)) expect(question).toMatch(/[?.]$/)
})
