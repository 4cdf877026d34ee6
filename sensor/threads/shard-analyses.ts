import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Analyses } from './analyses.ts'
import { FirstClaims } from './first-claims.ts'
import type { ShardReport } from './shard-report.ts'

/** A thread that begins to analyse a shard: the first one, or the one after that which died for this reason. */
export interface Newcomer {
  readonly index: number
  readonly port: MessagePort
  readonly death: string
}

/** The analyses of other threads, each with a port on which its reports come. */
export class ShardAnalyses implements Analyses {
  private readonly nextNewcomer: () => Newcomer | undefined
  /** A word that a thread changes when it has reported. */
  private readonly signal: Int32Array
  private readonly ports: (MessagePort | undefined)[]
  private readonly ended: boolean[]
  private readonly firstClaims = new FirstClaims()
  private reports: ShardReport[] = []
  private deaths: string[] = []

  constructor(count: number, signal: SharedArrayBuffer, nextNewcomer: () => Newcomer | undefined) {
    this.signal = new Int32Array(signal)
    this.nextNewcomer = nextNewcomer
    this.ports = new Array<undefined>(count).fill(undefined)
    this.ended = new Array<boolean>(count).fill(false)
  }

  work(waitMs: number): boolean {
    const seen = Atomics.load(this.signal, 0)
    this.admit()
    if (!this.receive()) Atomics.wait(this.signal, 0, seen, waitMs)
    return this.ended.includes(false)
  }

  hasNews(): boolean {
    return this.reports.length > 0
  }

  take(): readonly ShardReport[] {
    const taken = this.firstClaims.merge(this.reports)
    this.reports = []
    return taken
  }

  takeDeaths(): readonly string[] {
    const taken = this.deaths
    this.deaths = []
    return taken
  }

  private admit(): void {
    for (let next = this.nextNewcomer(); next !== undefined; next = this.nextNewcomer()) {
      this.receive()
      this.ports[next.index] = next.port
      this.ended[next.index] = false
      if (next.death !== '') this.deaths.push(next.death)
    }
  }

  private receive(): boolean {
    let hasReceived = false
    for (const [index, port] of this.ports.entries()) {
      if (port === undefined) continue
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        const report = next.message as ShardReport
        this.reports.push(report)
        if (report.isLast) this.ended[index] = true
        hasReceived = true
      }
    }
    return hasReceived
  }
}
