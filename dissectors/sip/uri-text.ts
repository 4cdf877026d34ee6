/* Whom a request is for: RFC 3261, clause 19.1, without a password, parameters and headers. */

export const MAX_TARGET = 96

/** 'sip:100:secret@10.0.0.1:5060;transport=tcp' as '100@10.0.0.1:5060'. */
export function uriText(uri: string): string {
  const address = uri.replace(/^(sips?|tel):/i, '')
  const at = address.lastIndexOf('@')
  const host = address.slice(at + 1).split(/[;?]/, 1)[0] ?? ''
  const user = at < 0 ? '' : (address.slice(0, at).split(/[:;]/, 1)[0] ?? '')
  return (user === '' ? host : `${user}@${host}`).slice(0, MAX_TARGET)
}
