/**
 * Addresses of pages and services as they may be kept: without a user and a password, and without query, fragment and
 * parameters, which may carry keys (RFC 3986, clauses 3.2.1 and 3.4). Several may stand side by side, with blanks between.
 */
export function publicUrl(text: string): string {
  return text.split(/\s+/).map(withoutSecrets).join(' ')
}

function withoutSecrets(url: string): string {
  const [plain = ''] = url.split(/[?#;]/, 1)
  const at = plain.indexOf('://')
  const start = at < 0 ? 0 : at + 3
  return plain.slice(0, start) + withoutUser(plain.slice(start))
}

/** 'user:password@host' names the host alone. */
export function withoutUser(authority: string): string {
  const slash = authority.indexOf('/')
  const at = authority.lastIndexOf('@', slash < 0 ? authority.length : slash)
  return slash === 0 || at < 0 ? authority : authority.slice(at + 1)
}
