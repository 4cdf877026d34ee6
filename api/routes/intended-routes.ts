import { realpathSync } from 'node:fs'
import { Type } from 'typebox'
import { DEFAULT_LIST, importIntended } from '../../planning/import-intended.ts'
import { MAX_FILE_CHARACTERS } from '../../planning/parse-csv.ts'
import type { DecisionsStore } from '../decisions-store.ts'
import { Conflict, NotFound } from '../problem.ts'
import { component } from '../schemas/component.ts'
import { FOLDER, ImportedListSchema, IntendedImportSchema, IntendedListSchema, KIND } from '../schemas/intended.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import type { ApiApp } from './api-app.ts'

const STRICT = { additionalProperties: false } as const
const PARAMS = Type.Object({ kind: KIND })
/** Twice what a file may have, because JSON escapes, and letters take two bytes in many languages. */
const MAX_BODY = 2 * MAX_FILE_CHARACTERS

/** What people say should be: lists of devices and of allowed communications, each imported as a whole. */
export function intendedRoutes(app: ApiApp, decisions: DecisionsStore, directory: string): void {
  list(app, decisions)
  put(app, decisions, directory)
  remove(app, decisions, directory)
}

function list(app: ApiApp, decisions: DecisionsStore): void {
  const response = { 200: Type.Object({ items: Type.Array(component(IntendedListSchema)) }), ...PROBLEMS }
  const schema = { summary: 'Lists of what is intended', querystring: Type.Object({}, STRICT), response }
  app.get('/api/v1/intended', { schema }, () => ({ items: decisions.read(({ intended }) => intended.lists(), []) }))
}

function put(app: ApiApp, decisions: DecisionsStore, directory: string): void {
  const schema = {
    summary: 'Imports a list of what is intended, in the place of the one of its name',
    params: PARAMS,
    querystring: Type.Object({}, STRICT),
    body: component(IntendedImportSchema),
    response: { 200: component(ImportedListSchema), ...PROBLEMS },
  }
  app.put('/api/v1/intended/:kind', { schema, bodyLimit: MAX_BODY }, ({ params: { kind }, body }) => {
    const { list: name = DEFAULT_LIST, file, content, importedBy = '', folder } = body
    refuseOther(folder, directory)
    const request = { kind, list: name, file, content, importedBy }
    return decisions.write(({ intended }) => importIntended(request, intended, Date.now() * 1000))
  })
}

function remove(app: ApiApp, decisions: DecisionsStore, directory: string): void {
  const params = Type.Object({
    kind: KIND,
    list: Type.String({ maxLength: 64, description: 'The name of the list.' }),
  })
  const response = { 204: Type.Null({ description: 'There is no such list any more.' }), ...PROBLEMS }
  const querystring = Type.Object({ folder: Type.Optional(FOLDER) }, STRICT)
  const schema = { summary: 'Removes a list of what is intended', params, querystring, response }
  app.delete('/api/v1/intended/:kind/:list', { schema }, ({ params: { kind, list: name }, query }, reply) => {
    refuseOther(query.folder, directory)
    if (!decisions.read(({ intended }) => intended.lists(), []).some((one) => one.kind === kind && one.name === name)) {
      throw new NotFound('there is no such list; see /api/v1/intended')
    }
    decisions.write(({ intended }) => intended.remove(kind, name))
    reply.code(204).send(null)
  })
}

function refuseOther(folder: string | undefined, directory: string): void {
  if (folder === undefined || isSame(folder, directory)) return
  throw new Conflict('this API keeps its decisions in another folder')
}

function isSame(folder: string, directory: string): boolean {
  try {
    return realpathSync(folder) === realpathSync(directory)
  } catch {
    return false
  }
}
