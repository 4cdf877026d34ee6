import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

/** What the OpenAPI document says beside what the routes say themselves. */
export const OPENAPI: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Sightline API',
      version: '1',
      description:
        'What the sensor has seen: assets, conversations, operations, events, and the packet behind every statement. ' +
        "What was seen can only be read; what people decide of it, and what they say should be, can be written, and is kept apart. Lists come in pages: give 'next' of one page as 'after' of the following one. " +
        'Times are RFC 3339 in UTC, to the microsecond. Errors are problems as RFC 9457 describes them.',
    },
  },
  refResolver: {
    buildLocalReference: ({ $id: name }, _baseUri, _fragment, at) => (typeof name === 'string' ? name : `Schema${at}`),
  },
}
