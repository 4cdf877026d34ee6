/*
 * Content types (RFC 8446, 5.1; heartbeat: RFC 6520), handshake types (IANA TLS HandshakeType) and alerts (RFC 8446, 6;
 * RFC 5246, 7.2) by their names.
 */
export const CONTENT = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const

export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  serverHelloDone: 14,
  clientKeyExchange: 16,
} as const

/** Codes of operations: handshake types as they are, other content types and what cannot be read beyond them. */
export const CODE = {
  content: 0x100,
  encryptedHandshake: 0x200,
  encryptedAlert: 0x201,
  ssl2ClientHello: 0x301,
  ssl2ServerHello: 0x304,
} as const

const HANDSHAKE_NAMES: Readonly<Record<number, string>> = {
  0: 'hello_request',
  1: 'client_hello',
  2: 'server_hello',
  3: 'hello_verify_request',
  4: 'new_session_ticket',
  5: 'end_of_early_data',
  6: 'hello_retry_request',
  8: 'encrypted_extensions',
  9: 'request_connection_id',
  10: 'new_connection_id',
  11: 'certificate',
  12: 'server_key_exchange',
  13: 'certificate_request',
  14: 'server_hello_done',
  15: 'certificate_verify',
  16: 'client_key_exchange',
  17: 'client_certificate_request',
  20: 'finished',
  21: 'certificate_url',
  22: 'certificate_status',
  23: 'supplemental_data',
  24: 'key_update',
  25: 'compressed_certificate',
}

const CONTENT_NAMES: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  23: 'application_data',
  24: 'heartbeat',
}

const ALERTS: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

export function describeTls(code: number): { function: string; name: string } {
  switch (code) {
    case CODE.encryptedHandshake:
      return { function: 'handshake encrypted', name: 'encrypted handshake message' }
    case CODE.encryptedAlert:
      return { function: 'alert encrypted', name: 'encrypted alert' }
    case CODE.ssl2ClientHello:
      return { function: 'ssl2 1', name: 'SSL 2.0 CLIENT-HELLO' }
    case CODE.ssl2ServerHello:
      return { function: 'ssl2 4', name: 'SSL 2.0 SERVER-HELLO' }
    default:
  }
  if (code < CODE.content) return { function: `handshake ${code}`, name: HANDSHAKE_NAMES[code] ?? `handshake ${code}` }
  const content = code - CODE.content
  return { function: `content ${content}`, name: CONTENT_NAMES[content] ?? `content type ${content}` }
}

export function isKnownHandshake(type: number): boolean {
  return HANDSHAKE_NAMES[type] !== undefined
}

export function alertName(description: number): string {
  return ALERTS[description] ?? `alert ${description}`
}

/** 'TLS 1.2' for a version number of TLS or DTLS. */
export function versionName(version: number): string {
  switch (version) {
    case 0x0002:
      return 'SSL 2.0'
    case 0x0300:
      return 'SSL 3.0'
    case 0x0301:
      return 'TLS 1.0'
    case 0x0302:
      return 'TLS 1.1'
    case 0x0303:
      return 'TLS 1.2'
    case 0x0304:
      return 'TLS 1.3'
    case 0xfeff:
      return 'DTLS 1.0'
    case 0xfefd:
      return 'DTLS 1.2'
    case 0xfefc:
      return 'DTLS 1.3'
    default:
      return `version 0x${version.toString(16).padStart(4, '0')}`
  }
}
