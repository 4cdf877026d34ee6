import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder that is gone again when the test that asked for it has finished. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'sightline-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
