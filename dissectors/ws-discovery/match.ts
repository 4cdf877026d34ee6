import type { Fact } from '../kit/observation.ts'
import { addressOfUrl } from '../ssdp/address-of-url.ts'
import type { SoapScan } from './soap-scan.ts'

type Facts = Partial<Record<Fact, string>>

/** Addresses and scopes of one device that are told. */
export const MAX_URLS = 4
const MAX_SCOPES = 64
/** ONVIF Core Specification, 7.3.2.2: scopes tell what a device is. */
const ONVIF = /^onvif:\/\/www\.onvif\.org\/(name|hardware|location|manufacturer|mac)\/(.+)$/i
const SCOPE_FACTS: Readonly<Record<string, Fact>> = {
  name: 'name',
  hardware: 'hardware',
  location: 'location',
  manufacturer: 'vendor',
  mac: 'mac',
}

/** What one message says of one device (WS-Discovery 1.1, 4.1 and 5.3). */
export interface Match {
  address: string
  types: string
  scopes: readonly string[]
  urls: readonly string[]
}

export function emptyMatch(): Match {
  return { address: '', types: '', scopes: [], urls: [] }
}

/** Takes what the element that was read says of the device. */
export function readInto(match: Match, scan: SoapScan, view: DataView): void {
  if (scan.isNamed(view, 'Address')) match.address = scan.words(view)[0] ?? ''
  else if (scan.isNamed(view, 'Types')) match.types = scan.words(view).join(' ')
  else if (scan.isNamed(view, 'Scopes')) match.scopes = scan.words(view).slice(0, MAX_SCOPES)
  else if (scan.isNamed(view, 'XAddrs')) match.urls = scan.words(view).slice(0, MAX_URLS)
}

/** The address of the device, where it gives one: a proxy answers for others. */
export function addressOf(match: Match): string {
  for (const url of match.urls) {
    const address = addressOfUrl(url)
    if (address !== '') return address
  }
  return ''
}

export function factsOf({ address, types, scopes, urls }: Match): Facts {
  const facts: Facts = {}
  const uuid = /^(?:urn:)?uuid:(.+)$/i.exec(address)?.[1] ?? ''
  if (uuid !== '') facts.uuid = uuid
  if (types !== '') facts['device-type'] = types
  if (urls.length > 0) facts.url = urls.join(' ')
  for (const scope of scopes) {
    const [, key = '', value = ''] = ONVIF.exec(scope) ?? []
    const fact = SCOPE_FACTS[key.toLowerCase()]
    if (fact === undefined) continue
    const text = plain(value)
    facts[fact] = facts[fact] === undefined ? text : `${facts[fact]}, ${text}`
  }
  return facts
}

/** RFC 3986, 2.1, as far as it is ASCII. */
function plain(value: string): string {
  return value.replace(/%([2-7][0-9a-f])/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
