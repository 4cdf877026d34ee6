import { expect, test } from 'vitest'
import { StoredBatch } from '../../cli/stored-batch.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { captureEntry, conversationEntry, deltaOf } from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

function opened() {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const batch = new StoredBatch(writer, undefined)
  const told: string[] = []
  let id = 0
  const store = (name: string) => {
    batch.beginFile()
    writer.capture(captureEntry({ id: ++id, name, fingerprint: name }))
    batch.afterwards(() => told.push(name))
  }
  const stored = () => {
    const reader = new ObservedReader(directory)
    const rows = reader.all<{ name: string }>('SELECT name FROM captures ORDER BY name', [])
    reader.close()
    return rows.map(({ name }) => name)
  }
  return { writer, batch, store, stored, told }
}

test('files are told of once they are stored, together with what they amount to', () => {
  const { writer, batch, store, stored, told } = opened()
  for (const name of ['a', 'b']) {
    store(name)
    batch.keepFile()
  }
  expect([stored(), told]).toEqual([[], []])
  batch.commit()
  expect([stored(), told]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
  batch.commit()
  writer.close()
})

test('nobody waits for the first file, and for the next one as long as a conclusion takes', () => {
  const { writer, batch, store } = opened()
  expect(batch.isDue).toBe(false)
  store('a')
  batch.keepFile()
  expect(batch.isDue).toBe(true)
  batch.commit()
  expect(batch.isDue).toBe(false)
  store('b')
  batch.keepFile()
  expect(batch.isDue).toBe(false)
  const until = performance.now() + 500
  while (!batch.isDue && performance.now() < until);
  expect(batch.isDue).toBe(true)
  writer.close()
})

test('a file that is dropped leaves those before it', () => {
  const { writer, batch, store, stored } = opened()
  store('a')
  batch.keepFile()
  store('b')
  batch.dropFile()
  batch.commit()
  expect(stored()).toEqual(['a'])
  writer.close()
})

test('a store that fails takes the files of its transaction with it, and none of them is told of', () => {
  const { writer, batch, store, stored, told } = opened()
  store('a')
  batch.keepFile()
  store('b')
  expect(() => writer.apply(deltaOf({ conversations: [conversationEntry({ client: 77 })] }))).toThrow('never announced')
  batch.dropFile()
  batch.commit()
  expect([stored(), told]).toEqual([[], []])
  writer.close()
})
