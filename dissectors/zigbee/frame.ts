import { euiText } from '../kit/wpan-address.ts'
import { WpanHeader } from '../kit/wpan-frame.ts'
import { ZigbeeNetwork } from '../kit/zigbee-network.ts'

/** The headers of the frame being dissected. */
export const mac = new WpanHeader()
export const network = new ZigbeeNetwork()

export function readFrame(view: DataView, at: number, end: number): boolean {
  return mac.read(view, at, end) && network.read(view, mac)
}

/** The EUI-64 that lies here, its last byte first. */
export function euiAt(view: DataView, at: number): string {
  return euiText(view.getUint32(at + 4, true), view.getUint32(at, true))
}
