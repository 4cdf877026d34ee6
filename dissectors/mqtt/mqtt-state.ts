import { AskedOperations } from '../kit/asked-operations.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Topic aliases of one direction that are kept; brokers allow ten or so. Of those that fall on one place, the newest is. */
export const MAX_ALIASES = 64

/** What an alias stands for. */
export interface Aliased {
  readonly alias: number
  readonly operation: Operation
  /** Its topic, behind two bytes of length, where another dissector is to have it. */
  readonly topic: DataView | undefined
}

/** What is remembered of one connection. */
export class MqttState {
  readonly operations = new Operations()
  /** Packets that await their acknowledgement, of those the client sent and of those the broker sent. */
  readonly askedByClient = new AskedOperations()
  readonly askedByServer = new AskedOperations()
  readonly aliasesOfClient: (Aliased | undefined)[] = new Array(MAX_ALIASES).fill(undefined)
  readonly aliasesOfServer: (Aliased | undefined)[] = new Array(MAX_ALIASES).fill(undefined)
  /** Protocol version of CONNECT; 0 while it was not seen. */
  version = 0
  clientId = ''
  user = ''
  /** What `$SYS/broker/version` said last. */
  software = ''
}
