import { keyed, type TruthList, UNDISSECTED } from './truth-list.ts'

const LLDP = {
  'tlv.system.name': 'name',
  'tlv.system.desc': 'description',
  'chassis.id.mac': 'mac chassis-id',
  'port.id': 'port-id',
  'port.id.mac': 'mac port-id',
  'port.desc': 'port-description',
  'mgn.addr.ip4': 'ip',
  'mgn.addr.ip6': 'ip',
  'profinet.cm_mac_add': 'mac',
}
const CDP = {
  deviceid: 'name',
  platform: 'model',
  software_version: 'software',
  portid: 'port-id',
  native_vlan: 'vlan',
  vtp_management_domain: 'domain',
  // Where tshark 4.0 shows the addresses of the device.
  'nrgyz.ip_address': 'ip',
  'nrgyz.ipv6_address': 'ip',
}
const STP = { 'bridge.hw': 'mac', 'root.hw': 'redundancy' }
const DHCP = {
  'option.hostname': 'name',
  'option.vendor_class_id': 'vendor-class',
  'fqdn.name': 'name',
  'client_fqdn.name': 'name',
  'option.mudurl': 'url',
}
const DHCPV6 = {
  client_domain: 'name',
  'vendorclass.data': 'vendor-class',
  'vendorclass.enterprise': 'vendor-id',
  'duidllt.link_layer_addr': 'mac',
  'duidll.link_layer_addr': 'mac',
}
const BROWSER = { server: 'name domain', mb_server: 'name', comment: 'description' }
const NTLM = {
  'challenge.target_name': 'name domain',
  'challenge.target_info.nb_computer_name': 'name',
  'challenge.target_info.dns_computer_name': 'name',
  'challenge.target_info.nb_domain_name': 'name domain',
  'auth.hostname': 'name',
  'auth.username': 'user',
  'version.build_number': 'os',
}
// Behind a system that ends with two zeros tshark shows the LAN manager as a domain.
const SMB = { native_os: 'os', native_lanman: 'software', primary_domain: 'domain software' }
const SNMP = {
  sysDescr: 'description',
  sysObjectID: 'product-code',
  sysContact: 'contact',
  sysName: 'name',
  sysLocation: 'location',
  msgUserName: 'user',
}
const HTTP = { server: 'software', user_agent: 'software' }
const TLS = {
  printableString: 'certificate-subject certificate-issuer',
  uTF8String: 'certificate-subject certificate-issuer',
  dNSName: 'name domain',
  'handshake.ja3': 'fingerprint',
  'handshake.ja3s': 'fingerprint',
}
const SSDP = { server: 'banner', location: 'url', user_agent: 'application' }
const FOX: Readonly<Record<string, string>> = {
  hostName: 'name',
  hostAddress: 'ip',
  'app.name': 'application',
  'app.version': 'software',
  'vm.name': 'description',
}

/** Lists of protocols of any network, and of those that tshark 4.0 has no dissector for. */
export const NETWORK_LISTS: readonly TruthList[] = [
  { section: 'lldp', list: '', protocols: ['lldp'], read: lldp },
  { section: 'cdp', list: '', protocols: ['cdp'], within: true, read: (key, text) => keyed(CDP, key, text) },
  { section: 'stp', list: '', protocols: ['stp'], within: true, read: (key, text) => keyed(STP, key, text) },
  { section: 'dhcp', list: '', protocols: ['dhcp'], of: clientOf, read: (key, text) => keyed(DHCP, key, text) },
  { section: 'dhcpv6', list: '', protocols: ['dhcpv6'], of: () => '', read: dhcpv6 },
  { section: 'mdns', list: '', protocols: ['mdns'], of: () => '', read: mdns },
  { section: 'nbns', list: '', protocols: ['nbns'], read: nbns },
  { section: 'nbdgm', list: '', protocols: ['nbdgm'], read: nbdgm },
  {
    section: 'browser',
    list: '',
    protocols: ['browser'],
    of: announcerOf,
    read: (key, text) => keyed(BROWSER, key, text),
  },
  { section: 'ntlmssp', list: '', protocols: ['smb', 'http', 'dcerpc'], within: true, read: ntlm },
  { section: 'smb', list: '', protocols: ['smb'], read: (key, text) => keyed(SMB, key, text) },
  { section: 'smb2', list: '', protocols: ['smb'], read: (key, text) => keyed({ server_guid: 'uuid' }, key, text) },
  // The server repeats the names of the client.
  { section: 'kerberos', list: '', protocols: ['kerberos'], of: () => '', within: true, read: kerberos },
  { section: 'snmp', list: '', protocols: ['snmp'], read: snmp },
  { section: 'http', list: '', protocols: ['http', 'ws-discovery'], read: http },
  { section: 'tls', list: '', protocols: ['tls'], within: true, read: (key, text) => keyed(TLS, key, text) },
  { section: 'ssh', list: '', protocols: ['ssh'], read: (key, text) => keyed({ protocol: 'banner' }, key, text) },
  { section: 'rdp', list: '', protocols: ['rdp'], read: rdp },
  { section: 'ftp', list: '', protocols: ['ftp'], read: ftp },
  { section: 'ssdp', list: '', protocols: ['ssdp'], read: (key, text) => keyed(SSDP, key, text) },
  { section: 'syslog', list: '', protocols: ['syslog'], read: syslog },
  { section: 'ntp', list: '', protocols: ['ntp'], read: ntp },
  { section: 'knxip', list: 'strings', protocols: ['knx'], of: () => '', read: knx },
  { section: 'ptp', list: 'strings', protocols: ['ptp'], of: () => '', within: true, read: ptp },
  { section: 'atg', list: UNDISSECTED, protocols: ['atg'], read: atg },
  { section: 'dlms', list: UNDISSECTED, protocols: ['dlms'], read: dlms },
  { section: 'fox', list: UNDISSECTED, protocols: ['fox'], within: true, read: fox },
  // A client repeats who the controller said it is.
  { section: 's7commplus', list: UNDISSECTED, protocols: ['s7commplus'], of: () => '', read: s7commplus },
  { section: 'melsec', list: UNDISSECTED, protocols: ['melsec'], read: melsec },
]

/** What the meter of the captures answers in text. */
function dlms(key: string, text: string) {
  return key.includes(' tcp 4060>') ? [['name firmware', text] as const] : []
}

/** A row of an inventory: tank, label, volumes. */
function atg(key: string, text: string) {
  const label = key.includes(' tcp 10001>') ? /^\d+ +(\S.*?) +\d+ +\d+ +\d+ /.exec(text)?.[1] : undefined
  return label === undefined ? [] : [['name', label] as const]
}

/** A chassis ID that is a text of the device's own choice is shown as its bytes. */
function lldp(key: string, text: string) {
  const isBytes = key.endsWith(' chassis.id') && /^([0-9a-f]{2})+$/.test(text)
  if (text === '0.0.0.0') return []
  return isBytes ? [['chassis-id', Buffer.from(text, 'hex').toString('latin1')] as const] : keyed(LLDP, key, text)
}

/** 'client MAC field', or 'client MAC (from server) field': what a server says there is of the client, too. */
function clientOf(key: string): string {
  return key.split(' ')[1] ?? ''
}

/** Relays carry the messages of others. A name may end with the root's dot, as it stands in the message. */
function dhcpv6(key: string, text: string) {
  return keyed(DHCPV6, key, text)
}

/** A domain announcement names the group and, as its master, the machine that sends it (MS-BRWS, 2.2.6). */
function announcerOf(key: string): string {
  return key.slice(0, key.indexOf(' '))
}

function mdns(key: string, text: string) {
  return keyed({ 'ptr.domain_name': 'name service' }, key, text)
}

/** Only names in records are somebody's, which tshark shows with their use in brackets; others were asked for. */
function nbns(key: string, text: string) {
  if (key.endsWith(' netbios_name')) return text.includes('MSBROWSE') ? [] : [['name domain', text] as const]
  const [, name = ''] = /^([^*<]+)<..> \(/.exec(text) ?? []
  return key.endsWith(' name') ? [['name domain user service', name] as const] : []
}

function nbdgm(key: string, text: string) {
  return key.endsWith(' source_name') ? [['name domain user', text.replace(/<..>$/, '')] as const] : []
}

/** tshark writes NULL for a field that is empty. */
function ntlm(key: string, text: string) {
  if (text === 'NULL') return []
  return keyed(NTLM, key, key.endsWith('build_number') ? `build ${text}` : text)
}

/** tshark's own word for a field without a value. */
function snmp(key: string, text: string) {
  return text === '<MISSING>' ? [] : keyed(SNMP, key, text)
}

/** Principals that a client asked tickets for. */
function kerberos(key: string, text: string) {
  return keyed({ CNameString: 'user name', realm: 'domain user', crealm: 'domain user' }, key, text)
}

function http(key: string, text: string) {
  const [, realm = ''] = /^(?:Basic|Digest) realm="([^"]*)"/.exec(text) ?? []
  return key.endsWith(' www_authenticate') ? [['banner', realm] as const] : keyed(HTTP, key, text)
}

function rdp(key: string, text: string) {
  const names = { rt_cookie: 'user', 'client.name': 'name' }
  return keyed(names, key, text.replace(/^Cookie: mstshash=/, ''))
}

/** Of all replies, the greeting and the system; the client's arguments are paths, accounts and secrets. */
function ftp(key: string, text: string) {
  const isIdentity = key.endsWith(' response.arg') && /server .*ready|^UNIX Type/i.test(text)
  return isIdentity ? [['banner os', text] as const] : []
}

function syslog(key: string, text: string) {
  return key.endsWith(' hostname') ? [['application name', text.replace(/:$/, '')] as const] : []
}

/** The address of the server by which it sets its clock, or the code of its source (RFC 5905, 7.3). */
function ntp(key: string, text: string) {
  if (!key.endsWith(' refid') || /^0+$/.test(text)) return []
  const bytes = Buffer.from(text, 'hex')
  const code = /^([A-Z]+)\0*$/.exec(bytes.toString('latin1'))?.[1]
  return [['time-source', code ?? bytes.join('.')] as const]
}

function knx(_key: string, text: string) {
  const address = Number(text)
  return [['network-address', `${address >> 12}.${(address >> 8) & 15}.${address & 255}`] as const]
}

function ptp(_key: string, text: string) {
  const clock = /^0x[0-9a-f]{16}$/.test(text) ? (text.slice(2).match(/../g) ?? []).join(':') : ''
  return [['capability device-id time-source', clock] as const]
}

function fox(_key: string, text: string) {
  const [, field = '', value = ''] = /^([\w.]+)=s:(.*)$/.exec(text) ?? []
  const attributes = FOX[field]
  return attributes === undefined ? [] : [[attributes, value] as const]
}

/** '1;6ES7 214-1HE30-0XB0 ;V2.2': order number and firmware. */
function s7commplus(_key: string, text: string) {
  const [, order = '', firmware = ''] = /^1;(6ES7 [\w-]+) *;(V[\d.]+)$/.exec(text) ?? []
  return [['order-number', order] as const, ['firmware', firmware] as const]
}

function melsec(_key: string, text: string) {
  return /^(FX5|Q\d|R\d|L\d)[\w/-]+$/.test(text) ? [['model', text] as const] : []
}
