import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ImportRefused, problemText } from '../planning/import-intended.ts'
import { StorageError } from '../storage/errors.ts'
import { QueryError } from '../storage/observed/query-error.ts'
import type { AllowedMethods } from './allowed-methods.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** An error as RFC 9457 writes it. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Of errors that an administrator must act on: 'SIGHTLINE_STORAGE_MISSING'. */
  readonly code?: string
  /** Which parameters are wrong, and why. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

/** A problem with this status, and the title that HTTP gives it. */
export function problemOf(status: number, detail: string, more: Pick<Problem, 'code' | 'errors'> = {}): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...more }
}

/** Sends a problem in place of an answer. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // Here too, because some are sent before any hook runs.
  reply.headers(SECURITY_HEADERS)
  // Past the response schemas: a problem is whole as it stands.
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
}

/** The one error handler: what the caller did wrong is said, what we did wrong is logged. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOfError(error)
  if (problem.status >= 500 && !(error instanceof StorageError)) request.log.error({ err: error, url: request.url })
  if (problem.status === 503) reply.header('retry-after', RETRY_SECONDS)
  return sendProblem(reply, problem)
}

/** Says that there is nothing here, or what else can be done here; RFC 9110, 15.5.6: a 405 lists what can. */
export function handleNotFound(request: FastifyRequest, reply: FastifyReply, methods: AllowedMethods): FastifyReply {
  const [path = ''] = request.url.split('?', 1)
  const allowed = methods.at(path)
  if (!allowed.includes(request.method)) {
    reply.header('allow', allowed.join(', '))
    const isReadOnly = allowed.every((method) => method === 'GET' || method === 'HEAD')
    const instead = isReadOnly ? 'this can only be read' : `there is ${allowed.join(', ')}`
    return sendProblem(reply, problemOf(405, `${request.method} is not possible here: ${instead}`))
  }
  return sendProblem(reply, problemOf(404, 'there is nothing here; see /api/ for what there is'))
}

const RETRY_SECONDS = 5

/** What was asked for by name does not exist. */
export class NotFound extends Error {
  readonly statusCode = 404
}

/** What was asked for cannot be done here as it is. */
export class Conflict extends Error {
  readonly statusCode = 409
}

function problemOfError(error: FastifyError): Problem {
  // What stands in the message (a path, what to do) helps whoever may ask: until then that is this machine only.
  if (error instanceof StorageError) return problemOf(503, error.message, { code: error.code })
  if (error instanceof QueryError) {
    return problemOf(400, `parameter ${error.parameter}: ${error.message}`, {
      errors: [pointerOf(error.parameter, error.message)],
    })
  }
  if (error instanceof ImportRefused) {
    const errors = error.problems.map((problem) => pointerOf('content', problemText(problem)))
    return problemOf(422, error.message, { code: error.code, errors })
  }
  if (error.validation !== undefined) {
    const errors = error.validation.map(({ instancePath, params, keyword, message = 'not valid' }) =>
      keyword === 'additionalProperties'
        ? pointerOf(String((params as { additionalProperty?: unknown }).additionalProperty), 'no such parameter')
        : { pointer: `#${instancePath}`, detail: detailOf(message, params) },
    )
    return problemOf(400, errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), { errors })
  }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return problemOf(status, error.message)
  return problemOf(500, 'something went wrong here, not with the request; the log says what')
}

function pointerOf(parameter: string, detail: string) {
  return { pointer: `#/${parameter.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail }
}

function detailOf(message: string, params: Record<string, unknown>): string {
  const { allowedValues: allowed, format } = params as { allowedValues?: unknown; format?: unknown }
  if (format === 'date-time') return 'must be a time like 2026-11-22T10:00:00Z'
  return Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : message
}
