import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { storePlant } from './plant.ts'

/** The API over a folder; closed when the test has finished. */
export function apiOver(directory: string) {
  const app = buildApp({ observed: directory })
  onTestFinished(() => app.close())
  return app
}

let plant: { readonly app: ReturnType<typeof buildApp>; readonly directory: string } | undefined

/** The API over the plant of `storePlant`: one for all tests of a file, because it only reads. */
export function plantApi() {
  plant ??= openPlant()
  return plant.app
}

function openPlant() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'sightline-test-'))
  storePlant(directory)
  return { app: buildApp({ observed: directory }), directory }
}

afterAll(async () => {
  if (plant === undefined) return
  await plant.app.close()
  rmSync(plant.directory, { recursive: true, force: true })
})
