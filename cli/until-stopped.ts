export type StopReason = 'SIGINT' | 'SIGTERM' | 'supervisor gone'

/** Resolves when this process is told to end: by a signal, or because the supervisor that started it has died. */
export function untilStopped(): Promise<StopReason> {
  return new Promise((resolve) => {
    // `on`, not `once`: a terminal signals the whole group and the supervisor forwards, and the second must not kill.
    process.on('SIGINT', () => resolve('SIGINT'))
    process.on('SIGTERM', () => resolve('SIGTERM'))
    process.on('disconnect', () => resolve('supervisor gone'))
  })
}
