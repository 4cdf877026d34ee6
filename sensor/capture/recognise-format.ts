import type { CaptureFormat } from './capture-format.ts'
import { CaptureError } from './errors.ts'
import { PCAP_HEADER_BYTES, PcapFormat } from './pcap-format.ts'
import { PcapngFormat, SECTION_HEADER } from './pcapng-format.ts'

/** Bytes at the head of a capture that tell its format. */
export const HEAD_BYTES = PCAP_HEADER_BYTES

/**
 * The format of a capture by its head, and where its first record or block begins.
 * @throws CaptureError when it is no capture
 */
export function recogniseFormat(path: string, head: Uint8Array): { format: CaptureFormat; start: number } {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const pcap = head.length >= PCAP_HEADER_BYTES ? PcapFormat.of(view) : undefined
  if (pcap !== undefined) return { format: pcap, start: PCAP_HEADER_BYTES }
  const pcapng = PcapngFormat.of(view)
  if (pcapng !== undefined) return { format: pcapng, start: 0 }
  throw new CaptureError(
    'SIGHTLINE_CAPTURE_NOT_A_CAPTURE',
    `${path}: byte 0: ${describeHead(head, view)}; expected a pcap or pcapng file`,
  )
}

/** Whether these four bytes begin a capture of a known format. */
export function isFormatMagic(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  return PcapFormat.isMagic(view) || view.getUint32(0) === SECTION_HEADER
}

function describeHead(head: Uint8Array, view: DataView): string {
  if (head.length === 0) return 'the file is empty'
  const isPcap = head.length >= 4 && head.length < PCAP_HEADER_BYTES && PcapFormat.isMagic(view)
  if (isPcap) return `the file ends inside its header: ${head.length} bytes of ${PCAP_HEADER_BYTES} are there`
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex')
  return `begins with ${hex}, which is no capture format known here`
}
