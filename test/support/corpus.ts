import { join } from 'node:path'

/** Real captures that are no part of the project: tests that use them are skipped where they are not there. */
export const CORPUS = process.env['SIGHTLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')
/** What tshark counts in each of them. */
export const CORPUS_TRUTH =
  process.env['SIGHTLINE_CORPUS_TRUTH'] ?? join(import.meta.dirname, '../../../shared/corpus-truth')
