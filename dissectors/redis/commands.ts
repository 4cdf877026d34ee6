/*
 * Commands of Redis 7 and Valkey by what they do: "Commands" of the manual of Redis, with their groups. Those of modules are not
 * known by name.
 */
import type { OperationClass } from '../kit/observation.ts'
import { isWord } from '../kit/text-line.ts'

export interface Command {
  readonly code: number
  readonly name: string
  readonly class: OperationClass
  /** What its first argument is: a key or a channel, a word that is part of its name, or what is not told. */
  readonly first: 'key' | 'word' | 'other'
}

export const UNKNOWN = 0
/** Beside codes of commands. */
export const CODE = { unseen: 0x1000, message: 0x1001, monitored: 0x1002 } as const

/*
 * Reading and writing is told of keys; scripts can do anything, and so do 'control'. Whoever empties a database, writes.
 */
const KEYS: Readonly<Partial<Record<OperationClass, string>>> = {
  read: `GET MGET STRLEN GETRANGE SUBSTR EXISTS TYPE TTL PTTL EXPIRETIME PEXPIRETIME GETBIT BITCOUNT BITPOS DUMP HGET HMGET
    HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HRANDFIELD HSCAN LRANGE LLEN LINDEX LPOS SMEMBERS SCARD SISMEMBER SMISMEMBER
    SRANDMEMBER SSCAN SINTER SUNION SDIFF ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX ZREVRANGEBYLEX ZRANK
    ZREVRANK ZSCORE ZMSCORE ZCARD ZCOUNT ZLEXCOUNT ZSCAN ZRANDMEMBER XRANGE XREVRANGE XLEN XPENDING PFCOUNT GEOPOS GEODIST
    GEOHASH GEOSEARCH GEORADIUS_RO GEORADIUSBYMEMBER_RO SORT_RO LCS BITFIELD_RO KEYS TOUCH`,
  write: `SET SETNX SETEX PSETEX MSET MSETNX GETSET GETDEL GETEX APPEND SETRANGE SETBIT BITFIELD INCR DECR INCRBY DECRBY
    INCRBYFLOAT DEL UNLINK EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST RENAME RENAMENX COPY MOVE RESTORE SORT HSET HSETNX HMSET
    HDEL HINCRBY HINCRBYFLOAT LPUSH RPUSH LPUSHX RPUSHX LPOP RPOP LSET LREM LTRIM LINSERT LMOVE BLMOVE RPOPLPUSH BRPOPLPUSH
    BLPOP BRPOP SADD SREM SPOP SMOVE SINTERSTORE SUNIONSTORE SDIFFSTORE ZADD ZREM ZINCRBY ZPOPMIN ZPOPMAX BZPOPMIN BZPOPMAX
    ZRANGESTORE ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREMRANGEBYLEX XADD XDEL XTRIM XACK XCLAIM XAUTOCLAIM XSETID PFADD PFMERGE
    GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE`,
  publish: 'PUBLISH SPUBLISH',
  session: 'SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE WATCH',
}
const WORDS: Readonly<Record<string, OperationClass>> = {
  CLIENT: 'session',
  COMMAND: 'discover',
  CONFIG: 'read',
  ACL: 'read',
  CLUSTER: 'discover',
  SENTINEL: 'discover',
  DEBUG: 'diagnose',
  OBJECT: 'diagnose',
  MEMORY: 'diagnose',
  LATENCY: 'diagnose',
  SLOWLOG: 'diagnose',
  PUBSUB: 'diagnose',
  MODULE: 'read',
  SCRIPT: 'read',
  FUNCTION: 'read',
  XGROUP: 'write',
  XINFO: 'read',
}
const OTHERS: Readonly<Partial<Record<OperationClass, string>>> = {
  authenticate: 'AUTH',
  session: `HELLO SELECT QUIT RESET PING ECHO MULTI EXEC DISCARD UNWATCH READONLY READWRITE ASKING WAIT WAITAOF PSYNC SYNC
    REPLCONF`,
  discover: 'INFO ROLE',
  diagnose: 'MONITOR LOLWUT',
  read: 'DBSIZE RANDOMKEY SCAN TIME LASTSAVE XREAD SINTERCARD ZUNION ZINTER ZDIFF ZINTERCARD EVAL_RO EVALSHA_RO FCALL_RO',
  write:
    'FLUSHALL FLUSHDB SWAPDB MIGRATE XREADGROUP BITOP LMPOP BLMPOP ZMPOP BZMPOP ZUNIONSTORE ZINTERSTORE ZDIFFSTORE',
  control: 'EVAL EVALSHA FCALL',
  file: 'SAVE BGSAVE BGREWRITEAOF',
  configure: 'REPLICAOF SLAVEOF FAILOVER',
  mode: 'SHUTDOWN',
}
/** Of those that have a second word, the ones that do something else than the rest. */
const SECOND: Readonly<Record<string, OperationClass>> = {
  'CONFIG SET': 'configure',
  'CONFIG REWRITE': 'configure',
  'CONFIG RESETSTAT': 'configure',
  'ACL SETUSER': 'configure',
  'ACL DELUSER': 'configure',
  'ACL LOAD': 'configure',
  'ACL SAVE': 'configure',
  'CLIENT KILL': 'control',
  'CLIENT PAUSE': 'control',
  'CLIENT UNPAUSE': 'control',
  'CLUSTER MEET': 'configure',
  'CLUSTER FORGET': 'configure',
  'CLUSTER RESET': 'configure',
  'CLUSTER FAILOVER': 'configure',
  'CLUSTER SETSLOT': 'configure',
  'CLUSTER ADDSLOTS': 'configure',
  'CLUSTER DELSLOTS': 'configure',
  'CLUSTER REPLICATE': 'configure',
  'SENTINEL SET': 'configure',
  'SENTINEL MONITOR': 'configure',
  'SENTINEL REMOVE': 'configure',
  'SENTINEL FAILOVER': 'configure',
  'MODULE LOAD': 'download',
  'MODULE LOADEX': 'download',
  'MODULE UNLOAD': 'configure',
  'SCRIPT LOAD': 'download',
  'SCRIPT FLUSH': 'configure',
  'FUNCTION LOAD': 'download',
  'FUNCTION DELETE': 'configure',
  'FUNCTION FLUSH': 'configure',
  'FUNCTION RESTORE': 'download',
}
/** A second word that is longer is none. */
export const MAX_WORD = 24

const COMMANDS: readonly Command[] = [
  { code: UNKNOWN, name: 'another command', class: 'unknown', first: 'other' } as const,
  ...named(KEYS, 'key'),
  ...Object.entries(WORDS).map(([name, operationClass]) => ({ name, class: operationClass, first: 'word' }) as const),
  ...named(OTHERS, 'other'),
].map((command, code) => ({ ...command, code }))
const BY_HASH = new Map(COMMANDS.slice(1).map((command) => [hashOf(command.name), command]))

function named(groups: Readonly<Partial<Record<OperationClass, string>>>, first: Command['first']) {
  return Object.entries(groups).flatMap(([operationClass, names]) =>
    names.split(/\s+/).map((name) => ({ name, class: operationClass as OperationClass, first })),
  )
}

/** The code of a command that is known; each is asked once. */
export function codeOf(name: string): number {
  return COMMANDS.findIndex((command) => command.name === name)
}

/** The command that `view[from, to)` names, in any case; undefined where it is not known. */
export function commandAt(view: DataView, from: number, to: number): Command | undefined {
  let hash = 0
  for (let at = from; at < to && at < from + MAX_WORD; at++) hash = mixed(hash, view.getUint8(at) & 0xdf)
  const command = BY_HASH.get(hash)
  return command !== undefined && isWord(view, from, to, command.name) ? command : undefined
}

function hashOf(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = mixed(hash, name.charCodeAt(at) & 0xdf)
  return hash
}

function mixed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0
}

/** What a command does, with its second word where that tells. */
export function classOf(command: Command, word: string): OperationClass {
  return SECOND[`${command.name} ${word}`] ?? command.class
}

export function describeCommand(code: number): { function: string; name: string } {
  if (code === CODE.unseen) return { function: 'reply', name: 'Reply to a command that was not seen' }
  if (code === CODE.message) return { function: 'message', name: 'Message of a channel' }
  if (code === CODE.monitored) return { function: 'monitored', name: 'Command of another client' }
  const name = COMMANDS[code]?.name ?? ''
  return { function: code === UNKNOWN ? 'other' : name, name }
}
