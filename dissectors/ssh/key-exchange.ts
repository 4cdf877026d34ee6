/*
 * SSH_MSG_KEXINIT: RFC 4253, 7.1. The algorithms a side offers, in its order, tell its software: HASSH (Salesforce, 2018)
 * is the MD5 of four of the lists. Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { md5Hex } from '../kit/md5.ts'
import type { Side } from '../kit/observation.ts'

const COOKIE = 16
const NAME_LISTS = 10
/** Places of the lists in the message. */
const LIST = {
  kex: 0,
  toServer: { encryption: 2, mac: 4, compression: 6 },
  toClient: { encryption: 3, mac: 5, compression: 7 },
}

/** The lists of the message behind its code; undefined when they do not fit. */
export function readNameLists(message: Cursor): string[] | undefined {
  message.skip(COOKIE)
  const lists: string[] = []
  for (let i = 0; i < NAME_LISTS; i++) {
    const length = message.u32()
    if (message.short || length > message.left) return undefined
    lists.push(message.text(length))
  }
  return lists
}

/** A client is known by what it offers towards the server, a server by what it offers towards the client. */
export function hasshOf(lists: readonly string[], side: Side): string {
  const { encryption, mac, compression } = side === 'client' ? LIST.toServer : LIST.toClient
  return md5Hex([LIST.kex, encryption, mac, compression].map((at) => lists[at] ?? '').join(';'))
}
