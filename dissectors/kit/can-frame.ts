/*
 * The frame of CAN as Linux captures it: LINKTYPE_CAN_SOCKETCAN of tcpdump.org. The identifier is big-endian; above it stand
 * flags.
 */

/** Identifier with flags, length, flags of CAN FD, two reserved bytes; then the data. */
export const CAN_HEADER_BYTES = 8
export const CAN_LENGTH_AT = 4
const FD_FLAGS_AT = 5
/** Of CAN FD; CAN XL has a flag there instead, and other headers. */
export const MAX_CAN_DATA = 64
export const MAX_CLASSIC_DATA = 8
/** The identifier has 29 bits. */
export const CAN_EXTENDED = 0x8000_0000
/** The frame asks for data, and has none. */
export const CAN_REMOTE = 0x4000_0000
/** An error frame, or one that asks for data and has none. */
export const CAN_NO_DATA = 0x6000_0000
export const MAX_BASE_IDENTIFIER = 0x7ff

/** Of 11 bits, of the frame that begins `at` there. */
export function baseIdentifier(view: DataView, at: number): number {
  return view.getUint16(at + 2)
}

export function isRemote(view: DataView, at: number): boolean {
  return (view.getUint32(at) & CAN_REMOTE) !== 0
}

/** Whether it is one of CAN FD. */
export function isFlexible(view: DataView, at: number): boolean {
  return view.getUint8(at + FD_FLAGS_AT) !== 0 || view.getUint8(at + CAN_LENGTH_AT) > MAX_CLASSIC_DATA
}
