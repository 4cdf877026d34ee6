/* Steps of the handshake and security types by their names: RFC 6143, 7.1; IANA RFB Security Types. */
export const STEP = { version: 1, security: 2, choice: 3, signIn: 4, result: 5, clientInit: 6, serverInit: 7 } as const
const NAMES = [
  '',
  'ProtocolVersion',
  'Security types',
  'Security choice',
  'VNC Authentication response',
  'SecurityResult',
  'ClientInit',
  'ServerInit',
]
const FUNCTIONS = ['', 'version', 'security', 'choice', 'authentication', 'result', 'client-init', 'server-init']

const SECURITY: Readonly<Record<number, string>> = {
  0: 'Invalid',
  1: 'None',
  2: 'VNC Authentication',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  17: 'Ultra',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  21: 'MD5',
  22: 'xvp',
  30: 'Apple Diffie-Hellman',
  129: 'RSA-AES',
}

export function describeRfb(code: number): { function: string; name: string } {
  return { function: FUNCTIONS[code] ?? String(code), name: NAMES[code] ?? `step ${code}` }
}

export function securityName(type: number): string {
  return SECURITY[type] ?? `security type ${type}`
}
