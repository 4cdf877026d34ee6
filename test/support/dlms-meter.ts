import { dlms } from '../../dissectors/dlms/dlms.ts'
import { descriptor, wrapped } from '../../fixtures/generate/dlms-message.ts'
import { Dialogue } from './dialogue.ts'
import type { Bytes } from './packet.ts'

export const ENERGY = descriptor(3, '1.0.1.8.0.255', 2)
export const UNIT = descriptor(3, '1.0.1.8.0.255', 3)
export const NAME = descriptor(1, '0.0.42.0.0.255', 2)
export const SECRET = descriptor(15, '0.0.40.0.0.255', 7)
export const TITLE = [...Buffer.from('LGZ'), 0x10, 0, 0, 0x12, 0x34]

/** Client 16 and logical device 1, each message in the wrapper. */
export class Meter extends Dialogue {
  constructor() {
    super(dlms)
  }

  asks(...apdus: Bytes[]): this {
    for (const apdu of apdus) this.toServer(wrapped(16, 1, apdu))
    return this
  }

  says(...apdus: Bytes[]): this {
    for (const apdu of apdus) this.toClient(wrapped(1, 16, apdu))
    return this
  }
}
