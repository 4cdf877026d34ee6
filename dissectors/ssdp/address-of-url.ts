/** The address that stands as the host of a URL; '' when that is a name, or nobody's address. */
export function addressOfUrl(url: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? ''
  const address = host.startsWith('[') ? (host.slice(1, -1).split('%')[0] ?? '').toLowerCase() : host
  const isIpv4 = /^(\d{1,3}\.){3}\d{1,3}$/.test(address)
  if (!isIpv4 && !host.startsWith('[')) return ''
  return address === '0.0.0.0' || address === '::' || address === '::1' || address.startsWith('127.') ? '' : address
}
