/*
 * What participants and writers tell of themselves. DDSI-RTPS 2.5, 9.4.2.11 (ParameterList), 9.6.3.2 (parameters of
 * discovery), 10.5 (CDR: strings, sequences). Byte order as the encapsulation says.
 */
import type { Cursor } from '../kit/cursor.ts'

const PAD = 0
const SENTINEL = 1
const TOPIC_NAME = 0x0005
const PROPERTY_LIST = 0x0059
const ENDPOINT_GUID = 0x005a
const ENTITY_NAME = 0x0062
/** RTI's. */
const PRODUCT_VERSION = 0x8000
/** RTPS 2.5, table 10.2: PL_CDR big- and little-endian. */
const PL_CDR_BE = 2
const PL_CDR_LE = 3
export const MAX_PARAMETERS = 256
const MAX_PROPERTIES = 64
const MAX_TEXT = 256
const GUID_LENGTH = 16

/** The parameters that tell who somebody is. One object, reused. */
export class ParameterList {
  topic = ''
  entityName = ''
  version = ''
  /** Where the GUID of a writer or reader lies; -1 when there is none. */
  guidAt = -1
  readonly properties = new Map<string, string>()

  /** Reads the serialized data at the cursor; false when it is no list of parameters, or not whole. */
  read(data: Cursor): boolean {
    this.topic = this.entityName = this.version = ''
    this.guidAt = -1
    this.properties.clear()
    const encapsulation = data.u16()
    data.skip(2)
    if (data.short || (encapsulation !== PL_CDR_BE && encapsulation !== PL_CDR_LE)) return false
    const little = encapsulation === PL_CDR_LE
    for (let i = 0; i < MAX_PARAMETERS; i++) {
      const id = u16(data, little)
      const length = u16(data, little)
      if (data.short) return false
      if (id === SENTINEL) return true
      const { end } = data
      if (!data.narrow(length)) return false
      if (id !== PAD) this.parameter(id, data, little)
      data.pos = data.end
      data.end = end
      data.short = false
    }
    return false
  }

  private parameter(id: number, data: Cursor, little: boolean): void {
    if (id === TOPIC_NAME) this.topic = stringOf(data, little)
    else if (id === ENTITY_NAME) this.entityName = stringOf(data, little)
    else if (id === ENDPOINT_GUID && data.left >= GUID_LENGTH) this.guidAt = data.pos
    else if (id === PRODUCT_VERSION && data.left >= 4)
      this.version = [data.u8(), data.u8(), data.u8(), data.u8()].join('.')
    else if (id === PROPERTY_LIST) this.readProperties(data, little)
  }

  private readProperties(data: Cursor, little: boolean): void {
    const count = Math.min(u32(data, little), MAX_PROPERTIES)
    for (let i = 0; i < count && !data.short; i++) {
      const name = stringOf(data, little)
      const value = stringOf(data, little)
      if (!data.short) this.properties.set(name, value)
    }
  }
}

function u16(data: Cursor, little: boolean): number {
  return little ? data.u16le() : data.u16()
}

function u32(data: Cursor, little: boolean): number {
  return little ? data.u32le() : data.u32()
}

/** A CDR string: its length with the NUL at its end, then filled up to a multiple of four. */
function stringOf(data: Cursor, little: boolean): string {
  const length = u32(data, little)
  const kept = Math.min(length, MAX_TEXT)
  const text = data.text(kept, 'utf8')
  data.skip(Math.min(Math.ceil(length / 4) * 4 - kept, data.left))
  return text
}
