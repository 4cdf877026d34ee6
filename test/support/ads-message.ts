/* ADS messages between a station and port 851 of a controller, in hexadecimal. */

export const PLC = '050d75600101 5303'
export const STATION = 'c0a801630101 0a80'

/** One message to or from port 851: the AMS/TCP header, then the AMS header, little-endian. */
export function message(
  command: number,
  data: string,
  options: { answer?: boolean; invoke?: number; error?: string } = {},
): string {
  const length = data.replace(/\s/g, '').length / 2
  const ends = options.answer ? `${STATION} ${PLC}` : `${PLC} ${STATION}`
  const flags = options.answer ? '0500' : '0400'
  const head = `${ends} 0${command}00 ${flags} ${little(length)} ${options.error ?? '00000000'} ${little(options.invoke ?? 1)}`
  return `0000 ${little(32 + length)} ${head} ${data}`
}

export function little(value: number): string {
  return Buffer.from(Uint32Array.of(value).buffer).toString('hex')
}
