import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

export type { Logger } from 'pino'

/** The program's log on standard error: JSON lines, or readable lines on a terminal. Levels: error, a person must act; warn, degraded; info, life cycle. */
export function createLog(level: Config['log']['level']): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, process.stderr.isTTY ? terminal() : pino.destination({ fd: 2, sync: true }))
}

const RED = 31
const YELLOW = 33

function terminal(): DestinationStream {
  // hasColors() heeds NO_COLOR and TERM=dumb (https://nodejs.org/docs/latest-v20.x/api/tty.html).
  const colours = process.stderr.hasColors()
  return { write: (line: string) => void process.stderr.write(readable(JSON.parse(line), colours)) }
}

function readable(record: Record<string, unknown>, colours: boolean): string {
  const { time, level, msg, ...rest } = record
  const details = Object.entries(rest).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
  const text = `${String(time).slice(11, 19)} ${String(level)} ${String(msg ?? '')}${details.join('')}`
  const colour = level === 'error' || level === 'fatal' ? RED : level === 'warn' ? YELLOW : 0
  return colours && colour !== 0 ? `\u001b[${colour}m${text}\u001b[0m\n` : `${text}\n`
}
