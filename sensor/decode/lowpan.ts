/*
 * IPv6 over IEEE 802.15.4 (6LoWPAN): dispatch, mesh addressing, broadcast and fragmentation headers (RFC 4944 section 5), with
 * compressed IPv6 headers behind them (RFC 6282). Big-endian. Paging and routing headers (RFC 8025, 8138) are not followed.
 */
import { Cursor } from '../../dissectors/kit/cursor.ts'
import { type Frame, STATUS } from './frame.ts'
import { decodeIpv6 } from './ipv6.ts'
import { INFLATE_BAD_HEADER, INFLATE_UNKNOWN_CONTEXT, inflateIpv6 } from './lowpan-header.ts'
import { keepStations, noteMeshStations, restoreStations } from './lowpan-stations.ts'
import { noteFragment } from './note-fragment.ts'
import { isTransportChecked } from './transport-checksum.ts'

const IPV6 = 0x41
const HC1 = 0x42
const BROADCAST = 0x50
/** Dispatch values that are told by their first bits: where they begin, and where they end. */
const COMPRESSED = 0x60
const MESH = 0x80
const MESH_MASK = 0xc0
const FRAGMENT_FIRST = 0xc0
const FRAGMENT_NEXT = 0xe0
const FRAGMENT_RANGE = 8
const SIZE_MASK = 0x7ff
const UNIT_BYTES = 8
const IPV6_BYTES = 40
/** The longest frame, 2047 bytes of a PHY for utilities, and what its compressed headers can grow to. */
const ROOM_BYTES = 4096
const ROOM = new DataView(new ArrayBuffer(ROOM_BYTES))
const cursor = new Cursor(ROOM)

/** Whether what a frame carries begins as 6LoWPAN does; nearly half of all values is left to other networks. */
export function isLowpan(view: DataView, at: number, end: number): boolean {
  if (at >= end) return false
  const dispatch = view.getUint8(at)
  if (isPacket(dispatch) || dispatch === BROADCAST || dispatch === HC1 || (dispatch & MESH_MASK) === MESH) return true
  return isFragment(dispatch, FRAGMENT_FIRST) || isFragment(dispatch, FRAGMENT_NEXT)
}

/** Decodes the packet inside; where it cannot be, the frame stays what its stations sent each other. */
export function decodeLowpan(view: DataView, at: number, end: number, frame: Frame): void {
  keepStations(frame)
  const bytes = cursor.reset(view, at, end)
  if ((bytes.peek(0) & MESH_MASK) === MESH) noteMeshStations(bytes, frame)
  if (bytes.peek(0) === BROADCAST) bytes.skip(2)
  const problem = bytes.short ? INFLATE_BAD_HEADER : decodeDispatch(bytes, frame)
  if (problem === 0) return
  restoreStations(frame)
  frame.status = statusOf(problem)
}

function statusOf(problem: number): number {
  if (problem === INFLATE_BAD_HEADER) return STATUS['6lowpan-bad-header']
  return STATUS[problem === INFLATE_UNKNOWN_CONTEXT ? '6lowpan-unknown-context' : '6lowpan-not-followed']
}

/** 0, or what is wrong. */
function decodeDispatch(bytes: Cursor, frame: Frame): number {
  const dispatch = bytes.peek(0)
  if (isFragment(dispatch, FRAGMENT_FIRST)) return decodeFirst(bytes, frame)
  if (isFragment(dispatch, FRAGMENT_NEXT)) return decodeNext(bytes, frame)
  const room = roomBeside(bytes.view)
  const length = inflate(bytes, frame, room, 0)
  if (length < 0) return length
  if (!isTransportChecked(room, length)) return INFLATE_BAD_HEADER
  enter(frame, room)
  decodeIpv6(room, 0, length, frame)
  return 0
}

/** A packet that came compressed may hold another one in turn: it is not put where it lies. */
function roomBeside(view: DataView): DataView {
  return view === ROOM ? new DataView(new ArrayBuffer(ROOM_BYTES)) : ROOM
}

/** The length of the packet at the cursor with all of its headers, or less than 0. */
function inflate(bytes: Cursor, frame: Frame, room: DataView, wholeBytes: number): number {
  if (bytes.peek(0) !== IPV6) return inflateIpv6(bytes, frame, room, wholeBytes)
  bytes.skip(1)
  const length = bytes.left
  if (length < IPV6_BYTES || length > ROOM_BYTES || bytes.peek(0) >>> 4 !== 6) return INFLATE_BAD_HEADER
  for (let at = 0; at < length; at++) room.setUint8(at, bytes.u8())
  return length
}

/** Behind size and tag of the whole packet are its headers, compressed. Places are those in the packet as it was. */
function decodeFirst(bytes: Cursor, frame: Frame): number {
  const size = bytes.u16() & SIZE_MASK
  const tag = bytes.u16()
  if (bytes.short || !isPacket(bytes.peek(0))) return INFLATE_BAD_HEADER
  const room = roomBeside(bytes.view)
  const length = inflate(bytes, frame, room, size)
  if (length < 0) return length
  if (length > size) return INFLATE_BAD_HEADER
  enter(frame, room)
  noteFragment(frame, tag, 0, length === size, 0, length, length)
  frame.fragmentedBytes = size
  return 0
}

function decodeNext(bytes: Cursor, frame: Frame): number {
  const size = bytes.u16() & SIZE_MASK
  const tag = bytes.u16()
  const offset = bytes.u8() * UNIT_BYTES
  const { view, pos, end, left } = bytes
  if (bytes.short || offset === 0 || left === 0 || offset + left > size) return INFLATE_BAD_HEADER
  enter(frame, view)
  noteFragment(frame, tag, offset, offset + left === size, pos, end, end)
  frame.fragmentedBytes = size
  return 0
}

/** Marks the frame as one that has more to set back than others. */
function enter(frame: Frame, view: DataView): void {
  frame.depth++
  frame.isLowpan = true
  frame.view = view
}

function isPacket(dispatch: number): boolean {
  return dispatch === IPV6 || (dispatch >= COMPRESSED && dispatch < MESH)
}

function isFragment(dispatch: number, from: number): boolean {
  return dispatch >= from && dispatch < from + FRAGMENT_RANGE
}
