import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse, TomlError } from 'smol-toml'
// Not the whole of typebox: building and checking values there costs half a second at every start.
import { Errors, type XStatic } from 'typebox/schema'
import { CliError } from './cli-error.ts'

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const

const CONFIG = {
  type: 'object',
  additionalProperties: false,
  required: ['data', 'serve', 'capture', 'events', 'log'],
  properties: {
    data: { type: 'string', minLength: 1 },
    serve: {
      type: 'object',
      additionalProperties: false,
      required: ['listen'],
      properties: { listen: { type: 'string', minLength: 1 } },
    },
    capture: {
      type: 'object',
      additionalProperties: false,
      required: ['interface', 'filter'],
      properties: { interface: { type: 'string' }, filter: { type: 'string' } },
    },
    events: {
      type: 'object',
      additionalProperties: false,
      required: ['startUp'],
      properties: { startUp: { type: 'string', pattern: '^[0-9]{1,4}[mh]$' } },
    },
    log: {
      type: 'object',
      additionalProperties: false,
      required: ['level'],
      properties: { level: { enum: LOG_LEVELS } },
    },
  },
} as const
/** What sightline.toml, the environment and the flags decide together. */
export type Config = XStatic<typeof CONFIG>

/** Flags as commander names them; each stands above the environment and the file. */
export interface ConfigFlags {
  readonly config?: string | undefined
  readonly data?: string | undefined
  readonly listen?: string | undefined
  readonly interface?: string | undefined
  readonly filter?: string | undefined
  readonly startUp?: string | undefined
  readonly logLevel?: string | undefined
}

export interface LoadedConfig {
  readonly config: Config
  /** Where each value comes from: a flag, a variable, a file or 'default', by the path of its setting. */
  readonly origins: Readonly<Record<string, string>>
  /** The file that was read; '' when there was none. */
  readonly file: string
}

interface Setting {
  readonly path: string
  readonly flag: Exclude<keyof ConfigFlags, 'config'>
  readonly flagName: string
  readonly variable: string
  readonly fallback: string
}

const SETTINGS: readonly Setting[] = [
  { path: 'data', flag: 'data', flagName: '--data', variable: 'SIGHTLINE_DATA', fallback: './data' },
  {
    path: 'serve.listen',
    flag: 'listen',
    flagName: '--listen',
    variable: 'SIGHTLINE_LISTEN',
    fallback: '127.0.0.1:8440',
  },
  {
    path: 'capture.interface',
    flag: 'interface',
    flagName: '--interface',
    variable: 'SIGHTLINE_INTERFACE',
    fallback: '',
  },
  { path: 'capture.filter', flag: 'filter', flagName: '--filter', variable: 'SIGHTLINE_FILTER', fallback: '' },
  { path: 'events.startUp', flag: 'startUp', flagName: '--start-up', variable: 'SIGHTLINE_START_UP', fallback: '1h' },
  { path: 'log.level', flag: 'logLevel', flagName: '--log-level', variable: 'SIGHTLINE_LOG_LEVEL', fallback: 'info' },
]
const DEFAULT_FILE = 'sightline.toml'

/** The configuration in force, frozen: a flag wins over SIGHTLINE_… in the environment, over the file, over the default. */
export function loadConfig(flags: ConfigFlags, environment: NodeJS.ProcessEnv = process.env): LoadedConfig {
  const file = fileOf(flags, environment)
  const table = file === '' ? {} : readTable(file)
  const origins: Record<string, string> = {}
  const config = {}
  for (const setting of SETTINGS) {
    const { value, origin } = resolveSetting(setting, flags, environment, table, file)
    place(config, setting.path, value)
    origins[setting.path] = origin
    reject(withDefaults(setting.path, value), origin)
  }
  return { config: freeze(config as Config), origins, file }
}

function fileOf(flags: ConfigFlags, environment: NodeJS.ProcessEnv): string {
  const named = flags.config ?? environment['SIGHTLINE_CONFIG']
  if (named === undefined || named === '') return existsSync(DEFAULT_FILE) ? DEFAULT_FILE : ''
  if (!existsSync(named))
    throw new CliError('SIGHTLINE_CONFIG_MISSING', `${named}: there is no such configuration file`)
  return named
}

function readTable(file: string): Record<string, unknown> {
  let table: Record<string, unknown>
  try {
    table = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CliError('SIGHTLINE_CONFIG_INVALID', `${file}: ${reasonOf(error)}`)
  }
  reject(table, file)
  return table
}

function reasonOf(error: unknown): string {
  if (error instanceof TomlError) return `line ${error.line}: ${error.message.split('\n')[0]}`
  return error instanceof Error ? error.message : String(error)
}

/** A missing setting is no problem: it has a default. */
function reject(table: object, origin: string): void {
  for (const problem of Errors(CONFIG, table)[1]) {
    const at = problem.instancePath.slice(1).replaceAll('/', '.')
    switch (problem.keyword) {
      case 'required':
      case 'boolean':
        continue
      case 'additionalProperties': {
        const key = problem.params.additionalProperties[0] ?? ''
        fail(origin, at === '' ? key : `${at}.${key}`, `there is no such setting (there are: ${known()})`)
        break
      }
      case 'pattern':
        fail(origin, at, 'must be a time in minutes or hours: "30m", "1h"')
        break
      case 'enum':
        fail(origin, at, `must be one of ${problem.params.allowedValues.join(', ')}`)
        break
      default:
        fail(origin, at, problem.message)
    }
  }
}

function fail(origin: string, at: string, message: string): never {
  throw new CliError('SIGHTLINE_CONFIG_INVALID', `${origin}: ${at}: ${message}`)
}

function known(): string {
  return SETTINGS.map((setting) => setting.path).join(', ')
}

function resolveSetting(
  setting: Setting,
  flags: ConfigFlags,
  environment: NodeJS.ProcessEnv,
  table: Record<string, unknown>,
  file: string,
): { value: string; origin: string } {
  const flag = flags[setting.flag]
  if (flag !== undefined) return { value: flag, origin: setting.flagName }
  const variable = environment[setting.variable]
  // Compose files and unit files write an empty variable for one that is not set.
  if (variable !== undefined && variable !== '') return { value: variable, origin: setting.variable }
  const written = at(table, setting.path)
  if (written === undefined) return { value: setting.fallback, origin: 'default' }
  // A folder named in a file means the same folder wherever the command is started.
  const value = setting.path === 'data' ? path.resolve(path.dirname(file), String(written)) : String(written)
  return { value, origin: file }
}

function at(table: Record<string, unknown>, where: string): unknown {
  let value: unknown = table
  for (const key of where.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  }
  return value
}

/** A whole configuration in which one setting is ours, so that one schema judges every origin. */
function withDefaults(where: string, value: string): object {
  const whole = {}
  for (const setting of SETTINGS) place(whole, setting.path, setting.path === where ? value : setting.fallback)
  return whole
}

function place(table: Record<string, unknown>, where: string, value: string): void {
  const keys = where.split('.')
  const last = keys.pop() as string
  let inner = table
  for (const key of keys) {
    inner[key] ??= {}
    inner = inner[key] as Record<string, unknown>
  }
  inner[last] = value
}

function freeze(config: Config): Config {
  Object.freeze(config.serve)
  Object.freeze(config.capture)
  Object.freeze(config.events)
  Object.freeze(config.log)
  return Object.freeze(config)
}
