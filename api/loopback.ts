import { isIP, isIPv4 } from 'node:net'

/** True for a host that only this machine can be reached by: 127.0.0.0/8, ::1 (in brackets or not), localhost. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (name === 'localhost' || name === '::1') return true
  return isIPv4(name) && name.startsWith('127.')
}

/** The host of a `host:port` text, brackets and all, with the port or '' when there is none; undefined when it is none. */
export function splitHost(text: string): { host: string; port: string } | undefined {
  const parts = /^(\[[^\]]*\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text)
  if (parts === null) return undefined
  const [, host = '', port = ''] = parts
  if (host.startsWith('[') && isIP(host.slice(1, -1)) !== 6) return undefined
  return { host, port }
}
