import { Cursor } from '../kit/cursor.ts'
import type { HandshakeAssembly } from '../tls/handshake-assembly.ts'

const HEADER = 12
const HEADER_OF_TLS = 4

/** Where the fragments of one side's handshake message have got to. They are put together in the order they should come. */
export class Fragments {
  private sequence = -1
  private next = 0
  private readonly header = new Cursor(new DataView(new ArrayBuffer(HEADER_OF_TLS)))

  /**
   * Takes the fragment at the cursor, with its header (RFC 6347, 4.2.2), into the assembly; false when it does not fit. One
   * that is out of order is passed over: it is sent again.
   */
  take(record: Cursor, assembly: HandshakeAssembly): boolean {
    const type = record.u8()
    const length = record.u24()
    const sequence = record.u16()
    const offset = record.u24()
    const size = record.u24()
    if (record.short || size > record.left || offset + size > length) return false
    const { end } = record
    record.end = record.pos + size
    if (offset === 0) this.begin(type, length, sequence, assembly)
    if (sequence === this.sequence && offset === this.next) {
      assembly.add(record)
      this.next = offset + size
    } else record.pos = record.end
    record.end = end
    return true
  }

  private begin(type: number, length: number, sequence: number, assembly: HandshakeAssembly): void {
    assembly.forget()
    this.sequence = sequence
    this.next = 0
    const { view } = this.header
    view.setUint32(0, length)
    view.setUint8(0, type)
    assembly.add(this.header.reset(view, 0, HEADER_OF_TLS))
  }
}

/** Whether the bytes could be the header of a fragment, and not something encrypted. */
export function isFragment(record: Cursor): boolean {
  if (record.left < HEADER || record.peek(0) >= 32) return false
  const length = (record.peek(1) << 16) | record.peek16(2)
  const offset = (record.peek(6) << 16) | record.peek16(7)
  const size = (record.peek(9) << 16) | record.peek16(10)
  return offset + size <= length && size <= record.left - HEADER
}
