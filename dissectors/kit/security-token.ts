/*
 * The token by which a client signs in, as GSS-API and SPNEGO wrap it. DER.
 * RFC 2743, 3.1 (initial token); RFC 4178, 4.2 (NegTokenInit, NegTokenResp); RFC 4121, 4.1 and RFC 4120, 5.3 and 5.5.1
 * (the ticket of an AP-REQ, of which the realm and the name of the service are in clear; the rest is not read).
 */
import { BerReader } from './ber.ts'
import { Cursor } from './cursor.ts'
import { isNtlm } from './ntlmssp.ts'

const INITIAL = 0x60
const OID = 0x06
const SEQUENCE = 0x30
const AP_REQUEST = 0x6e
const TICKET = 0x61
const CONTEXT = 0xa0
const NEG_TOKEN_RESPONSE = 0xa1
/** NegTokenInit: the mechanism's own token; NegTokenResp: the same. */
const TOKEN_FIELD = 0xa2
/** AP-REQ: the ticket. */
const TICKET_FIELD = 0xa3
const MAX_NAME_PARTS = 4
/** Wrappings entered: GSS-API, SPNEGO, GSS-API again. */
const MAX_WRAPPINGS = 4
/** RFC 4178, 1.3.6.1.5.5.2; RFC 4121, 1.2.840.113554.1.2.2, and the number that Windows sends for it. */
const SPNEGO = '2b0601050502'
const KERBEROS: readonly string[] = ['2a864886f712010202', '2a864882f712010202']
const NTLM_OID = '2b06010401823702020a'
const NAMES: Readonly<Record<string, string>> = {
  [NTLM_OID]: 'NTLMSSP',
  '2a864886f712010202': 'Kerberos',
  '2a864882f712010202': 'Kerberos',
  '2b06010401823702021e': 'NegoEx',
}

/** What is inside a token. One object, reused: `read` overwrites it. */
export class SecurityToken {
  /** 'NTLMSSP', 'Kerberos', 'NegoEx'; '' when there is none, or it is not known. */
  mechanism = ''
  /** The NTLMSSP message: `view[start, end)`. */
  start = 0
  end = 0
  /** Kerberos: the service that the ticket is for, 'cifs/server.example.com', and its realm. */
  service = ''
  realm = ''
  private wrappings = 0
  private readonly ber = new BerReader(new DataView(new ArrayBuffer(0)))
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Looks into the token in `view[from, to)`; false when no mechanism was found in it. */
  read(view: DataView, from: number, to: number): boolean {
    this.mechanism = this.service = this.realm = ''
    this.start = this.end = from
    this.wrappings = 0
    this.open(view, from, to)
    return this.mechanism !== ''
  }

  private open(view: DataView, from: number, to: number): void {
    if (isNtlm(view, from, to)) {
      this.mechanism = 'NTLMSSP'
      this.start = from
      this.end = to
      return
    }
    if (++this.wrappings > MAX_WRAPPINGS || from >= to) return
    const { ber } = this
    ber.reset(view, from, to)
    if (!ber.next()) return
    if (ber.is(INITIAL)) this.openInitial(view)
    else if (ber.is(CONTEXT) || ber.is(NEG_TOKEN_RESPONSE)) this.openNegotiation(view)
    else if (ber.is(AP_REQUEST)) this.openKerberos(view)
  }

  /** RFC 2743, 3.1: the mechanism, then its token; that of Kerberos has two bytes of its own before it. */
  private openInitial(view: DataView): void {
    const { ber } = this
    const { end } = ber
    if (!ber.enter() || !ber.next() || !ber.is(OID)) return
    const mechanism = this.oid(view)
    const at = ber.at
    if (mechanism === SPNEGO) this.open(view, at, end)
    else if (KERBEROS.includes(mechanism)) {
      this.mechanism = 'Kerberos'
      this.open(view, at + 2, end)
    }
  }

  private openNegotiation(view: DataView): void {
    const { ber } = this
    const isInitial = ber.is(CONTEXT)
    if (!ber.enter() || !ber.next() || !ber.is(SEQUENCE) || !ber.enter()) return
    let first = ''
    while (ber.next()) {
      if (ber.is(isInitial ? CONTEXT : NEG_TOKEN_RESPONSE)) first = this.firstOid(view)
      if (!ber.is(TOKEN_FIELD) || !ber.enter() || !ber.next()) continue
      this.open(view, ber.start, ber.end)
      break
    }
    if (this.mechanism === '') this.mechanism = NAMES[first] ?? ''
  }

  private firstOid(view: DataView): string {
    const { ber } = this
    let text = ''
    if (!ber.enter()) return text
    if (ber.next()) {
      if (ber.is(OID)) text = this.oid(view)
      else if (ber.is(SEQUENCE) && ber.enter()) {
        if (ber.next() && ber.is(OID)) text = this.oid(view)
        ber.leave()
      }
    }
    ber.leave()
    return text
  }

  private openKerberos(view: DataView): void {
    const { ber } = this
    this.mechanism = 'Kerberos'
    if (!ber.enter() || !ber.next() || !ber.is(SEQUENCE) || !ber.enter()) return
    while (ber.next()) {
      if (!ber.is(TICKET_FIELD)) continue
      if (ber.enter() && ber.next() && ber.is(TICKET) && ber.enter() && ber.next() && ber.enter()) this.ticket(view)
      return
    }
  }

  /** RFC 4120, 5.3: version, realm, name of the service. */
  private ticket(view: DataView): void {
    const { ber } = this
    while (ber.next()) {
      if (ber.is(CONTEXT + 1)) this.realm = this.inner(view)
      else if (ber.is(CONTEXT + 2)) {
        this.service = this.principal(view)
        return
      }
    }
  }

  private principal(view: DataView): string {
    const { ber } = this
    const parts: string[] = []
    if (!ber.enter() || !ber.next() || !ber.enter()) return ''
    while (ber.next()) {
      if (!ber.is(CONTEXT + 1) || !ber.enter() || !ber.next() || !ber.enter()) continue
      while (ber.next() && parts.length < MAX_NAME_PARTS) parts.push(this.text(view))
      break
    }
    return parts.join('/')
  }

  private inner(view: DataView): string {
    const { ber } = this
    if (!ber.enter()) return ''
    const text = ber.next() ? this.text(view) : ''
    ber.leave()
    return text
  }

  private text(view: DataView): string {
    const { ber } = this
    return this.cursor.reset(view, ber.start, ber.end).text(ber.length, 'utf8')
  }

  private oid(view: DataView): string {
    const { ber } = this
    return this.cursor.reset(view, ber.start, ber.end).hex(ber.length)
  }
}
