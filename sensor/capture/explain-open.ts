import { CaptureError } from './errors.ts'

/** Why libpcap could not open an interface, in one line that says what to do. */
export function explainOpen(name: string, filter: string, reason: string): CaptureError {
  if (/syntax error|parse filter|expression|unknown host|aid |illegal/i.test(reason) && filter !== '') {
    const text = `--filter: ${reason}: "${filter}" (see pcap-filter(7))`
    return new CaptureError('SIGHTLINE_CAPTURE_BAD_FILTER', text)
  }
  if (/not permitted|permission/i.test(reason)) {
    const text = `${name}: no right to capture (${reason}); run as root, or with the capability CAP_NET_RAW`
    return new CaptureError('SIGHTLINE_CAPTURE_NO_RIGHTS', text)
  }
  if (/not up/i.test(reason)) {
    const text = `${name}: the interface is down; "sightline harden --interface ${name} --apply" brings it up without a word`
    return new CaptureError('SIGHTLINE_CAPTURE_INTERFACE_DOWN', text)
  }
  return new CaptureError('SIGHTLINE_CAPTURE_CANNOT_OPEN', `${name}: cannot be opened: ${reason}`)
}
