/* Who asks for what: RFC 4120, 5.2.2 (names), 5.2.5 (addresses), 5.4 (KDC messages), 5.9.1 (errors). */
import { BerReader } from '../kit/ber.ts'
import { berText } from '../kit/ber-text.ts'
import { MESSAGE } from './message-header.ts'

const CONTEXT = 0xa0
const MAX_NAME_PARTS = 4
/** Addresses of one request that are looked at. */
const MAX_ADDRESSES = 16
const NETBIOS_ADDRESS = 20

/** Numbers of the fields, by the kind of message; -1 where it has none. */
interface Fields {
  readonly client: number
  readonly clientRealm: number
  readonly realm: number
  readonly service: number
  readonly addresses: number
  readonly error: number
}
const BODY_FIELD = CONTEXT + 4
const REQUEST: Fields = { client: 1, clientRealm: -1, realm: 2, service: 3, addresses: 9, error: -1 }
const REPLY: Fields = { client: 4, clientRealm: 3, realm: -1, service: -1, addresses: -1, error: -1 }
const ERROR: Fields = { client: 8, clientRealm: 7, realm: 9, service: 10, addresses: -1, error: 6 }

/** The names of one message. One object, reused: `read` overwrites it. */
export class Principals {
  client = ''
  clientRealm = ''
  service = ''
  realm = ''
  /** The NetBIOS name that a client of Windows gives as its address. */
  host = ''
  error = 0
  private readonly ber = new BerReader(new DataView(new ArrayBuffer(0)))

  /** Reads the message in `view[from, to)`; false when its elements do not fit. Tickets and pre-authentication are passed over. */
  read(view: DataView, from: number, to: number, type: number): boolean {
    this.client = this.clientRealm = this.service = this.realm = this.host = ''
    this.error = 0
    const ber = this.ber.reset(view, from, to)
    if (!ber.next() || !ber.enter() || !ber.next() || !ber.enter()) return false
    if (type === MESSAGE.error) this.fields(ERROR)
    else if (type === MESSAGE.asReply || type === MESSAGE.tgsReply) this.fields(REPLY)
    else while (ber.next()) if (ber.is(BODY_FIELD) && ber.enter() && ber.next() && ber.enter()) this.fields(REQUEST)
    return !ber.bad
  }

  private fields(fields: Fields): void {
    const { ber } = this
    while (ber.next()) {
      const field = ber.tag - CONTEXT
      if (field < 0 || field > 31 || !ber.enter()) continue
      if (ber.next()) this.field(field, fields)
      ber.leave()
    }
    if (this.clientRealm === '') this.clientRealm = this.realm
  }

  private field(field: number, fields: Fields): void {
    if (field === fields.client) this.client = this.name()
    else if (field === fields.clientRealm) this.clientRealm = berText(this.ber)
    else if (field === fields.realm) this.realm = berText(this.ber)
    else if (field === fields.service) this.service = this.name()
    else if (field === fields.error) this.error = this.ber.integer()
    else if (field === fields.addresses) this.addresses()
  }

  /** The PrincipalName just read: a type, and its parts. */
  private name(): string {
    const { ber } = this
    const parts: string[] = []
    if (!ber.enter()) return ''
    while (ber.next()) {
      if (!ber.is(CONTEXT + 1) || !ber.enter()) continue
      if (ber.next() && ber.enter()) {
        while (ber.next() && parts.length < MAX_NAME_PARTS) parts.push(berText(ber))
        ber.leave()
      }
      ber.leave()
    }
    ber.leave()
    return parts.join('/')
  }

  private addresses(): void {
    const { ber } = this
    if (!ber.enter()) return
    for (let count = 0; count < MAX_ADDRESSES && ber.next(); count++) {
      if (!ber.enter()) continue
      this.address()
      ber.leave()
    }
    ber.leave()
  }

  private address(): void {
    const { ber } = this
    let type = 0
    while (ber.next()) {
      const isType = ber.is(CONTEXT)
      if (!ber.enter()) continue
      if (ber.next()) {
        if (isType) type = ber.integer()
        else if (type === NETBIOS_ADDRESS) this.host = berText(ber).trim()
      }
      ber.leave()
    }
  }
}
