import type { EventKind } from '../../sensor/model/events/event-kinds.ts'

/** The words of an event's kind. */
export const EVENT_KIND_NAMES = Object.keys({
  'production-change': true,
  'identity-change': true,
  'address-conflict': true,
  'second-dhcp-server': true,
  'second-time-server': true,
  'second-router': true,
  'new-asset': true,
  'new-conversation': true,
  'new-operation': true,
  'new-writer': true,
  'public-route': true,
  'remote-access': true,
  'clear-text-credentials': true,
  scan: true,
  sweep: true,
  'malformed-flood': true,
  'gone-silent': true,
  'mirror-outage': true,
  'sensor-sent': true,
  'assets-merged': true,
  'asset-split': true,
  'start-up': true,
  // Storage takes only types from the sensor: this way none of its kinds can be missing here.
} satisfies Record<EventKind, true>) as readonly EventKind[]
