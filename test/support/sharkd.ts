import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

interface Answer {
  readonly id: number
  readonly result?: unknown
}

/** Wireshark's engine as a daemon (JSON-RPC 2.0, a line each): one start for many captures, where tshark takes a second each. */
export class Sharkd {
  private readonly child: ChildProcessWithoutNullStreams
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>()
  private asked = 0
  private loaded = ''
  private isOver = false

  constructor() {
    this.child = spawn('sharkd', ['-'])
    this.child.stderr.resume()
    this.child.stdin.on('error', () => this.end())
    this.child.on('error', () => this.end())
    this.child.on('exit', () => this.end())
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer
      this.waiting.get(answer.id)?.(answer)
      this.waiting.delete(answer.id)
    })
  }

  /** How many frames of a capture a display filter finds; undefined when there is no sharkd, or it does not say. */
  async count(file: string, filter: string): Promise<number | undefined> {
    if (file !== this.loaded) await this.ask('load', { file })
    this.loaded = file
    // It remembers what a filter found by its text, in captures loaded before too: so each has a text of its own.
    const answer = await this.ask('frames', { filter: filter + ' '.repeat(this.asked) })
    return Array.isArray(answer?.result) ? answer.result.length : undefined
  }

  stop(): void {
    this.child.kill()
  }

  private async ask(method: string, params: object): Promise<Answer | undefined> {
    if (this.isOver) return undefined
    const id = ++this.asked
    return await new Promise((resolve) => {
      this.waiting.set(id, resolve)
      this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  }

  private end(): void {
    this.isOver = true
    for (const resolve of this.waiting.values()) resolve(undefined)
    this.waiting.clear()
  }
}
