import { Type } from 'typebox'
import { StorageError } from '../../storage/errors.ts'
import { SCHEMA_VERSION } from '../../storage/observed/export.ts'
import { readHealth } from '../../storage/observed/read-health.ts'
import type { ObservedStore } from '../observed-store.ts'
import { component } from '../schemas/component.ts'
import { HealthSchema } from '../schemas/health.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'

/** The API's own health: it answers 200 as long as it can answer, and says in the body what it lacks. */
export function healthRoutes(app: ApiApp, store: ObservedStore): void {
  const schema = {
    summary: 'Health: is there something to show',
    querystring: Type.Object({}, { additionalProperties: false }),
    response: { 200: component(HealthSchema), ...PROBLEMS },
  }
  app.get('/api/v1/health', { schema }, () => {
    const schemaVersion = SCHEMA_VERSION
    try {
      return { status: 'ok' as const, detail: '', schemaVersion, store: store.read(readHealth) }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      const status = error.code === 'SIGHTLINE_STORAGE_MISSING' ? ('waiting' as const) : ('failing' as const)
      return { status, detail: error.message, schemaVersion, store: null }
    }
  })
}
