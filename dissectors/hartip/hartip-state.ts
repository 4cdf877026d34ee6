import { AskedOperations } from '../kit/asked-operations.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { deviceText } from './token-frame.ts'

/** Devices of one dialogue whose identity is remembered; more are said again each time. */
const MAX_DEVICES = 256

/** What is remembered of one dialogue. */
export class HartIpState {
  readonly operations = new Operations()
  readonly asked = new AskedOperations()
  /** What answers said last, by command and device. */
  readonly said = new Map<number, number>()
  /** The unique id of the host itself; -1 while nothing has told it. */
  self = -1
  /** First byte of the long address asked last, with the bits of its master. */
  askedFirst = -1
  private readonly devices = new Set<number>()

  /** Whether a device answers for the first time. */
  isNewDevice(address: number): boolean {
    if (this.devices.has(address)) return false
    if (this.devices.size < MAX_DEVICES) this.devices.add(address)
    return true
  }

  /** Whether these bytes differ from what was said last under this number. */
  isNews(under: number, key: number): boolean {
    if (this.said.get(under) === key) return false
    if (this.said.size < MAX_DEVICES || this.said.has(under)) this.said.set(under, key)
    return true
  }

  /** The part that has this address: '' for the host itself, and where an address is nobody's. */
  moduleOf(address: number): string {
    return address === this.self ? '' : deviceText(address)
  }

  find(key: number): Operation | undefined {
    return this.operations.find(key)
  }
}
