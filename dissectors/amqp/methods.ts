/*
 * Methods of AMQP 0-9-1 with what stands in them: specification of 2008, 1.4 to 1.8 of its reference, and RabbitMQ's extensions
 * (exchange to exchange bindings, basic.nack, confirms, connection.blocked, update-secret).
 */
import type { OperationClass } from '../kit/observation.ts'

export interface Method {
  readonly name: string
  readonly class: OperationClass
  /** Who sends it: 'c' the client, 's' the server, 'b' both. */
  readonly from: 'c' | 's' | 'b'
  /**
   * Its fields as far as they matter: r two reserved bytes, q queue, e exchange, k routing key, s other short text, t table,
   * l a number of eight bytes, b flags, c a code, m the method that failed,
   * v virtual host.
   */
  readonly fields: string
  /** The flag that asks for no answer; 0 where there is none. */
  readonly noWait: number
  /** The method that it answers; 0 where it answers none. */
  readonly answers: number
  /** Whether the server answers it. */
  readonly isAsking: boolean
}

export function codeOf(classId: number, methodId: number): number {
  return classId * 256 + methodId
}

export const METHOD = {
  start: codeOf(10, 10),
  startOk: codeOf(10, 11),
  secureOk: codeOf(10, 21),
  openOk: codeOf(10, 41),
  close: codeOf(10, 50),
  closeOk: codeOf(10, 51),
  channelClose: codeOf(20, 40),
  return: codeOf(60, 50),
  reject: codeOf(60, 90),
  nack: codeOf(60, 120),
} as const

type Row = readonly [
  name: string,
  from: Method['from'],
  operationClass: OperationClass,
  fields?: string,
  noWait?: number,
]

/*
 * Declaring, binding and consuming set up what the broker is to deliver, as a subscription does; who deletes or purges takes
 * away what others use. Acknowledgements are parts of one delivery.
 */
const ROWS: Readonly<Record<number, Readonly<Record<number, Row>>>> = {
  10: {
    10: ['Connection.Start', 's', 'session'],
    11: ['Connection.Start-Ok', 'c', 'authenticate'],
    20: ['Connection.Secure', 's', 'authenticate'],
    21: ['Connection.Secure-Ok', 'c', 'authenticate'],
    30: ['Connection.Tune', 's', 'session'],
    31: ['Connection.Tune-Ok', 'c', 'session'],
    40: ['Connection.Open', 'c', 'session', 'v'],
    41: ['Connection.Open-Ok', 's', 'session'],
    50: ['Connection.Close', 'b', 'session', 'csm'],
    51: ['Connection.Close-Ok', 'b', 'session'],
    60: ['Connection.Blocked', 's', 'session'],
    61: ['Connection.Unblocked', 's', 'session'],
    70: ['Connection.Update-Secret', 'c', 'authenticate'],
    71: ['Connection.Update-Secret-Ok', 's', 'authenticate'],
  },
  20: {
    10: ['Channel.Open', 'c', 'session'],
    11: ['Channel.Open-Ok', 's', 'session'],
    20: ['Channel.Flow', 'b', 'session'],
    21: ['Channel.Flow-Ok', 'b', 'session'],
    40: ['Channel.Close', 'b', 'session', 'csm'],
    41: ['Channel.Close-Ok', 'b', 'session'],
  },
  40: {
    10: ['Exchange.Declare', 'c', 'session', 'resb', 0x10],
    11: ['Exchange.Declare-Ok', 's', 'session'],
    20: ['Exchange.Delete', 'c', 'configure', 'reb', 0x02],
    21: ['Exchange.Delete-Ok', 's', 'configure'],
    30: ['Exchange.Bind', 'c', 'session', 'reekb', 0x01],
    31: ['Exchange.Bind-Ok', 's', 'session'],
    40: ['Exchange.Unbind', 'c', 'session', 'reekb', 0x01],
    51: ['Exchange.Unbind-Ok', 's', 'session'],
  },
  50: {
    10: ['Queue.Declare', 'c', 'session', 'rqb', 0x10],
    11: ['Queue.Declare-Ok', 's', 'session'],
    20: ['Queue.Bind', 'c', 'session', 'rqekb', 0x01],
    21: ['Queue.Bind-Ok', 's', 'session'],
    30: ['Queue.Purge', 'c', 'configure', 'rqb', 0x01],
    31: ['Queue.Purge-Ok', 's', 'configure'],
    40: ['Queue.Delete', 'c', 'configure', 'rqb', 0x04],
    41: ['Queue.Delete-Ok', 's', 'configure'],
    50: ['Queue.Unbind', 'c', 'session', 'rqek'],
    51: ['Queue.Unbind-Ok', 's', 'session'],
  },
  60: {
    10: ['Basic.Qos', 'c', 'session'],
    11: ['Basic.Qos-Ok', 's', 'session'],
    20: ['Basic.Consume', 'c', 'session', 'rqsb', 0x08],
    21: ['Basic.Consume-Ok', 's', 'session'],
    30: ['Basic.Cancel', 'b', 'session', 'sb', 0x01],
    31: ['Basic.Cancel-Ok', 'b', 'session'],
    40: ['Basic.Publish', 'c', 'publish', 'rek'],
    50: ['Basic.Return', 's', 'publish', 'csek'],
    60: ['Basic.Deliver', 's', 'publish', 'slbek'],
    70: ['Basic.Get', 'c', 'read', 'rq'],
    71: ['Basic.Get-Ok', 's', 'read'],
    72: ['Basic.Get-Empty', 's', 'read'],
    80: ['Basic.Ack', 'b', 'publish'],
    90: ['Basic.Reject', 'c', 'publish'],
    100: ['Basic.Recover-Async', 'c', 'session'],
    110: ['Basic.Recover', 'c', 'session'],
    111: ['Basic.Recover-Ok', 's', 'session'],
    120: ['Basic.Nack', 'b', 'publish'],
  },
  85: {
    10: ['Confirm.Select', 'c', 'session'],
    11: ['Confirm.Select-Ok', 's', 'session'],
  },
  90: {
    10: ['Tx.Select', 'c', 'session'],
    11: ['Tx.Select-Ok', 's', 'session'],
    20: ['Tx.Commit', 'c', 'session'],
    21: ['Tx.Commit-Ok', 's', 'session'],
    30: ['Tx.Rollback', 'c', 'session'],
    31: ['Tx.Rollback-Ok', 's', 'session'],
  },
}
/** Names with another ending than '-Ok'. */
const ANSWERS: Readonly<Record<string, string>> = { 'Basic.Get-Empty': 'Basic.Get' }
/** The server asks these of the client: sign-in and settings are no requests of the client's. */
const OF_SET_UP: readonly number[] = [METHOD.startOk, METHOD.secureOk, codeOf(10, 31)]

const rows = Object.entries(ROWS).flatMap(([classId, methods]) =>
  Object.entries(methods).map(([methodId, row]) => [codeOf(Number(classId), Number(methodId)), row] as const),
)
const codes = new Map(rows.map(([code, [name]]) => [name, code]))
const METHODS = new Map(rows.map(([code, row]) => [code, methodOf(code, row)]))

function methodOf(code: number, [name, from, operationClass, fields = '', noWait = 0]: Row): Method {
  const asked = ANSWERS[name] ?? (name.endsWith('-Ok') ? name.slice(0, -'-Ok'.length) : '')
  const answers = OF_SET_UP.includes(code) ? 0 : (codes.get(asked) ?? 0)
  return {
    name,
    class: operationClass,
    from,
    fields,
    noWait,
    answers,
    isAsking: codes.has(`${name}-Ok`) && from !== 's',
  }
}

export function methodWith(code: number): Method | undefined {
  return METHODS.get(code)
}
