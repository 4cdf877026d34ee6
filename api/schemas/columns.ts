import { Type } from 'typebox'

/** A time: RFC 3339, UTC, microseconds. */
export function time(description: string) {
  return Type.String({ description, examples: ['2026-11-22T10:00:00.000000Z'] })
}

export function text(description: string) {
  return Type.String({ description })
}

export function count(description: string) {
  return Type.Integer({ minimum: 0, description })
}

/** Seconds, to the microsecond, or null where there is nothing to measure. */
export function maybeSeconds(description: string) {
  return Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description: `${description} In seconds; null when there are none.`,
  })
}

/** From 0 to 1, or null where there is nothing to judge by. */
export function maybeShare(description: string) {
  return Type.Unsafe<number | null>({
    type: ['number', 'null'],
    minimum: 0,
    maximum: 1,
    description: `${description} 0 to 1; null when there is nothing to judge by.`,
  })
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words, description: string) {
  return Type.Unsafe<Words[number]>(Type.String({ enum: [...words], description }))
}

/** The columns of whoever takes part in a conversation. */
export const PARTIES = {
  client: text("The client's asset id; '' for an address that is no asset's."),
  clientAddress: text("The client's address."),
  server: text("The server's asset id; '' for an address that is no asset's, as a group is."),
  serverAddress: text("The server's address."),
  protocol: text('Short lower-case name; the transport where the protocol is not known.'),
  transport: text(
    "'tcp', 'udp', 'icmp', 'icmpv6', 'ip' (any other IP protocol), 'ethernet', 'llc', 'mstp', 'can' or 'wpan'.",
  ),
} as const

/** The columns of where something was first seen. */
export const WITNESS = {
  capture: text('The capture that showed it first.'),
  frame: count('The frame in that capture, 1 for the first, as Wireshark counts.'),
} as const

export const SPAN = {
  firstSeen: time('When it was seen first.'),
  lastSeen: time('When it was seen last.'),
} as const
