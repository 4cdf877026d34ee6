/*
 * The services by the encoding ids of their messages. OPC 10000-6 annex A.3 (NodeIds.csv):
 * `<Service>Request_Encoding_DefaultBinary` and the same of the response; what each does: OPC 10000-4 clause 5.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes of messages that are no services: above every numeric encoding id in use. */
export const HELLO = 0x1_0000
export const REVERSE_HELLO = 0x1_0001
export const ERROR = 0x1_0002
/** A service whose message cannot be read. */
export const UNREADABLE = 0x1_0003

export const SERVICE_FAULT = 397
export const FIND_SERVERS = 422
export const GET_ENDPOINTS = 428
export const REGISTER_SERVER = 437
export const OPEN_SECURE_CHANNEL = 446
export const CLOSE_SECURE_CHANNEL = 452
export const CREATE_SESSION = 461
export const ACTIVATE_SESSION = 467
export const ADD_NODES = 488
export const ADD_REFERENCES = 494
export const DELETE_NODES = 500
export const DELETE_REFERENCES = 506
export const BROWSE = 527
export const TRANSLATE_BROWSE_PATHS = 554
export const REGISTER_NODES = 560
export const UNREGISTER_NODES = 566
export const READ = 631
export const HISTORY_READ = 664
export const WRITE = 673
export const HISTORY_UPDATE = 700
export const CALL = 712
export const CREATE_MONITORED_ITEMS = 751
export const PUBLISH = 826
export const DELETE_SUBSCRIPTIONS = 847
export const FIND_SERVERS_ON_NETWORK = 12208
export const REGISTER_SERVER_2 = 12211

interface Service {
  readonly request: number
  readonly response: number
  readonly name: string
  readonly class: OperationClass
}

function service(request: number, response: number, name: string, operationClass: OperationClass): Service {
  return { request, response, name, class: operationClass }
}

const SERVICES: readonly Service[] = [
  service(FIND_SERVERS, 425, 'FindServers', 'discover'),
  service(FIND_SERVERS_ON_NETWORK, 12209, 'FindServersOnNetwork', 'discover'),
  service(GET_ENDPOINTS, 431, 'GetEndpoints', 'discover'),
  // A server announces itself to a discovery server (OPC 10000-4 clause 5.5.5): nothing in the plant changes.
  service(REGISTER_SERVER, 440, 'RegisterServer', 'discover'),
  service(REGISTER_SERVER_2, 12212, 'RegisterServer2', 'discover'),
  service(OPEN_SECURE_CHANNEL, 449, 'OpenSecureChannel', 'session'),
  service(CLOSE_SECURE_CHANNEL, 455, 'CloseSecureChannel', 'session'),
  service(CREATE_SESSION, 464, 'CreateSession', 'session'),
  // Associates a user identity with the session (OPC 10000-4 clause 5.7.3).
  service(ACTIVATE_SESSION, 470, 'ActivateSession', 'authenticate'),
  service(473, 476, 'CloseSession', 'session'),
  service(479, 482, 'Cancel', 'session'),
  service(ADD_NODES, 491, 'AddNodes', 'configure'),
  service(ADD_REFERENCES, 497, 'AddReferences', 'configure'),
  service(DELETE_NODES, 503, 'DeleteNodes', 'configure'),
  service(DELETE_REFERENCES, 509, 'DeleteReferences', 'configure'),
  service(BROWSE, 530, 'Browse', 'discover'),
  service(533, 536, 'BrowseNext', 'discover'),
  service(TRANSLATE_BROWSE_PATHS, 557, 'TranslateBrowsePathsToNodeIds', 'discover'),
  // Handles for quicker access, valid while the session lasts (OPC 10000-4 clause 5.9.5).
  service(REGISTER_NODES, 563, 'RegisterNodes', 'session'),
  service(UNREGISTER_NODES, 569, 'UnregisterNodes', 'session'),
  service(615, 618, 'QueryFirst', 'read'),
  service(621, 624, 'QueryNext', 'read'),
  service(READ, 634, 'Read', 'read'),
  service(HISTORY_READ, 667, 'HistoryRead', 'read'),
  service(WRITE, 676, 'Write', 'write'),
  // Inserts, replaces or deletes values of the past (OPC 10000-4 clause 5.11.5).
  service(HISTORY_UPDATE, 703, 'HistoryUpdate', 'write'),
  // A method can do anything that the server's designer wanted (OPC 10000-4 clause 5.12).
  service(CALL, 715, 'Call', 'control'),
  service(CREATE_MONITORED_ITEMS, 754, 'CreateMonitoredItems', 'publish'),
  service(763, 766, 'ModifyMonitoredItems', 'publish'),
  service(769, 772, 'SetMonitoringMode', 'publish'),
  service(775, 778, 'SetTriggering', 'publish'),
  service(781, 784, 'DeleteMonitoredItems', 'publish'),
  service(787, 790, 'CreateSubscription', 'publish'),
  service(793, 796, 'ModifySubscription', 'publish'),
  service(799, 802, 'SetPublishingMode', 'publish'),
  service(PUBLISH, 829, 'Publish', 'publish'),
  service(832, 835, 'Republish', 'publish'),
  service(841, 844, 'TransferSubscriptions', 'publish'),
  service(DELETE_SUBSCRIPTIONS, 850, 'DeleteSubscriptions', 'publish'),
]

/** Encoding ids are below this, but for those of FindServersOnNetwork and RegisterServer2. */
const DENSE = 1024
const byRequest = new Map(SERVICES.map((each) => [each.request, each]))
const requestOfResponse = new Map(SERVICES.map((each) => [each.response, each.request]))
const roles = new Uint8Array(DENSE)
const requests = new Uint16Array(DENSE)
const REQUEST = 1
const RESPONSE = 2
for (const { request, response } of SERVICES) {
  if (request < DENSE) roles[request] = REQUEST
  if (response < DENSE) {
    roles[response] = RESPONSE
    requests[response] = request
  }
}
roles[SERVICE_FAULT] = RESPONSE

/** Whether this is the encoding id of a request. */
export function isRequest(id: number): boolean {
  return id < DENSE ? roles[id] === REQUEST : byRequest.has(id)
}

/** Whether this is the encoding id of a response. */
export function isResponse(id: number): boolean {
  return id < DENSE ? roles[id] === RESPONSE : requestOfResponse.has(id)
}

/** The encoding id of the request that this response answers; its own when it is not known, as of a ServiceFault. */
export function requestOf(response: number): number {
  return (response < DENSE ? requests[response] : requestOfResponse.get(response)) || response
}

export function classOf(code: number): OperationClass {
  if (code === HELLO || code === REVERSE_HELLO || code === ERROR) return 'session'
  return byRequest.get(code)?.class ?? 'unknown'
}

/** The texts of `function` and `functionName`. */
export function describeCode(code: number): { function: string; name: string } {
  switch (code) {
    case HELLO:
      return { function: 'HEL', name: 'Hello' }
    case REVERSE_HELLO:
      return { function: 'RHE', name: 'ReverseHello' }
    case ERROR:
      return { function: 'ERR', name: 'Error' }
    case UNREADABLE:
      return { function: 'MSG', name: 'Service that cannot be read' }
    case SERVICE_FAULT:
      return { function: '397', name: 'ServiceFault' }
    default:
      return { function: String(code), name: byRequest.get(code)?.name ?? `Service ${code}` }
  }
}
