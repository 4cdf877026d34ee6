import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { StorageError } from './errors.ts'

/**
 * Makes a folder, and those above it. Not by `recursive` alone: below /proc, where mkdir says ENOENT of a folder that is
 * there, it never returns in Node.js 20.
 */
export function makeFolder(directory: string): void {
  const missing: string[] = []
  for (let at = path.resolve(directory); !existsSync(at); at = path.dirname(at)) missing.push(at)
  for (const each of missing.reverse()) makeOne(each)
  // Says of a file that it is none.
  if (missing.length === 0) mkdirSync(directory, { recursive: true })
}

function makeOne(directory: string): void {
  try {
    mkdirSync(directory)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    // Another process was faster.
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw error
    const text = `${directory}: no folder can be made there; choose another one with --data`
    throw new StorageError('SIGHTLINE_STORAGE_NO_ACCESS', text, error)
  }
}
