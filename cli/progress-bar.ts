import { basename } from 'node:path'

const WIDTH = 30
const MIN_INTERVAL_MS = 100

/** One line on standard error that says how far a replay has come; nothing when that is no terminal. */
export class ProgressBar {
  private shownMs = 0
  private visible = false

  show(file: string, done: number, all: number, frames: number): void {
    const now = performance.now()
    if (!process.stderr.isTTY || now - this.shownMs < MIN_INTERVAL_MS) return
    this.shownMs = now
    this.visible = true
    const share = all === 0 ? 1 : Math.min(1, done / all)
    const full = Math.round(share * WIDTH)
    const bar = '#'.repeat(full) + '.'.repeat(WIDTH - full)
    const percent = `${Math.floor(share * 100)}`.padStart(3)
    process.stderr.write(`\r\u001b[K[${bar}] ${percent} % ${frames.toLocaleString('en')} frames ${basename(file)}`)
  }

  clear(): void {
    if (this.visible) process.stderr.write('\r\u001b[K')
    this.visible = false
  }
}
