/* Objects in words. ASHRAE 135-2020 clause 21, BACnetObjectType; identifier: clause 20.2.14. */
import { propertyName } from './property-names.ts'

export const DEVICE = 8
const INSTANCE_BITS = 22
const INSTANCE_MASK = 0x3f_ffff

const TYPES = `analog-input analog-output analog-value binary-input binary-output binary-value calendar command device
  event-enrollment file group loop multi-state-input multi-state-output notification-class program schedule averaging
  multi-state-value trend-log life-safety-point life-safety-zone accumulator pulse-converter event-log global-group
  trend-log-multiple load-control structured-view access-door timer access-credential access-point access-rights
  access-user access-zone credential-data-input network-security bitstring-value characterstring-value
  date-pattern-value date-value datetime-pattern-value datetime-value integer-value large-analog-value
  octetstring-value positive-integer-value time-pattern-value time-value notification-forwarder alert-enrollment
  channel lighting-output binary-lighting-output network-port elevator-group escalator lift staging audit-log
  audit-reporter color color-temperature`.split(/\s+/)

export function typeOf(object: number): number {
  return object >>> INSTANCE_BITS
}

export function instanceOf(object: number): number {
  return object & INSTANCE_MASK
}

/** 'analog-input 3'; 'object type 200 3' of a vendor's own type. */
export function objectText(object: number): string {
  const type = typeOf(object)
  return `${TYPES[type] ?? `object type ${type}`} ${instanceOf(object)}`
}

/** 'present-value', 'priority-array[3]'. */
export function propertyText(property: number, index: number): string {
  return index < 0 ? propertyName(property) : `${propertyName(property)}[${index}]`
}
