import { NETWORK_LISTS } from './network-truth.ts'
import { keyed, type TruthList, UNDISSECTED } from './truth-list.ts'

/** One identity string that tshark showed: whose it is, and as which attributes of ours it counts. */
export interface Shown {
  /** The section of the truth that it stands in, which is also the row of the score. */
  readonly section: string
  /** Our names of the protocol. */
  readonly protocols: readonly string[]
  /** The address that sent it; '' where the truth does not tell. */
  readonly address: string
  readonly attributes: readonly string[]
  readonly value: string
  /** A claim that says more is one, too. */
  readonly within: boolean
}

/** `field=value` texts: the attribute that each field counts as. */
function fields(names: Readonly<Record<string, string>>, text: string) {
  const at = text.indexOf('=')
  const attributes = names[text.slice(0, at)]
  return attributes === undefined ? [] : [[attributes, text.slice(at + 1)] as const]
}

const MODBUS = { 0: 'vendor', 1: 'product-code', 2: 'firmware', 3: 'url', 4: 'product', 5: 'model', 6: 'application' }
const SZL = {
  '0001.name': 'name',
  '0002.name': 'description',
  '0003.tag': 'location',
  '0004.copyright': 'vendor',
  '0005.serialn': 'serial',
  '0007.cputypname': 'model',
  '0008.snmcmmc': 'memory-card',
}
const DCP = {
  device_nameofstation: 'name',
  device_devicevendorvalue: 'device-type',
  vendor_id: 'vendor-id',
  device_id: 'device-id',
  ip_ip: 'ip',
  ip_subnetmask: 'subnet-mask',
  ip_standard_gateway: 'gateway',
}
const PROFINET_CM = {
  cminitiator_station_name: 'name',
  cminitiator_mac_add: 'mac',
  cmresponder_macadd: 'mac',
  own_chassis_id: 'name',
  own_port_id: 'capability',
}
const OPC_UA = {
  'transport.endpoint': 'url',
  EndpointUrl: 'url',
  'security.spu': 'capability',
  SecurityPolicyUri: 'capability',
  ApplicationUri: 'application',
  ProductUri: 'product-code',
}
const BACNET = {
  'vendor-name': 'vendor',
  'model-name': 'model',
  'firmware-revision': 'firmware',
  'application-software-version': 'software',
  description: 'description',
  location: 'location',
}
const MMS = { vendorName: 'vendor', modelName: 'model', revision: 'firmware' }
const FINS = { 'controller.model': 'model', 'controller.version': 'firmware', model_number: 'model' }
const HART = {
  device_id: 'device-id',
  manufacturer_Id: 'vendor-id',
  expanded_device_type: 'device-type',
  hart_univ_rev: 'protocol-revision',
  device_rev: 'device-revision',
  software_rev: 'firmware',
  message: 'description',
  tag: 'name',
  descriptor: 'description',
}
const RTPS = { 'rtps.param.entityName': 'application', 'rtps.guidPrefix.src': 'uuid' }
const SBUS = { 'sbus.pcd_type': 'model', 'sbus.fw_version': 'firmware' }
const MQTT = { 'mqtt.clientid': 'device-id', 'mqtt.username': 'user' }

/** Every list that is read. A protocol that is decoded later gets its lines here, and is part of the score from then on. */
const LISTS: readonly TruthList[] = [
  { section: 'modbus', list: 'device_id_strings', protocols: ['modbus'], read: (_, text) => fields(MODBUS, text) },
  { section: 'enip', list: 'list_identity', protocols: ['enip'], read: (_, text) => listIdentity(text) },
  { section: 'enip', list: 'identity_object', protocols: ['cip'], read: (_, text) => identityObject(text) },
  { section: 's7comm', list: 'order_numbers', protocols: ['s7comm'], read: (_, text) => orderNumber(text) },
  { section: 's7comm', list: 'szl_identity', protocols: ['s7comm'], read: (_, text) => fields(SZL, text) },
  { section: 'profinet', list: 'dcp_by_src', protocols: ['profinet'], of: stationOf, read: dcp },
  {
    section: 'profinet',
    list: 'io_strings',
    protocols: ['profinet'],
    of: partyOf,
    read: (key, text) => keyed(PROFINET_CM, key, text),
  },
  { section: 'dnp3', list: 'stations', protocols: ['dnp3'], read: (_, text) => [['network-address', text]] },
  {
    section: 'iec104',
    list: 'common_addresses',
    protocols: ['iec104'],
    read: (_, text) => [['network-address', text]],
  },
  {
    section: 'opcua',
    list: 'strings',
    protocols: ['opcua'],
    of: speakerOf,
    read: (key, text) => keyed(OPC_UA, key, text),
  },
  { section: 'bacnet', list: 'i_am', protocols: ['bacnet'], read: (_, text) => iAm(text) },
  // The truth gives the address that was in its text output last, not the one that answered.
  {
    section: 'bacnet',
    list: 'device_texts',
    protocols: ['bacnet'],
    of: () => '',
    read: (_, text) => fields(BACNET, text),
  },
  { section: 'mms', list: 'identify', protocols: ['mms'], read: (_, text) => fields(MMS, text) },
  { section: 'goose', list: 'publishers', protocols: ['goose'], read: (key) => [['control-block', afterBar(key)]] },
  { section: 'sv', list: 'publishers', protocols: ['sv'], read: (key) => [['publication-id', afterBar(key)]] },
  { section: 'fins', list: 'strings', protocols: ['fins'], read: (key, text) => keyed(FINS, key, text) },
  { section: 'ads', list: 'netids', protocols: ['ads'], read: (_, text) => [['network-address', text]] },
  { section: 'ads', list: 'device_info', protocols: ['ads'], read: (_, text) => [['software', text]] },
  {
    section: 'synchrophasor',
    list: 'idcode_stream',
    protocols: ['c37118'],
    // A command carries the ID code of the one it commands (IEEE C37.118.2 clause 6.6).
    of: () => '',
    read: (_, text) => [['device-id', text]],
  },
  { section: 'hartip', list: 'strings', protocols: ['hartip'], read: (key, text) => keyed(HART, key, text) },
  { section: 'hartip', list: 'long_addresses', protocols: ['hartip'], read: (_, text) => [['network-address', text]] },
  {
    section: 'powerlink',
    list: 'ident',
    protocols: ['powerlink'],
    of: () => '',
    read: (_, text) => identResponse(text),
  },
  { section: 'rtps', list: 'strings', protocols: ['rtps'], read: (key, text) => keyed(RTPS, key, text) },
  { section: 'mqtt', list: 'strings', protocols: ['mqtt'], read: (key, text) => keyed(MQTT, key, text) },
  { section: 'sbus', list: 'strings', protocols: ['sbus'], read: (key, text) => keyed(SBUS, key, text) },
  ...NETWORK_LISTS,
]

/** What tshark shows of one capture: industrial protocols by section and list, others by section. */
interface Truth {
  readonly industrial?: Readonly<Record<string, unknown>>
  readonly identity?: Readonly<Record<string, object>>
  /** Printable text of what tshark does not dissect. */
  readonly undissected?: { readonly strings?: object }
}

/** The identity strings of a capture's truth, each once. */
export function shownIdentity({ industrial = {}, identity = {}, undissected = {} }: Truth): Shown[] {
  return LISTS.flatMap(({ section, list, protocols, of, within = false, read }) => {
    const undecoded = list === UNDISSECTED ? (undissected.strings ?? {}) : undefined
    const decoded = list === '' ? (identity[section] ?? {}) : listOf(industrial[section], list)
    const entries = Object.entries(undecoded ?? decoded)
    return entries.flatMap(([key, value]) =>
      textsOf(value).flatMap((text) =>
        read(key, text).map(([attributes, shown]) => ({
          section,
          protocols,
          address: (of ?? addressOf)(key),
          attributes: attributes.split(' '),
          value: shown.trim(),
          within,
        })),
      ),
    )
  }).filter(({ value }) => value !== '')
}

function listOf(section: unknown, list: string): object {
  const of = (section as Readonly<Record<string, unknown>> | undefined)?.[list]
  return typeof of === 'object' && of !== null ? of : {}
}

/** Publishers are objects, of which the key alone is read. */
function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : ['']
}

/** Keys begin with the address that sent: 'A', 'A field', 'A->B id5 type1', 'A | control block'. */
function addressOf(key: string): string {
  const address = (key.split(/ |->/)[0] as string).trim()
  return address === '?' ? '' : address
}

/** Both messages of a Connect carry the MAC addresses of both parties (IEC 61158-6-10 clause 5.2.4). */
function partyOf(key: string): string {
  return key.includes('_mac') ? '' : addressOf(key)
}

/** A client says in its Hello and in its requests which URL it calls: the server's (OPC 10000-6 clause 7.1.2.3). */
function speakerOf(key: string): string {
  return /endpoint/i.test(key) ? '' : addressOf(key)
}

/** What is set is true of the station that is told, not of the one that tells. */
function stationOf(key: string): string {
  const [, from = '', to = '', service = ''] = /^(.*)->(.*) (id\d)/.exec(key) ?? []
  return service === 'id4' ? to : from
}

function afterBar(key: string): string {
  return key.slice(key.indexOf(' | ') + 3)
}

function listIdentity(text: string) {
  const [, name = '', vendor = '', product = '', revision = '', serial = ''] =
    /^name=(.*) vendor=(\S+) type=\S+ product=(\S+) rev=(\S+) serial=(\S+) state/.exec(text) ?? []
  const number = Number(revision)
  return [
    ['product', name],
    ['vendor-id', vendor],
    ['product-code', product],
    ['firmware', `${number >> 8}.${number & 0xff}`],
    ['serial', serial],
  ] as const
}

function identityObject(text: string) {
  if (text.startsWith('hostname=')) return [['name', text.slice(9)]] as const
  const [, name = '', vendor = '', product = '', revision = '', serial = ''] =
    /^name=(.*) vendor=(\S*) type=\S* product=(\S*) rev=(\S*) serial=(\S*)$/.exec(text) ?? []
  return [
    ['product', name],
    ['vendor-id', vendor],
    ['product-code', product],
    ['firmware', revision],
    ['serial', serial],
  ] as const
}

/** '0x0001: 6ES7 315-2EH14-0AB0': the index of the module's parts, and its order number or name. */
function orderNumber(text: string) {
  const at = text.indexOf(':')
  return [['order-number software firmware', text.slice(at + 1)]] as const
}

/** Only answers say who somebody is; a name that was asked for (type 0) does not, but for what Set and Hello state. */
function dcp(key: string, text: string) {
  const isStatement = key.endsWith('type1') || key.includes(' id4 ') || key.includes(' id6 ')
  return isStatement ? fields(DCP, text) : []
}

/** 'vendor=0 product=0 type=0x0191 host=01-ffffffff': numbers of 0 were not set. */
function identResponse(text: string) {
  return [['name', / host=(\S+)$/.exec(text)?.[1] ?? '']] as const
}

function iAm(text: string) {
  const [, device = '', vendor = ''] = /^device (\d+) vendor (\d+)$/.exec(text) ?? []
  return [
    ['device-id', device],
    ['vendor-id', vendor],
  ] as const
}
