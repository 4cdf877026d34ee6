/** Characters that are kept of what a server says before anybody types; and of those, what is shown. */
export const MAX_GREETING = 1024
export const MAX_BANNER = 200
const ESCAPE = 0x1b
const BRACKET = 0x5b

/** What a server says before anybody types, put together from its pieces. */
export class Greeting {
  /** The last line of what was taken: the prompt. */
  prompt = ''
  private text = ''
  private isOver = false

  get isOpen(): boolean {
    return !this.isOver
  }

  add(view: DataView, from: number, to: number): void {
    if (this.isOver) return
    for (let at = from; at < to && this.text.length < MAX_GREETING; at++) {
      const byte = view.getUint8(at)
      if (byte !== 0) this.text += String.fromCharCode(byte)
    }
  }

  /** The whole of it, once: lines in one, without what moves the cursor of a terminal. */
  take(): string {
    const { text } = this
    this.drop()
    this.prompt = withoutControls(text.slice(text.lastIndexOf('\n') + 1)).trim()
    return withoutControls(text).replaceAll(/ {2,}/g, ' ').trim().slice(0, MAX_BANNER)
  }

  drop(): void {
    this.isOver = true
    this.text = ''
  }
}

/** ECMA-48, 5.4: ESC and a bracket, parameters, and a final character of 0x40 to 0x7e. */
function withoutControls(text: string): string {
  let clean = ''
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === ESCAPE && text.charCodeAt(at + 1) === BRACKET) {
      at += 2
      while (at < text.length && text.charCodeAt(at) < 0x40) at++
    } else clean += code < 0x20 || (code >= 0x7f && code < 0xa0) ? ' ' : text.charAt(at)
  }
  return clean
}
