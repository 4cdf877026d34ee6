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
  /** What was acted on, in the protocol's words. */
  readonly target: string
  /** It was asked of a group. */
  readonly isToGroup: boolean
  readonly outcome: Outcome | ''
}

/** 'not answered' was asked for in vain; to what is 'never answered' no answer is foreseen. */
export type Outcome = 'accepted' | 'refused' | 'partly refused' | 'not answered' | 'never answered'

/** How often something was asked for, sent without anybody who is to answer, and answered. */
export interface Answers {
  readonly requests: number
  readonly announced: number
  readonly accepted: number
  readonly refused: number
}

/** '' of a group that has not answered: it has not stayed silent, its members answer elsewhere, as PTP and MELSOFT do. */
export function outcomeOf({ requests, announced, accepted, refused }: Answers, isToGroup = false): Outcome | '' {
  if (accepted > 0) return refused > 0 ? 'partly refused' : 'accepted'
  if (refused > 0) return 'refused'
  if (requests === 0 && announced > 0) return 'never answered'
  return isToGroup ? '' : 'not answered'
}

/** 'Engineering station 10.0.0.5 stopped PLC 10.0.0.20 (s7comm PLC Stop), accepted': one line in an engineer's words. */
export function summaryOf(facts: EventFacts): string {
  const { clientRole, clientAddress, protocol, functionName } = facts
  const client = `${capital(roleWord(clientRole))} ${clientAddress}`
  return `${client} ${verbOf(facts)} ${serverOf(facts)} (${protocol} ${functionName}), ${outcomeWords(facts.outcome)}`
}

/** 'PLC 10.0.0.20, slot 2'. A group address is how a part is reached, and a broker only passes on what others are told. */
function serverOf({ serverRole, serverAddress, module, isToGroup }: EventFacts): string {
  const host = `${isToGroup ? 'the group' : roleWord(serverRole)} ${serverAddress}`
  if (module === '') return host
  if (isToGroup) return `${module} by ${host}`
  return serverRole === 'message-broker' ? `${module} behind ${host}` : `${host}, ${module}`
}

function outcomeWords(outcome: Outcome | ''): string {
  if (outcome === 'never answered') return 'which is never answered'
  return outcome === '' ? 'whose members answer elsewhere' : outcome
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

/** What is sent without an answer is done, for all that can be seen. */
const DONE: readonly (Outcome | '')[] = ['accepted', 'partly refused', 'never answered']

function verbOf(facts: EventFacts): string {
  const { class: operationClass, functionName, target, outcome } = facts
  const done = DONE.includes(outcome)
  switch (operationClass) {
    case 'download':
      if (/delete|_dele\b/i.test(`${functionName} ${target}`)) return `${done ? 'deleted' : 'tried to delete'} logic on`
      return done ? 'downloaded logic to' : 'tried to download logic to'
    case 'firmware':
      return done ? 'wrote firmware to' : 'tried to write firmware to'
    case 'mode':
      return (
        modeVerb(functionName, done) ?? modeVerb(target, done) ?? `${done ? 'changed' : 'tried to change'} the mode of`
      )
    case 'configure':
      return done ? 'reconfigured' : 'tried to reconfigure'
    case 'control':
      // The first half of an operation, which moves nothing; MMS reads what is to be selected (IEC 61850-8-1, 20.5).
      if (/^(select|read)$/i.test(functionName) || /\(select\b/.test(target))
        return done ? 'selected points of' : 'tried to select points of'
      if (/\(cancel\)/.test(target)) return done ? 'took back an operation of' : 'tried to take back an operation of'
      return done ? 'operated' : 'tried to operate'
    default:
      return done ? 'wrote to' : 'tried to write to'
  }
}

/** Some functions say in what they act on which mode it is to be. */
function modeVerb(words: string, done: boolean): string | undefined {
  if (/\b(stop|halt)/i.test(words)) return done ? 'stopped' : 'tried to stop'
  if (/reset|restart|reinit/i.test(words)) return done ? 'restarted' : 'tried to restart'
  if (/start|\brun\b/i.test(words)) return done ? 'started' : 'tried to start'
  return undefined
}
