/*
 * Tokens of the schemes Negotiate (RFC 4559, 4.1 and 4.2) and NTLM (MS-NTHT, 2.1): base64 behind the name of the scheme,
 * of which only the names of those who sign in are read.
 */
import { SignIn } from '../kit/sign-in.ts'
import { base64Byte } from './base64.ts'
import { findWord } from './header-fields.ts'

/** Bytes of a token that are looked at: names stand in its first part, a Kerberos ticket may be longer. */
export const MAX_TOKEN = 4096
const SPACE = 0x20

const bytes = new DataView(new ArrayBuffer(MAX_TOKEN))
const signIn = new SignIn()

/** What the token in the value `view[from, to)` of a field tells; undefined where it has none. One object, reused. */
export function readToken(view: DataView, from: number, to: number): SignIn | undefined {
  const at = tokenStart(view, from, to)
  if (at < 0) return undefined
  let length = 0
  for (; length < MAX_TOKEN; length++) {
    const byte = base64Byte(view, at, to, length)
    if (byte < 0) break
    bytes.setUint8(length, byte)
  }
  const found = signIn.read(bytes, 0, length)
  // A proof of a password is among them: it is not kept.
  for (let i = 0; i < length; i++) bytes.setUint8(i, 0)
  return found ? signIn : undefined
}

function tokenStart(view: DataView, from: number, to: number): number {
  for (const scheme of ['negotiate', 'ntlm']) {
    const end = from + scheme.length
    if (end < to && findWord(view, from, end, scheme) === from && view.getUint8(end) === SPACE) return end + 1
  }
  return -1
}
