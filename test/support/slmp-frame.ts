import { fromHex } from './dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le } from './packet.ts'

/** A binary 3E request for the own station; `data` in hexadecimal or bytes. */
export function slmpRequest(command: number, subcommand: number, data: string | Uint8Array = ''): Bytes {
  const body = typeof data === 'string' ? fromHex(data) : data
  return bytesOf(
    fromHex('5000 00 ff ff03 00'),
    u16le(6 + body.length),
    u16le(0x10),
    u16le(command),
    u16le(subcommand),
    body,
  )
}

/** A binary 3E answer, with its end code. */
export function slmpAnswer(data: string | Uint8Array = '', endCode = 0): Bytes {
  const body = typeof data === 'string' ? fromHex(data) : data
  return bytesOf(fromHex('d000 00 ff ff03 00'), u16le(2 + body.length), u16le(endCode), body)
}

/** An ASCII 3E request: command, subcommand and data as they are sent. */
export function slmpAsciiRequest(body: string): Bytes {
  return bytesOf(ascii(`500000FF03FF00${digits(body.length + 4)}0010${body}`))
}

/** An ASCII 3E answer that succeeded. */
export function slmpAsciiAnswer(data = ''): Bytes {
  return bytesOf(ascii(`D00000FF03FF00${digits(data.length + 4)}0000${data}`))
}

function digits(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}
