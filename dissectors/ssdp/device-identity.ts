import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { addressOfUrl } from './address-of-url.ts'
import type { HeaderLines } from './header-lines.ts'

type Facts = Partial<Record<Fact, string>>

/** 1.2.2, header SERVER: operating system, 'UPnP' and its version, product and its version. */
const SERVER = /^(.*?)[\s,]+UPnP\/[\d.]+[\s,]*(.*)$/i
const UNKNOWN = /^(unknown|unspecified)\b/i

/** Who answers or advertises: what it is, what it offers, and where its description lies. */
export function sayDevice(
  lines: HeaderLines,
  view: DataView,
  target: 'st' | 'nt',
  message: string,
  info: MessageInfo,
  sink: Sink,
): void {
  const server = lines.text(view, 'server')
  const [, os = '', product = ''] = SERVER.exec(server) ?? []
  const facts: Facts = {
    banner: server,
    os: UNKNOWN.test(os) ? '' : os.trim(),
    product: UNKNOWN.test(product) ? '' : product.trim(),
    uuid: uuidOf(lines.text(view, 'usn')),
    ...offered(lines.text(view, target)),
  }
  say('', message, facts, info, sink)
  // The description lies at the device itself, which can be another than its sender.
  const url = lines.text(view, 'location')
  say(addressOfUrl(url), `${message} LOCATION`, { url }, info, sink)
}

/** 1.3.2: a control point may tell its software and its name. */
export function saySearcher(lines: HeaderLines, view: DataView, info: MessageInfo, sink: Sink): void {
  const facts = { application: lines.text(view, 'user-agent'), name: lines.text(view, 'cpfn.upnp.org') }
  say('', 'SSDP M-SEARCH', facts, info, sink)
}

/** 1.2.2: 'uuid:…', alone or with what the message is about behind it. */
function uuidOf(name: string): string {
  return /^uuid:([^:]*)/i.exec(name)?.[1] ?? ''
}

/** 'urn:schemas-upnp-org:device:…' is a kind of device, others are services; what all have tells nothing. */
function offered(target: string): Facts {
  if (/^urn:[^:]*:device:/i.test(target)) return { 'device-type': target }
  return /^(uuid:|upnp:rootdevice|ssdp:all)/i.test(target) ? {} : { service: target }
}

function say(about: string, message: string, facts: Facts, info: MessageInfo, sink: Sink): void {
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''))
  if (Object.keys(told).length > 0) sink.observe({ kind: 'identity', of, about, module: '', message, facts: told })
}
