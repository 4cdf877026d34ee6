import { expect, test } from 'vitest'
import { AssetAttributes } from '../../storage/observed/asset-attributes.ts'
import { CONFIDENCES, rankOf } from '../../storage/observed/ranks.ts'

function conflictsOf(attribute: string): string {
  const attributes = new AssetAttributes()
  for (const value of ['one', 'another']) {
    attributes.add({ module: '', attribute, value, confidence: rankOf(CONFIDENCES, 'stated'), lastUs: 0 })
  }
  return attributes.conflicts()
}

test('two serial numbers contradict each other; two ways to sign in, neighbours or services do not', () => {
  expect(conflictsOf('serial')).toBe('serial')
  expect(conflictsOf('clear-text-credentials')).toBe('')
  expect(conflictsOf('neighbour')).toBe('')
  expect(conflictsOf('service')).toBe('')
})
