import type { TSchema } from 'typebox'
import { ActivitySchema } from './activity.ts'
import { AddressSchema } from './address.ts'
import { AssetDetailSchema, AssetSchema } from './asset.ts'
import { CaptureSchema } from './capture.ts'
import { ClaimSchema } from './claim.ts'
import { ConversationSchema } from './conversation.ts'
import { CoverageSchema } from './coverage.ts'
import { EventSchema } from './event.ts'
import { HealthSchema, StoreSchema } from './health.ts'
import { EdgeSchema, NodeSchema } from './map.ts'
import { OperationSchema } from './operation.ts'
import { PointSchema } from './point.ts'
import { ProblemSchema } from './problem.ts'
import { SegmentSchema } from './segment.ts'
import { SensorSchema } from './sensor.ts'

/** The schemas that have a name of their own in the document. */
export const COMPONENTS: readonly TSchema[] = [
  ActivitySchema,
  AddressSchema,
  AssetDetailSchema,
  AssetSchema,
  CaptureSchema,
  ClaimSchema,
  ConversationSchema,
  CoverageSchema,
  EdgeSchema,
  EventSchema,
  HealthSchema,
  NodeSchema,
  OperationSchema,
  PointSchema,
  ProblemSchema,
  SegmentSchema,
  SensorSchema,
  StoreSchema,
]
