/** Whether an IP packet that ends by `claimedEnd` begins here: evidence where nothing says what follows. */
export function isWholeIp(view: DataView, at: number, end: number, claimedEnd: number): boolean {
  const version = at < end ? view.getUint8(at) >>> 4 : 0
  if (version === 4 && end - at >= 20) {
    const totalBytes = view.getUint16(at + 2)
    return (view.getUint8(at) & 0x0f) >= 5 && totalBytes >= 20 && totalBytes <= claimedEnd - at
  }
  return version === 6 && end - at >= 40 && view.getUint16(at + 4) + 40 <= claimedEnd - at
}
