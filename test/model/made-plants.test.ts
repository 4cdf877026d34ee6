import { expect, test } from 'vitest'
import { assetScore } from '../support/asset-score.ts'
import { makePlant } from '../support/plants.ts'

const MIN_SHARE = 0.99

test.each([1, 3, 20])('the assets of a made-up plant of %i cells are its devices', (cells) => {
  const { precision, recall } = assetScore(makePlant(cells))
  expect(precision).toBeGreaterThanOrEqual(MIN_SHARE)
  expect(recall).toBeGreaterThanOrEqual(MIN_SHARE)
})
