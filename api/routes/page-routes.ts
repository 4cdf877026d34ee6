import { StorageError } from '../../storage/errors.ts'
import type { ObservedReader } from '../../storage/observed/reader.ts'
import type { DecisionsStore } from '../decisions-store.ts'
import { type ApiDocument, documentationPage } from '../documentation-page.ts'
import type { ObservedStore } from '../observed-store.ts'
import { emptyPage, overviewPage } from '../overview-page.ts'
import { walkDownPage } from '../walk-down-page.ts'
import type { ApiApp } from './api-app.ts'

const HTML_TYPE = 'text/html; charset=utf-8'

/** What people read: the overview, the walk-down sheet, the documentation; and the OpenAPI document itself. */
export function pageRoutes(app: ApiApp, store: ObservedStore, decisions: DecisionsStore): void {
  const schema = { hide: true }
  page(app, '/', store, (reader) =>
    overviewPage(
      reader,
      decisions.read(({ states }) => states.notOpen(), []),
    ),
  )
  page(app, '/walk-down', store, walkDownPage)
  app.get('/api', { schema }, (_request, reply) => reply.redirect('/api/', 308))
  app.get('/api/', { schema }, (_request, reply) => {
    return reply.type(HTML_TYPE).send(documentationPage(app.swagger() as ApiDocument))
  })
  app.get('/api/openapi.json', { schema }, () => app.swagger())
}

function page(app: ApiApp, path: string, store: ObservedStore, make: (reader: ObservedReader) => string): void {
  app.get(path, { schema: { hide: true } }, (_request, reply) => {
    reply.type(HTML_TYPE)
    try {
      return store.read(make)
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      // Nothing captured yet is no failure: this is how everybody begins.
      return reply.code(error.code === 'SIGHTLINE_STORAGE_MISSING' ? 200 : 503).send(emptyPage(error.message))
    }
  })
}
