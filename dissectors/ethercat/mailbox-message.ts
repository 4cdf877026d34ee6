import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass, OperationRole } from '../kit/observation.ts'
import type { EthercatState } from './ethercat-state.ts'
import type { FrameContext } from './frame-context.ts'
import { codeOf } from './function-codes.ts'
import { slaveOfStation, slaveText } from './placed-slaves.ts'

/** Beyond the keys of datagrams, whose commands end at 14. */
export const MAILBOX_KEYS = 0x1e_0000_0000_0000

/** One mailbox message, and what it takes to report it. One object, reused. */
export class MailboxMessage {
  station = 0
  /** From the slave to the master. */
  fromSlave = false
  /** The service data, as far as they are there. */
  readonly data = new Cursor(new DataView(new ArrayBuffer(0)))
  state!: EthercatState
  frame!: FrameContext
  sink!: Sink

  get module(): string {
    return slaveText(slaveOfStation(this.station, this.state))
  }

  /** The operation of a service at this slave; `detail` has 25 bits: index, subindex and the like. */
  operation(
    space: number,
    service: number,
    detail: number,
    operationClass: OperationClass,
    target: () => string,
  ): Operation {
    const { operations } = this.state
    const key = MAILBOX_KEYS + ((space * 16 + (service & 0xf)) * 0x1_0000 + this.station) * 0x200_0000 + detail
    const known = operations.find(key)
    if (known !== undefined) return known
    const text = target()
    const full = text === '' ? this.module : `${this.module} ${text}`
    return operations.add(key, operationClass, codeOf(space, service), this.module, full)
  }

  /** Requests come from the master, answers from the slave. */
  get role(): OperationRole {
    return this.fromSlave ? 'response' : 'request'
  }
}
