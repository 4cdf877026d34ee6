/*
 * Every PLC, panel, engineering station, switch and router that a careful reader names in real captures is named; what is
 * named otherwise, or where the reader names nothing, is counted. The captures are not part of the project: see
 * test/support/corpus.ts.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { assetsOf } from '../support/stored-assets.ts'
import { ROLES_TRUTH } from './roles-truth.ts'

/** The share of named assets, and false names, that must hold over all captures. */
const MIN_NAMED_SHARE = 0.95
const MAX_FALSE_SHARE = 0.03

const score = { expected: 0, named: 0, wrong: [] as string[], missed: [] as string[], extra: [] as string[] }
const captures = Object.entries(ROLES_TRUTH).filter(([file]) => existsSync(join(CORPUS, file)))

describe.skipIf(captures.length === 0)('roles in real captures', () => {
  test.each(captures)('%s', async (file, truth) => {
    const assets = await assetsOf([join(CORPUS, file)])
    const hosts = assets.filter(({ parent }) => parent === '')
    const judged = new Set<string>()
    for (const [address, wanted] of Object.entries(truth)) {
      score.expected++
      const asset = hosts.find((each) => each.addresses.includes(address))
      if (asset === undefined) score.missed.push(`${file} ${address}: no asset`)
      else {
        judged.add(asset.id)
        const said = `${file} ${address}: ${wanted}, not ${asset.role} (${asset.roleReason})`
        if (wanted.split('|').includes(asset.role)) score.named++
        else (asset.role === '' ? score.missed : score.wrong).push(said)
      }
    }
    for (const { id, role, addresses, roleReason } of hosts) {
      if (role !== '' && !judged.has(id)) score.extra.push(`${file} ${addresses.join(' ')}: ${role} (${roleReason})`)
    }
    expect(hosts.every(({ role, roleReason }) => (role === '') === (roleReason === ''))).toBe(true)
  })

  test('almost all are named, and few falsely', () => {
    const wrong = score.wrong.length + score.extra.length
    expect(score.named / score.expected, tell()).toBeGreaterThanOrEqual(MIN_NAMED_SHARE)
    expect(wrong / score.expected, tell()).toBeLessThanOrEqual(MAX_FALSE_SHARE)
  })

  afterAll(() => {
    process.stderr.write(`${tell()}\n`)
  })
})

function tell(): string {
  const { expected, named, wrong, missed, extra } = score
  const list = (title: string, lines: readonly string[]) => [
    `${title}: ${lines.length}`,
    ...lines.map((line) => `  ${line}`),
  ]
  return [
    `roles: ${named} of ${expected} named`,
    ...list('missed', missed),
    ...list('falsely named', wrong),
    ...list('named where a reader names nothing', extra),
  ].join('\n')
}
