import { expect, test } from 'vitest'
import type { RegroupingFact } from '../../sensor/model/events/event-evidence.ts'
import { openForWriting } from '../../storage/database.ts'
import { REGROUPINGS } from '../../storage/observed/event-evidence-sql.ts'
import { MAX_REGROUPINGS, RegroupingStore } from '../../storage/observed/regrouping-store.ts'
import { OBSERVED_FILE, OBSERVED_SCHEMA } from '../../storage/observed/schema/observed-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test(`past ${MAX_REGROUPINGS} pairs those are forgotten whose last time is longest ago`, () => {
  const database = openForWriting(`${temporaryDirectory()}/${OBSERVED_FILE}`, OBSERVED_SCHEMA, {})
  database.exec(`
    INSERT INTO segments (key, tap, vlan) VALUES (1, '', '');
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ${MAX_REGROUPINGS})
    INSERT INTO addresses (key, segment, kind, value, is_group, first_us, last_us) SELECT i, 1, 'mac', i, 0, i, i FROM n`)
  const store = new RegroupingStore(database)
  const pairs = Array.from({ length: MAX_REGROUPINGS + 1 }, (_, at) => ({
    kind: 'merged' as const,
    kept: 'one',
    other: String(at),
    keptAddress: at + 1,
    otherAddress: at + 1,
  }))
  store.note(pairs)
  const kept = database.prepare<[], RegroupingFact>(REGROUPINGS).all()
  database.close()
  expect(kept).toHaveLength(MAX_REGROUPINGS)
  expect(kept[0]).toMatchObject({ other: '1', firstUs: 2, lastUs: 2 })
})
