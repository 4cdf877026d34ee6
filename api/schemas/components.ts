import type { TSchema } from 'typebox'
import { ActivitySchema } from './activity.ts'
import { AddressSchema } from './address.ts'
import { AssetDetailSchema, AssetSchema } from './asset.ts'
import { CaptureSchema } from './capture.ts'
import { ClaimSchema } from './claim.ts'
import { COMPARISON_COMPONENTS } from './comparison.ts'
import { ConversationSchema } from './conversation.ts'
import { CoverageSchema } from './coverage.ts'
import { CoverageHourSchema } from './coverage-hour.ts'
import { EventDetailSchema, EventSchema } from './event.ts'
import { EventDecisionSchema, EventStateSchema } from './event-state.ts'
import { HealthSchema, StoreSchema } from './health.ts'
import { ImportedListSchema, IntendedImportSchema, IntendedListSchema } from './intended.ts'
import {
  AssetFieldsSchema,
  AssetScoreSchema,
  FieldAnswerSchema,
  FieldScoreSchema,
  InventoryFieldSchema,
  SiteScoreSchema,
  WalkDownSchema,
} from './inventory.ts'
import { EdgeSchema, NodeSchema } from './map.ts'
import { OperationSchema } from './operation.ts'
import { PointSchema } from './point.ts'
import { ProblemSchema } from './problem.ts'
import { SegmentSchema } from './segment.ts'
import { SensorSchema } from './sensor.ts'
import { WhyBindingSchema, WhySchema } from './why.ts'

/** The schemas that have a name of their own in the document. */
export const COMPONENTS: readonly TSchema[] = [
  ActivitySchema,
  AddressSchema,
  AssetDetailSchema,
  AssetFieldsSchema,
  AssetSchema,
  AssetScoreSchema,
  CaptureSchema,
  ClaimSchema,
  ConversationSchema,
  CoverageHourSchema,
  CoverageSchema,
  EdgeSchema,
  EventDecisionSchema,
  EventDetailSchema,
  EventSchema,
  EventStateSchema,
  FieldAnswerSchema,
  FieldScoreSchema,
  HealthSchema,
  InventoryFieldSchema,
  NodeSchema,
  OperationSchema,
  PointSchema,
  ProblemSchema,
  SegmentSchema,
  SensorSchema,
  SiteScoreSchema,
  StoreSchema,
  WalkDownSchema,
  ...COMPARISON_COMPONENTS,
  IntendedListSchema,
  IntendedImportSchema,
  ImportedListSchema,
  WhyBindingSchema,
  WhySchema,
]
