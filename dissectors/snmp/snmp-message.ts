/*
 * The message around a PDU: RFC 1157, clause 4 (version 1), RFC 1901, clause 3 (2c), RFC 3412, clause 6 and RFC 3414,
 * clause 2.4 (3). BER, with lengths in full.
 */
import { BerReader } from '../kit/ber.ts'
import { PDU } from './pdu-types.ts'

export const SEQUENCE = 0x30
const INTEGER = 0x02
export const OCTETS = 0x04
export const OBJECT_ID = 0x06
export const IP_ADDRESS = 0x40
/** GetRequest-PDU to Report-PDU. */
const FIRST_PDU = 0xa0
const LAST_PDU = 0xa8
export const VERSION_3 = 3
const REPORTABLE = 4
/** Version 3 counts its messages by themselves. */
const MESSAGE_ID_SPACE = 0x1_0000_0000

/** One message, as offsets into its bytes. One object, used again. */
export class SnmpMessage {
  version = -1
  /** The community, or the user of version 3: `view[from, to)`. */
  nameFrom = 0
  nameTo = 0
  engineFrom = 0
  engineTo = 0
  /** Security flags of version 3: 1 authentic, 2 encrypted, 4 reportable. */
  flags = 0
  /** Code of the PDU; -1 when there is none. */
  pdu = -1
  /** What the answer is known by: the request id, or the id of the message in version 3. */
  id = 0
  error = 0
  /** The bindings: contents of their SEQUENCE. */
  bindingsFrom = 0
  bindingsTo = 0
  /** Version 1 trap: the enterprise, the agent's address, the kind. */
  enterpriseFrom = 0
  enterpriseTo = 0
  agentFrom = 0
  generic = -1
  readonly reader = new BerReader(new DataView(new ArrayBuffer(0)))

  /** Reads the message that fills `view[from, to)`; false when it is none. What was read before that stands. */
  read(view: DataView, from: number, to: number): boolean {
    this.forget()
    const reader = this.reader.reset(view, from, to)
    if (!reader.next() || !reader.is(SEQUENCE) || !reader.enter()) return false
    if (!reader.next() || !reader.is(INTEGER)) return false
    const version = reader.integer()
    if (version !== 0 && version !== 1 && version !== VERSION_3) return false
    this.version = version
    return version === VERSION_3 ? this.readVersion3() : this.readCommunity()
  }

  private forget(): void {
    this.version = -1
    this.nameFrom = 0
    this.nameTo = 0
    this.engineFrom = 0
    this.engineTo = 0
    this.flags = 0
    this.pdu = -1
    this.id = 0
    this.error = 0
    this.bindingsFrom = 0
    this.bindingsTo = 0
    this.enterpriseFrom = 0
    this.enterpriseTo = 0
    this.agentFrom = 0
    this.generic = -1
  }

  private readCommunity(): boolean {
    const { reader } = this
    if (!reader.next() || !reader.is(OCTETS)) return false
    this.nameFrom = reader.start
    this.nameTo = reader.end
    return reader.next() && this.readPdu()
  }

  /** Header, security parameters, then the scoped PDU, which may be encrypted. */
  private readVersion3(): boolean {
    const { reader } = this
    if (!reader.next() || !reader.is(SEQUENCE) || !reader.enter()) return false
    if (!this.readInteger()) return false
    const id = reader.integer()
    if (!this.readInteger() || !reader.next() || !reader.is(OCTETS) || reader.length !== 1) return false
    this.flags = reader.view.getUint8(reader.start)
    if (!this.readInteger()) return false
    reader.leave()
    if (!reader.next() || !reader.is(OCTETS)) return false
    this.readSecurity()
    if (!reader.next()) return false
    this.id = MESSAGE_ID_SPACE + id
    if (reader.is(OCTETS)) {
      this.pdu = PDU.encrypted
      return true
    }
    if (!reader.is(SEQUENCE) || !reader.enter() || !reader.next() || !reader.next()) return false
    const isPdu = reader.next() && this.readPdu()
    this.id = MESSAGE_ID_SPACE + id
    return isPdu
  }

  /** UsmSecurityParameters; of another model nothing is read. */
  private readSecurity(): void {
    const inner = security.reset(this.reader.view, this.reader.start, this.reader.end)
    if (!inner.next() || !inner.is(SEQUENCE) || !inner.enter() || !inner.next() || !inner.is(OCTETS)) return
    this.engineFrom = inner.start
    this.engineTo = inner.end
    if (!inner.next() || !inner.next() || !inner.next() || !inner.is(OCTETS)) return
    this.nameFrom = inner.start
    this.nameTo = inner.end
  }

  /** The PDU just read: three numbers, then the bindings; a trap of version 1 has fields of its own. */
  private readPdu(): boolean {
    const { reader } = this
    if (reader.tag < FIRST_PDU || reader.tag > LAST_PDU || !reader.enter()) return false
    this.pdu = reader.tag - FIRST_PDU
    if (this.pdu === PDU.trapV1) return this.readTrap() && this.readBindings()
    if (!this.readInteger()) return false
    this.id = reader.integer()
    if (!this.readInteger()) return false
    this.error = reader.integer()
    return this.readInteger() && this.readBindings()
  }

  private readTrap(): boolean {
    const { reader } = this
    if (!reader.next() || !reader.is(OBJECT_ID)) return false
    this.enterpriseFrom = reader.start
    this.enterpriseTo = reader.end
    if (!reader.next() || !reader.is(IP_ADDRESS) || reader.length !== 4) return false
    this.agentFrom = reader.start
    if (!this.readInteger()) return false
    this.generic = reader.integer()
    return this.readInteger() && reader.next()
  }

  private readInteger(): boolean {
    return this.reader.next() && this.reader.is(INTEGER)
  }

  private readBindings(): boolean {
    const { reader } = this
    if (!reader.next() || !reader.is(SEQUENCE)) return false
    this.bindingsFrom = reader.start
    this.bindingsTo = reader.end
    return true
  }

  /** Whether the sender of this message expects an answer; undefined when only its plain text could tell. */
  get asks(): boolean | undefined {
    switch (this.pdu) {
      case PDU.get:
      case PDU.getNext:
      case PDU.getBulk:
      case PDU.set:
      case PDU.inform:
        return true
      case PDU.encrypted:
        // RFC 3412, 6.4: set for those that are answered.
        return (this.flags & REPORTABLE) !== 0 ? true : undefined
      default:
        return false
    }
  }
}

const security = new BerReader(new DataView(new ArrayBuffer(0)))
