import { Type } from 'typebox'
import { readPage } from '../../storage/observed/listing.ts'
import { SENSORS } from '../../storage/observed/read-sensors.ts'
import type { ObservedStore } from '../observed-store.ts'
import { pageParameters, pageSchema } from '../schemas/page.ts'
import { PROBLEMS } from '../schemas/problem.ts'
import { SensorSchema } from '../schemas/sensor.ts'
import type { ApiApp } from './api-app.ts'

/** The sensors: where and when live capture ran, what it lost, and the proof that it sent nothing. */
export function sensorRoutes(app: ApiApp, store: ObservedStore): void {
  const querystring = Type.Object(pageParameters(SENSORS.sorts, SENSORS.standardSort), { additionalProperties: false })
  const response = { 200: pageSchema(SensorSchema), ...PROBLEMS }
  const schema = {
    summary: 'Sensors: spells of live capture, and the proof that they sent nothing',
    querystring,
    response,
  }
  app.get('/api/v1/sensors', { schema }, ({ query }) => store.read((reader) => readPage(reader, SENSORS, [], query)))
}
