/* What the messages of the discovery and session services tell. OPC 10000-4 clauses 5.5 and 5.7. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import {
  readApplication,
  say,
  sayCertificate,
  sayEndpoints,
  sayRegisteredServer,
  sayServers,
  sayServersOnNetwork,
} from './applications.ts'
import {
  arrayLength,
  readString,
  skipDiagnosticInfo,
  skipExtensionObject,
  skipNodeId,
  skipString,
  skipStrings,
} from './built-in-types.ts'
import { certificateFacts } from './certificate.ts'
import type { OpcuaState } from './opcua-state.ts'
import {
  ACTIVATE_SESSION,
  CREATE_SESSION,
  FIND_SERVERS,
  FIND_SERVERS_ON_NETWORK,
  GET_ENDPOINTS,
  REGISTER_SERVER,
  REGISTER_SERVER_2,
} from './services.ts'

/** Encoding ids of the user identity tokens (OPC 10000-6 annex A.3). */
const ANONYMOUS_TOKEN = 321
const USER_NAME_TOKEN = 324
const X509_TOKEN = 327
const ISSUED_TOKEN = 940
/** Requests and responses of one service are different statements. */
const RESPONSE_SUBJECT = 0x2_0000

/** Reports what a request tells of its client; the cursor is behind the request header. */
export function observeRequest(service: number, body: Cursor, request: number, state: OpcuaState, sink: Sink): void {
  switch (service) {
    case ACTIVATE_SESSION:
      state.activations.ask(request, readUser(body, state, sink))
      break
    case CREATE_SESSION: {
      if (!isNewClient(body, state)) break
      const { facts, urls } = readApplication(body)
      skipString(body)
      const url = readString(body)
      if (body.short) break
      say('client', 'CreateSession', { ...facts, url: urls[0] ?? '' }, sink)
      say('server', 'CreateSession', { url }, sink)
      skipString(body)
      skipString(body)
      sayCertificate(body, 'client', 'CreateSession', sink)
      break
    }
    case FIND_SERVERS:
    case GET_ENDPOINTS:
      if (state.said.isNew(service, body.view, body.pos, body.end)) {
        say('server', service === FIND_SERVERS ? 'FindServers' : 'GetEndpoints', { url: readString(body) }, sink)
      }
      break
    case REGISTER_SERVER:
    case REGISTER_SERVER_2:
      if (!state.said.isNew(service, body.view, body.pos, body.end)) break
      sayRegisteredServer(body, service === REGISTER_SERVER ? 'RegisterServer' : 'RegisterServer2', sink)
  }
}

/** The description of the client is compared without session name and nonce, which differ each time. */
function isNewClient(body: Cursor, state: OpcuaState): boolean {
  const { pos } = body
  readApplication(body)
  skipString(body)
  skipString(body)
  const isNew = state.said.isNew(CREATE_SESSION, body.view, pos, body.pos)
  body.pos = pos
  return isNew
}

/** Reports what a sound response tells of its server; the cursor is at its header. Moves it. */
export function observeResponse(service: number, body: Cursor, state: OpcuaState, sink: Sink): void {
  switch (service) {
    case GET_ENDPOINTS:
      skipResponseHeader(body)
      if (isNewResponse(service, body, state)) sayEndpoints(body, 'GetEndpoints', sink)
      break
    case FIND_SERVERS:
      skipResponseHeader(body)
      if (isNewResponse(service, body, state)) sayServers(body, sink)
      break
    case FIND_SERVERS_ON_NETWORK:
      skipResponseHeader(body)
      if (isNewResponse(service, body, state)) sayServersOnNetwork(body, sink)
      break
    case CREATE_SESSION:
      skipResponseHeader(body)
      skipNodeId(body)
      skipNodeId(body)
      body.skip(8)
      skipString(body)
      if (!isNewResponse(service, body, state)) break
      sayCertificate(body, 'server', 'CreateSession', sink)
      sayEndpoints(body, 'CreateSession', sink)
  }
}

function isNewResponse(service: number, body: Cursor, state: OpcuaState): boolean {
  return state.said.isNew(RESPONSE_SUBJECT + service, body.view, body.pos, body.end)
}

/** OPC 10000-4 clause 7.33. */
export function skipResponseHeader(body: Cursor): void {
  body.skip(16)
  skipDiagnosticInfo(body)
  skipStrings(body)
  skipExtensionObject(body)
}

/** OPC 10000-4 clause 7.32. */
export function skipRequestHeader(body: Cursor): void {
  skipNodeId(body)
  body.skip(16)
  skipString(body)
  body.skip(4)
  skipExtensionObject(body)
}

/**
 * Who activates a session: ClientSignature, ClientSoftwareCertificates, LocaleIds, UserIdentityToken (clause 5.7.3.2).
 * The kind of token is the target of the request. Of the secrets in it nothing is read.
 */
function readUser(body: Cursor, state: OpcuaState, sink: Sink): string {
  const { target } = state
  skipString(body)
  skipString(body)
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    skipString(body)
    skipString(body)
  }
  skipStrings(body)
  const token = body.peek(0) === 1 && body.peek(1) === 0 ? body.peek(2) | (body.peek(3) << 8) : 0
  skipNodeId(body)
  if (body.u8() !== 1) return ''
  body.skip(4)
  target.word = TOKEN_WORDS[token] ?? ''
  if (token !== USER_NAME_TOKEN && token !== X509_TOKEN) return ''
  skipString(body)
  if (token === USER_NAME_TOKEN) return readUserName(body, state, sink)
  const from = body.pos + 4
  skipString(body)
  return body.short || body.pos <= from
    ? ''
    : (certificateFacts(body.view, from, body.pos)['certificate-subject'] ?? '')
}

/** UserName, Password, EncryptionAlgorithm: without an algorithm only the channel protects the password (clause 7.40.4). */
function readUserName(body: Cursor, { protection }: OpcuaState, sink: Sink): string {
  const account = readString(body)
  const length = body.left < 4 ? 0 : arrayLength(body)
  if (length > 0 && length <= body.left) {
    body.skip(length)
    const isEncrypted = body.left >= 4 && arrayLength(body) > 0
    const isClear = !isEncrypted && protection !== 'encrypted'
    const method = 'OPC UA user name'
    sink.observe({ kind: 'credential', of: 'client', method, account, protection: isClear ? 'clear' : 'protected' })
  }
  return account
}

const TOKEN_WORDS: Readonly<Record<number, string>> = {
  [ANONYMOUS_TOKEN]: 'anonymous',
  [USER_NAME_TOKEN]: 'user name',
  [X509_TOKEN]: 'certificate',
  [ISSUED_TOKEN]: 'issued token',
}
