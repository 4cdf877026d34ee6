/*
 * The Common Packet Format that EtherNet/IP carries CIP in. Little-endian, socket addresses big-endian.
 * The CIP Networks Library, Volume 2: EtherNet/IP Adaptation of CIP, section 2-6; item types: table 2-6.3.
 */
import type { Cursor } from '../kit/cursor.ts'

export const NULL_ADDRESS = 0x0000
export const LIST_IDENTITY_ITEM = 0x000c
export const CIP_SECURITY_ITEM = 0x0086
export const CONNECTED_ADDRESS = 0x00a1
export const CONNECTED_DATA = 0x00b1
export const UNCONNECTED_DATA = 0x00b2
export const LIST_SERVICES_ITEM = 0x0100
const SOCKET_ORIGINATOR_TO_TARGET = 0x8000
const SOCKET_TARGET_TO_ORIGINATOR = 0x8001
export const SEQUENCED_ADDRESS = 0x8002
const UNCONNECTED_OVER_UDP = 0x8003

/** Address, data, and two socket addresses are the most that the standard puts together; some devices add their own. */
export const MAX_ITEMS = 8
const ITEM_HEADER = 4
const NOTHING = -1

/** The items of one packet, as offsets into the bytes it was read from. Reused: nothing of it outlives a message. */
export class CommonPacket {
  /** The type of the data item; -1 when there is none. */
  dataType = NOTHING
  dataFrom = 0
  dataTo = 0
  /** The type of the address item; -1 when there is none. */
  addressType = NOTHING
  connection = 0
  /** UDP port that originator-to-target data shall go to; 0 when the packet does not tell. */
  targetPort = 0

  /** Reads the packet at the cursor, which moves behind its last item; false when an item does not fit the bytes there are. */
  read(bytes: Cursor): boolean {
    const { view, end } = bytes
    this.dataType = NOTHING
    this.addressType = NOTHING
    this.connection = 0
    this.targetPort = 0
    let at = bytes.pos + 2
    const count = at <= end ? view.getUint16(bytes.pos, true) : MAX_ITEMS + 1
    if (count > MAX_ITEMS) return false
    for (let i = 0; i < count; i++) {
      bytes.pos = at
      if (at + ITEM_HEADER > end) return false
      const from = at + ITEM_HEADER
      const to = from + view.getUint16(at + 2, true)
      this.item(view, view.getUint16(at, true), from, Math.min(to, end))
      if (to > end) return false
      at = to
    }
    bytes.pos = at
    return true
  }

  private item(view: DataView, type: number, from: number, to: number): void {
    switch (type) {
      case NULL_ADDRESS:
        this.addressType = type
        break
      case CONNECTED_ADDRESS:
      case SEQUENCED_ADDRESS:
        this.addressType = type
        if (to - from >= 4) this.connection = view.getUint32(from, true)
        break
      case SOCKET_ORIGINATOR_TO_TARGET:
        if (to - from >= 4) this.targetPort = view.getUint16(from + 2)
        break
      case CONNECTED_DATA:
      case UNCONNECTED_DATA:
      case UNCONNECTED_OVER_UDP:
        this.dataType = type
        this.dataFrom = from
        this.dataTo = to
    }
  }
}

/** Whether the standard knows an item of this type. */
export function isKnownItem(type: number): boolean {
  switch (type) {
    case NULL_ADDRESS:
    case LIST_IDENTITY_ITEM:
    case CONNECTED_ADDRESS:
    case CONNECTED_DATA:
    case UNCONNECTED_DATA:
    case LIST_SERVICES_ITEM:
    case SOCKET_ORIGINATOR_TO_TARGET:
    case SOCKET_TARGET_TO_ORIGINATOR:
    case SEQUENCED_ADDRESS:
    case UNCONNECTED_OVER_UDP:
      return true
    default:
      // 0x86 CIP Security, 0x87 EtherNet/IP Capability, 0x88 EtherNet/IP Usage.
      return type >= 0x86 && type <= 0x88
  }
}
