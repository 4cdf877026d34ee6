/*
 * Properties that say who a device is: of its device object (KNX Standard 03/05/01, 4.2) and of its KNXnet/IP parameter
 * object (03/08/03, 2.5).
 */
import type { Cursor } from '../kit/cursor.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import type { Fact } from '../kit/observation.ts'
import { addressText } from './addresses.ts'

const DEVICE = 0
const KNXNET_IP = 11
const PER_OBJECT = 0x100
const ORDER_LENGTH = 10
const MOST_NAME = 30

type Reading = readonly [fact: Fact, bytes: number, read: (value: Cursor) => string]

const ip = (value: Cursor) => ipv4Text(value)

const READINGS: Readonly<Record<number, Reading>> = {
  [DEVICE * PER_OBJECT + 11]: ['serial', 6, (value) => value.hex(6)],
  [DEVICE * PER_OBJECT + 12]: ['vendor-id', 2, (value) => `0x${value.hex(2)}`],
  [DEVICE * PER_OBJECT + 15]: ['order-number', 2, (value) => value.hex(Math.min(value.left, ORDER_LENGTH))],
  [KNXNET_IP * PER_OBJECT + 52]: ['network-address', 2, (value) => addressText(value.u16())],
  // Those in use now; 60 to 62 are those that were given by hand.
  [KNXNET_IP * PER_OBJECT + 57]: ['ip', 4, ip],
  [KNXNET_IP * PER_OBJECT + 58]: ['subnet-mask', 4, ip],
  [KNXNET_IP * PER_OBJECT + 59]: ['gateway', 4, ip],
  [KNXNET_IP * PER_OBJECT + 64]: ['mac', 6, (value) => value.hex(6).replace(/..(?=.)/g, '$&:')],
  [KNXNET_IP * PER_OBJECT + 76]: ['name', 2, (value) => value.text(Math.min(value.left, MOST_NAME), 'latin1')],
}

/** What the value at the cursor says of the device, if it does; the whole value, from its first element. */
export function toldProperty(
  objectType: number,
  property: number,
  value: Cursor,
): Partial<Record<Fact, string>> | undefined {
  const reading = READINGS[objectType * PER_OBJECT + property]
  if (reading === undefined || value.left < reading[1]) return undefined
  const text = reading[2](value)
  return text === '' || text === '0.0.0.0' ? undefined : { [reading[0]]: text }
}
