/** How a spell of live capture ended; '' while it goes on, and for good when the sensor died without a word. */
export const SPELL_ENDINGS = ['', 'stopped', 'interface gone', 'interface sent'] as const
export type SpellEnding = (typeof SPELL_ENDINGS)[number]

/** One interface in one spell of live capture, as it stands: what it saw, what it lost, and whether it was silent. */
export interface SensorEntry {
  /** Run-local id of the capture. */
  readonly capture: number
  readonly interface: string
  /** As the kernel has it; '' for everything. */
  readonly filter: string
  /** Of the wall clock, as `untilUs`, because an interface that shows nothing has a time too. */
  readonly sinceUs: number
  readonly untilUs: number
  readonly frames: number
  readonly kernelDrops: number
  readonly interfaceDrops: number
  readonly poolWaits: number
  readonly downSeconds: number
  /** The transmit counter of the interface, at the start of the spell and now. */
  readonly sentAtStart: number
  readonly sentNow: number
  /** The counter of the rule that drops what is to be sent; null when there is none, or no right to read it. */
  readonly refusedAtStart: number | null
  readonly refusedNow: number | null
  /** Steps of `sightline harden` that are not in force; '' when all are. */
  readonly lacking: string
  /** Why the kernel does not refuse this process to send by its capture sockets; '' when it does. */
  readonly unenforced: string
  readonly ending: SpellEnding
}
