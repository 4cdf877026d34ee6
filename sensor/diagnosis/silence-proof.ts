/** What tells whether the end of the sensor was silent while it listened. */
export interface SilenceProof {
  readonly interface: string
  /** The transmit counter of the interface. */
  readonly sentAtStart: number
  readonly sentNow: number
  /** The counter of the nftables rule that drops what is to be sent; null when there is none, or no right to read it. */
  readonly refusedAtStart: number | null
  readonly refusedNow: number | null
  /** Steps of `sightline harden` that are not in force. */
  readonly lacking: readonly string[]
  /** Why those steps would cut this machine off; '' when they would not. */
  readonly lifeline: string
  /** Why the kernel does not refuse this process to send by its capture sockets; '' when it does. */
  readonly unenforced: string
  /** What was or would have been sent, in words; '' when nothing was. */
  readonly sent: string
}
