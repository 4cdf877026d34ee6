/*
 * On whole networks, the events are what a careful analyst would remark on, no more and no less. The captures are not part
 * of the project: see test/support/corpus.ts.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportRows } from '../../storage/observed/export.ts'
import { CORPUS } from '../support/corpus.ts'
import { replayed } from '../support/stored-assets.ts'
import { ANALYST_EVENTS } from './events-truth.ts'

/** What is an event because it was not there before: a matter of where the capture begins. */
const FIRST_SEEN = ['start-up', 'new-asset', 'new-conversation', 'new-operation', 'new-writer']

const lists = Object.entries(ANALYST_EVENTS).filter(([file]) => existsSync(join(CORPUS, file)))

describe.skipIf(lists.length === 0)('events of whole networks', () => {
  test.each(lists)('the events of %s are those of the analyst', async (file, list) => {
    const rows = await replayed([join(CORPUS, file)], (reader) => [...exportRows(reader, 'events')])
    const events = rows
      .filter(({ kind }) => !FIRST_SEEN.includes(String(kind)))
      .map(({ severity, kind, summary }) => `${severity} ${kind}: ${summary}`)
      .sort()
    expect(events).toEqual(list.map((each) => expect.stringContaining(each)))
  })
})
