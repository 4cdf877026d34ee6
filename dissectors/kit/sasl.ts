/** Mechanisms whose answer a listener could use: it is the password or a token, in base64 (RFC 4616, RFC 7628). */
export const SASL_IN_CLEAR: readonly string[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']
