/*
 * What clients, servers and discovery servers say of applications. OPC 10000-4 clause 7.2 (ApplicationDescription),
 * 7.14 (EndpointDescription), 7.32 (RegisteredServer), 7.42 (UserTokenPolicy), 5.5.3 (FindServersOnNetwork).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { arrayLength, readLocalizedText, readString, skipString, skipStrings } from './built-in-types.ts'
import { certificateFacts } from './certificate.ts'

/** Elements of one list that are reported. */
const MAX_ELEMENTS = 64
const TYPES = ['OPC UA server', 'OPC UA client', 'OPC UA client and server', 'OPC UA discovery server']
const MODES = ['', 'MessageSecurityMode None', 'MessageSecurityMode Sign', 'MessageSecurityMode SignAndEncrypt']
const TOKENS = ['Anonymous', 'UserName', 'Certificate', 'IssuedToken']

type Facts = Partial<Record<Fact, string>>

/** An ApplicationDescription. */
interface Application {
  readonly uri: string
  readonly facts: Facts
  readonly urls: readonly string[]
}

export function readApplication(cursor: Cursor): Application {
  const uri = readString(cursor)
  const productUri = readString(cursor)
  const name = readLocalizedText(cursor)
  const type = cursor.u32le()
  const gateway = readString(cursor)
  skipString(cursor)
  const urls: string[] = []
  for (let left = arrayLength(cursor); left > 0 && !cursor.short; left--) {
    const url = readString(cursor)
    if (urls.length < MAX_ELEMENTS) urls.push(url)
  }
  const facts = { application: uri, 'product-code': productUri, name, 'device-type': TYPES[type] ?? '', gateway }
  return { uri, facts, urls }
}

export function say(of: Side, message: string, facts: Facts, sink: Sink): void {
  const given: Facts = {}
  for (const [fact, text] of Object.entries(facts)) if (text !== '') given[fact as Fact] = text
  if (Object.keys(given).length > 0)
    sink.observe({ kind: 'identity', of, about: '', module: '', message, facts: given })
}

/** The certificate that is the ByteString at the cursor. Moves it. */
export function sayCertificate(cursor: Cursor, of: Side, message: string, sink: Sink): void {
  const from = cursor.pos + 4
  skipString(cursor)
  if (!cursor.short && cursor.pos > from) say(of, message, certificateFacts(cursor.view, from, cursor.pos), sink)
}

/** The endpoints that a server offers: what it is, how it can be reached, and how it protects that. */
export function sayEndpoints(cursor: Cursor, message: string, sink: Sink): void {
  const capabilities = new Set<string>()
  const certificates = new Set<string>()
  const said = new Set<string>()
  const count = Math.min(arrayLength(cursor), MAX_ELEMENTS)
  for (let i = 0; i < count && !cursor.short; i++) {
    const url = readString(cursor)
    const { facts } = readApplication(cursor)
    const certificate = readCertificate(cursor)
    const mode = cursor.u32le()
    const policy = readString(cursor)
    if (cursor.short) break
    const key = JSON.stringify([facts, url])
    if (!said.has(key)) say('server', message, { ...facts, url }, sink)
    said.add(key)
    const certificateKey = JSON.stringify(certificate)
    if (!certificates.has(certificateKey)) say('server', message, certificate, sink)
    certificates.add(certificateKey)
    capabilities.add(policy).add(MODES[mode] ?? '')
    readTokenPolicies(cursor, capabilities)
    skipString(cursor)
    cursor.skip(1)
  }
  for (const capability of capabilities) say('server', message, { capability }, sink)
}

function readCertificate(cursor: Cursor): Facts {
  const from = cursor.pos + 4
  skipString(cursor)
  return !cursor.short && cursor.pos > from ? certificateFacts(cursor.view, from, cursor.pos) : {}
}

function readTokenPolicies(cursor: Cursor, capabilities: Set<string>): void {
  for (let left = arrayLength(cursor); left > 0 && !cursor.short; left--) {
    skipString(cursor)
    const type = TOKENS[cursor.u32le()]
    skipString(cursor)
    skipString(cursor)
    const policy = readString(cursor)
    if (cursor.short || capabilities.size >= MAX_ELEMENTS) continue
    if (type !== undefined) capabilities.add(`user token ${type}`)
    capabilities.add(policy)
  }
}

/**
 * The servers that a discovery server knows. Those that it lists under a host of another name are its neighbours; what
 * it lists under the host that it was asked by is said of itself.
 */
export function sayServers(cursor: Cursor, sink: Sink): void {
  const applications: Application[] = []
  const count = Math.min(arrayLength(cursor), MAX_ELEMENTS)
  for (let i = 0; i < count && !cursor.short; i++) {
    const application = readApplication(cursor)
    if (!cursor.short) applications.push(application)
  }
  const [self] = applications
  if (self === undefined) return
  const own = hostOf(self.urls[0] ?? '')
  for (const { uri, facts, urls } of applications) {
    const url = urls[0] ?? ''
    if (hostOf(url) === own) say('server', 'FindServers', { ...facts, url }, sink)
    else sink.observe({ kind: 'topology', relation: 'neighbour-of', of: 'server', other: `${uri} ${url}` })
  }
}

/** A FindServersOnNetwork response: servers heard by multicast, by name and URL. */
export function sayServersOnNetwork(cursor: Cursor, sink: Sink): void {
  cursor.skip(8)
  const count = Math.min(arrayLength(cursor), MAX_ELEMENTS)
  for (let i = 0; i < count; i++) {
    cursor.skip(4)
    const name = readString(cursor)
    const url = readString(cursor)
    skipStrings(cursor)
    if (cursor.short) return
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of: 'server', other: `${name} ${url}` })
  }
}

/** A RegisteredServer: the client of this conversation is the server that announces itself. */
export function sayRegisteredServer(cursor: Cursor, message: string, sink: Sink): void {
  const application = readString(cursor)
  const productUri = readString(cursor)
  let name = ''
  for (let left = arrayLength(cursor); left > 0 && !cursor.short; left--) name = readLocalizedText(cursor) || name
  const type = TYPES[cursor.u32le()] ?? ''
  skipString(cursor)
  const url = arrayLength(cursor) > 0 ? readString(cursor) : ''
  if (cursor.short) return
  say('client', message, { application, 'product-code': productUri, name, 'device-type': type, url }, sink)
}

/** 'plc1' of 'opc.tcp://plc1:4840/server', in lower case. */
function hostOf(url: string): string {
  return /^[a-z.]+:\/\/(\[[^\]]*\]|[^:/]*)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}
