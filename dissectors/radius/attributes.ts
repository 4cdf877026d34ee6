/* RADIUS attributes: RFC 2865, 5; RFC 2869, 5; RFC 3162, 2. Passwords, challenges, keys and EAP messages are not read. */
import { Cursor } from '../kit/cursor.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'

const ATTRIBUTE = {
  userName: 1,
  nasIp: 4,
  framedIp: 8,
  calledStation: 30,
  callingStation: 31,
  nasIdentifier: 32,
  nasPortId: 87,
  nasIpv6: 95,
} as const
/** RFC 2865, 5.8: addresses that stand for 'choose one'. */
const NO_ADDRESS: readonly string[] = ['255.255.255.255', '255.255.255.254', '0.0.0.0']
const HEX_MAC =
  /^([0-9a-f]{2})[-:.]?([0-9a-f]{2})[-:.]?([0-9a-f]{2})[-:.]?([0-9a-f]{2})[-:.]?([0-9a-f]{2})[-:.]?([0-9a-f]{2})$/i

/** What is used of a packet's attributes. One object, reused: `read` overwrites it. */
export class Attributes {
  user = ''
  nasAddress = ''
  nasIdentifier = ''
  nasPortId = ''
  framedIp = ''
  called = ''
  calling = ''
  /** The calling station as a MAC address; '' when it is something else: an address, a telephone number. */
  callingMac = ''
  private readonly value = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Reads the attributes at the cursor. */
  read(message: Cursor): void {
    this.user = this.nasAddress = this.nasIdentifier = this.nasPortId = ''
    this.framedIp = this.called = this.calling = this.callingMac = ''
    while (message.left >= 2) {
      const type = message.u8()
      const length = message.u8() - 2
      if (length < 0 || length > message.left) return
      this.one(type, this.value.reset(message.view, message.pos, message.pos + length))
      message.skip(length)
    }
    this.callingMac = macOf(this.calling)
  }

  private one(type: number, value: Cursor): void {
    switch (type) {
      case ATTRIBUTE.userName:
        this.user = value.text(value.left, 'utf8')
        return
      case ATTRIBUTE.nasIp:
        if (value.left === 4) this.nasAddress = ipv4Text(value)
        return
      case ATTRIBUTE.nasIpv6:
        if (value.left === 16) this.nasAddress ||= ipv6Text(value)
        return
      case ATTRIBUTE.framedIp:
        if (value.left === 4) this.framedIp = addressOf(value)
        return
      case ATTRIBUTE.calledStation:
        this.called = value.text(value.left, 'utf8')
        return
      case ATTRIBUTE.callingStation:
        this.calling = value.text(value.left, 'utf8')
        return
      case ATTRIBUTE.nasIdentifier:
        this.nasIdentifier = value.text(value.left, 'utf8')
        return
      case ATTRIBUTE.nasPortId:
        this.nasPortId = value.text(value.left, 'utf8')
        return
      default:
        return
    }
  }
}

function addressOf(value: Cursor): string {
  const text = ipv4Text(value)
  return NO_ADDRESS.includes(text) ? '' : text
}

/** RFC 3580, 3.21: '00-10-A4-23-19-C0', and the forms that switches write instead. */
function macOf(text: string): string {
  const parts = HEX_MAC.exec(text)
  return parts === null ? '' : parts.slice(1).join(':').toLowerCase()
}
