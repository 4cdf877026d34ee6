/** How the addresses of IEEE 802.15.4 are written: an EUI-64 as its device shows it, a short one with the network it is of. */
import { EXTENDED_ADDRESS, NO_ADDRESS, NO_PAN, NO_SHORT_ADDRESS, type WpanAddress } from './wpan-frame.ts'

/** '00:0d:6f:00:01:02:03:04' of the two halves of an EUI-64. */
export function euiText(high: number, low: number): string {
  const digits = digitsOf(high >>> 0, 8) + digitsOf(low >>> 0, 8)
  return (digits.match(/../g) as string[]).join(':')
}

/** 'wpan-1aaa-b7e4': a short address in its network. */
export function shortText(pan: number, short: number): string {
  return `wpan-${digitsOf(pan, 4)}-${digitsOf(short, 4)}`
}

/** An address of a frame as rows show it; '' where it names no station. */
export function wpanAddressText({ mode, pan, short, high, low }: WpanAddress): string {
  if (mode === EXTENDED_ADDRESS) return euiText(high, low)
  return mode === NO_ADDRESS || pan === NO_PAN || short >= NO_SHORT_ADDRESS ? '' : shortText(pan, short)
}

function digitsOf(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}
