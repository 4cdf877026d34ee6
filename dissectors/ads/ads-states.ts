/** ADSSTATE_… of Beckhoff's "ADS states", by number. */
const NAMES: readonly string[] = [
  'INVALID',
  'IDLE',
  'RESET',
  'INIT',
  'START',
  'RUN',
  'STOP',
  'SAVECFG',
  'LOADCFG',
  'POWERFAILURE',
  'POWERGOOD',
  'ERROR',
  'SHUTDOWN',
  'SUSPEND',
  'RESUME',
  'CONFIG',
  'RECONFIG',
  'STOPPING',
]

/** The name of an ADS state, 'state 99' for one that is not known. */
export function stateName(state: number): string {
  return NAMES[state] ?? `state ${state}`
}
