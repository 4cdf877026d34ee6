import type { Fact, Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { hex } from './function-codes.ts'
import type { PlacedSlave } from './placed-slaves.ts'
import { vendorName } from './vendors.ts'

/** Slaves whose state and mailbox are remembered; a segment seldom has more than some hundreds. */
export const MAX_SLAVES = 1024

export type Facts = Partial<Record<Fact, string>>

/** What the mailbox of one slave is busy with. */
export interface MailboxTask {
  /** The last request of CoE, which its answer belongs to. */
  sdo: Operation | undefined
  /** Of the file that FoE moves; '' when none does. */
  file: string
  isDownload: boolean
}

/** What one dialogue remembers. */
export interface EthercatState {
  readonly operations: Operations
  /** How many slaves there are, as the last broadcast that came back has counted; -1 before. */
  slaves: number
  /** First index of the last frame, and whether it came back: a mirror can show both ways of one frame. */
  lastIndex: number
  lastReturned: boolean
  /** The master's own address is a local one, so that the bit which slaves set tells nothing. */
  ownAddressIsLocal: boolean
  /** Station addresses by place in the line, as the master gave them. */
  readonly stations: Map<number, number>
  /** The master was seen to use station addresses. */
  usesStations: boolean
  /** By the number of a place: slaves that have told something, and had no station address then. */
  readonly placed: Map<number, PlacedSlave>
  /** By station address: the numbers of places whose slaves are named by them. */
  readonly settledStations: Map<number, number>
  /** Last AL status, by module key. */
  readonly states: Map<number, number>
  readonly mailboxes: Map<number, MailboxTask>
  readonly said: Map<number, number>
}

export function newEthercatState(): EthercatState {
  return {
    operations: new Operations(),
    slaves: -1,
    lastIndex: -1,
    lastReturned: false,
    ownAddressIsLocal: false,
    stations: new Map(),
    usesStations: false,
    placed: new Map(),
    settledStations: new Map(),
    states: new Map(),
    mailboxes: new Map(),
    said: new Map(),
  }
}

/** The mailbox of a station; a new one past the limit is forgotten at once. */
export function mailboxOf(state: EthercatState, station: number): MailboxTask {
  const known = state.mailboxes.get(station)
  if (known !== undefined) return known
  const task: MailboxTask = { sdo: undefined, file: '', isDownload: false }
  if (state.mailboxes.size < MAX_SLAVES) state.mailboxes.set(station, task)
  return task
}

/** Adds one of the four numbers that SII and CoE object 0x1018 identify a slave by. */
export function addNumber(facts: Facts, fact: keyof Facts, value: number): void {
  // Many makers leave the serial number empty.
  if (fact !== 'serial') facts[fact] = hex(value, 8)
  else if (value !== 0) facts.serial = String(value)
  const vendor = fact === 'vendor-id' ? vendorName(value) : ''
  if (vendor !== '') facts.vendor = vendor
}
