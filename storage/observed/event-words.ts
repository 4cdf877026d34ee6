import type { OperationClass } from '../../dissectors/kit/observation.ts'

/** What an event says of who, what and with which outcome. */
export interface EventFacts {
  readonly clientRole: string
  readonly clientAddress: string
  readonly serverRole: string
  readonly serverAddress: string
  readonly protocol: string
  readonly functionName: string
  readonly class: OperationClass
  readonly module: string
  readonly accepted: number
  readonly refused: number
}

export type Severity = 'low' | 'medium' | 'high'
export type Outcome = 'accepted' | 'refused' | 'partly refused' | 'not answered'

/** How much an operation class can harm production. */
export function severityOf(operationClass: OperationClass): Severity {
  switch (operationClass) {
    case 'download':
    case 'mode':
    case 'firmware':
      return 'high'
    case 'control':
    case 'configure':
      return 'medium'
    default:
      return 'low'
  }
}

export function outcomeOf(accepted: number, refused: number): Outcome {
  if (accepted > 0) return refused > 0 ? 'partly refused' : 'accepted'
  return refused > 0 ? 'refused' : 'not answered'
}

/** 'Engineering station 10.0.0.5 stopped PLC 10.0.0.20 (s7comm PLC Stop), accepted': one line in an engineer's words. */
export function summaryOf(facts: EventFacts): string {
  const { clientRole, clientAddress, serverRole, serverAddress, protocol, functionName, module } = facts
  const client = `${ROLES[clientRole] ?? 'Host'} ${clientAddress}`
  const server = `${(ROLES[serverRole] ?? 'host').replace(/^(?=[A-Z][a-z])./, (letter) => letter.toLowerCase())} ${serverAddress}`
  const part = module === '' ? '' : `, ${module}`
  const outcome = outcomeOf(facts.accepted, facts.refused)
  return `${client} ${verbOf(facts)} ${server}${part} (${protocol} ${functionName}), ${outcome}`
}

const ROLES: Readonly<Record<string, string>> = {
  controller: 'PLC',
  gateway: 'Gateway',
  router: 'Router',
  'hmi-or-scada': 'HMI or SCADA',
  'engineering-workstation': 'Engineering station',
  scanner: 'Scanner',
}

function verbOf({ class: operationClass, functionName, accepted }: EventFacts): string {
  const done = accepted > 0
  switch (operationClass) {
    case 'download':
      return done ? 'downloaded logic to' : 'tried to download logic to'
    case 'firmware':
      return done ? 'wrote firmware to' : 'tried to write firmware to'
    case 'mode':
      return modeVerb(functionName, done)
    case 'configure':
      return done ? 'reconfigured' : 'tried to reconfigure'
    case 'control':
      return done ? 'operated' : 'tried to operate'
    default:
      return done ? 'wrote to' : 'tried to write to'
  }
}

function modeVerb(functionName: string, done: boolean): string {
  if (/\bstop/i.test(functionName)) return done ? 'stopped' : 'tried to stop'
  if (/reset|restart|reinit/i.test(functionName)) return done ? 'restarted' : 'tried to restart'
  if (/start|\brun\b/i.test(functionName)) return done ? 'started' : 'tried to start'
  return done ? 'changed the mode of' : 'tried to change the mode of'
}
