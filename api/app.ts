import type { Socket } from 'node:net'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { AllowedMethods } from './allowed-methods.ts'
import { DecisionsStore } from './decisions-store.ts'
import { isLoopback, splitHost } from './loopback.ts'
import { ObservedStore } from './observed-store.ts'
import { OPENAPI } from './openapi.ts'
import { handleError, handleNotFound, PROBLEM_TYPE, problemOf, sendProblem } from './problem.ts'
import type { ApiApp } from './routes/api-app.ts'
import { assetRoutes } from './routes/asset-routes.ts'
import { comparisonRoutes } from './routes/comparison-routes.ts'
import { eventRoutes } from './routes/event-routes.ts'
import { healthRoutes } from './routes/health-routes.ts'
import { intendedRoutes } from './routes/intended-routes.ts'
import { inventoryRoutes } from './routes/inventory-routes.ts'
import { listRoutes } from './routes/list-routes.ts'
import { mapRoutes } from './routes/map-routes.ts'
import { pageRoutes } from './routes/page-routes.ts'
import { pointRoutes } from './routes/point-routes.ts'
import { sensorRoutes } from './routes/sensor-routes.ts'
import { COMPONENTS } from './schemas/components.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/** What the API needs to know. */
export interface AppOptions {
  /** The folder that holds `observed.db` and `decisions.db`, or will. */
  readonly observed: string
  /** Told of what went wrong here; nobody is when it is missing. */
  readonly logger?: FastifyBaseLogger
}

const REQUEST_TIMEOUT_MS = 10_000
const MAX_PARAMETER = 256

/** The whole API and its pages, not listening yet. It reads what was observed, and writes what people decide. */
export function buildApp({ observed, logger }: AppOptions): ApiApp {
  const app = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    // A parameter that is not known is an error: silently ignoring a filter would show what was not asked for.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: true } },
    frameworkErrors: handleError,
    clientErrorHandler,
  }).withTypeProvider<TypeBoxTypeProvider>()
  const store = new ObservedStore(observed)
  const decisions = new DecisionsStore(observed)
  app.addHook('onRequest', refuseForeignHosts)
  app.addHook('onRequest', addSecurityHeaders)
  app.addHook('onRequest', refuseForeignPages)
  app.addHook('onClose', () => {
    store.close()
    decisions.close()
  })
  // A form of a page elsewhere can send text, but no JSON.
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(handleError)
  const methods = new AllowedMethods()
  app.addHook('onRoute', ({ url, method }) => methods.add(url, method))
  app.setNotFoundHandler((request, reply) => handleNotFound(request, reply, methods))
  for (const schema of COMPONENTS) app.addSchema(schema)
  app.register(swagger, OPENAPI)
  // In a scope of their own, which Fastify opens after the plugin before it, so that the document knows of them.
  app.register((scope: ApiApp, _options, done) => {
    assetRoutes(scope, store)
    listRoutes(scope, store)
    inventoryRoutes(scope, store)
    pointRoutes(scope, store)
    mapRoutes(scope, store)
    eventRoutes(scope, store, decisions)
    healthRoutes(scope, store)
    sensorRoutes(scope, store)
    intendedRoutes(scope, decisions, observed)
    comparisonRoutes(scope, store, decisions)
    pageRoutes(scope, store, decisions)
    done()
  })
  return app
}

/** A page elsewhere whose name was made to resolve to this machine must not read what is here (DNS rebinding). */
async function refuseForeignHosts(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const host = splitHost(request.headers.host ?? '')
  if (host !== undefined && isLoopback(host.host)) return undefined
  const detail = 'this API answers only to localhost, 127.0.0.1 and [::1]: use one of them in the address'
  return sendProblem(reply, problemOf(421, detail))
}

/** A page elsewhere, open in a browser on this machine, must not decide anything. */
async function refuseForeignPages(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { origin } = request.headers
  if (request.method === 'GET' || request.method === 'HEAD' || origin === undefined) return undefined
  const host = splitHost(origin.replace(/^https?:\/\//, ''))
  if (host !== undefined && isLoopback(host.host)) return undefined
  return sendProblem(reply, problemOf(403, 'a page of another host may not change anything here'))
}

async function addSecurityHeaders(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers(SECURITY_HEADERS)
}

/** Answers what is no HTTP, or takes too long to become it: no request reaches Fastify then. */
function clientErrorHandler(error: NodeJS.ErrnoException & { rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  const problem = problemOf(status, 'this is not a request that can be read')
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
