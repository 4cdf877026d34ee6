import type { OperationClass } from '../../../dissectors/kit/observation.ts'

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

export type Outcome = 'accepted' | 'refused' | 'partly refused' | 'not answered'

export function outcomeOf(accepted: number, refused: number): Outcome {
  if (accepted > 0) return refused > 0 ? 'partly refused' : 'accepted'
  return refused > 0 ? 'refused' : 'not answered'
}

/** 'Engineering station 10.0.0.5 stopped PLC 10.0.0.20 (s7comm PLC Stop), accepted': one line in an engineer's words. */
export function summaryOf(facts: EventFacts): string {
  const { clientRole, clientAddress, serverRole, serverAddress, protocol, functionName, module } = facts
  const client = `${capital(roleWord(clientRole))} ${clientAddress}`
  const host = `${roleWord(serverRole)} ${serverAddress}`
  // A broker only passes on what its clients tell others.
  const isWay = serverRole === 'message-broker' && module !== ''
  const server = isWay ? `${module} behind ${host}` : host
  const part = module === '' || isWay ? '' : `, ${module}`
  const outcome = outcomeOf(facts.accepted, facts.refused)
  return `${client} ${verbOf(facts)} ${server}${part} (${protocol} ${functionName}), ${outcome}`
}

/** A role as people say it: 'PLC', 'engineering station', 'host' when nothing tells. */
export function roleWord(role: string): string {
  return ROLES[role] ?? (role === '' ? 'host' : role.replaceAll('-', ' '))
}

/** The first letter of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const ROLES: Readonly<Record<string, string>> = {
  controller: 'PLC',
  plc: 'PLC',
  rtu: 'RTU',
  ied: 'IED',
  hmi: 'HMI',
  'hmi-or-scada': 'HMI or SCADA',
  'scada-server': 'SCADA server',
  'engineering-workstation': 'engineering station',
  'remote-io': 'remote I/O',
  'dns-server': 'DNS server',
  'dhcp-server': 'DHCP server',
  'it-client': 'IT client',
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
