/*
 * What a server says of itself: the reply of HELLO, and that of INFO ("Server" section of its manual). Of its configuration, which
 * holds passwords, nothing is read.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { Words } from './arguments.ts'
import type { RedisState } from './redis-state.ts'

const MAX_TEXT = 96
const MAX_INFO = 8192
/** Version and build stand first; behind them are times and counters. */
const MAX_TOLD = 256
const INFO = 1

/** Names and values of HELLO, side by side. */
export function sayHello(reply: Cursor, words: Words, sink: Sink): void {
  const said: Record<string, string> = {}
  for (let i = 0; i + 1 < words.count; i += 2) said[words.text(i, reply, MAX_TEXT)] = words.text(i + 1, reply, MAX_TEXT)
  say('Redis HELLO', said['server'], said['version'], [said['mode'], said['role']], '', sink)
}

/** 'redis_version:7.0.15', one to a line. Monitoring asks for it again and again: only the section of the server tells. */
export function sayInfo(reply: Cursor, { said }: RedisState, sink: Sink): void {
  const { view, pos, end } = reply
  if (!said.isNew(INFO, view, pos, Math.min(end, pos + MAX_TOLD))) return
  const text = reply.text(Math.min(reply.left, MAX_INFO), 'latin1').replaceAll('..', '\n')
  const of = (name: string) => new RegExp(`^${name}:(.{1,${MAX_TEXT}})$`, 'm').exec(text)?.[1]
  const valkey = of('valkey_version')
  const name = valkey === undefined ? 'redis' : 'valkey'
  say('Redis INFO', name, valkey ?? of('redis_version'), [of('redis_mode'), of('role')], of('os') ?? '', sink)
}

function say(
  message: string,
  name: string | undefined,
  version: string | undefined,
  parts: readonly (string | undefined)[],
  os: string,
  sink: Sink,
): void {
  if (name === undefined || version === undefined) return
  const product = name.charAt(0).toUpperCase() + name.slice(1)
  const part = parts.filter((each) => each !== undefined).join(' ')
  const capability = part === '' ? '' : `${product} ${part}`
  sayFacts('server', '', message, { software: `${product} ${version}`, capability, os }, sink)
}
