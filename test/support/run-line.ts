import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import type { AddressEntry, ConversationEntry, Delta, OperationEntry } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'

export interface LineRun {
  readonly line: Line
  readonly delta: Delta
  /** The address of an endpoint number. */
  readonly address: (id: number) => string
  readonly conversation: (id: number) => ConversationEntry
}

/** Runs a capture file through the whole line, in one piece. */
export function runCapture(path: string, registry: readonly Dissector[] = dissectors): LineRun {
  const line = new Line(registry)
  const source = new FileSource(path)
  line.beginCapture(1, source.format.taps)
  for (let batch = source.next(); batch !== undefined; batch = source.next()) line.packets(batch)
  source.close()
  return { line, ...lookUps(line.endCapture(source.format.lostByCapture).delta) }
}

export function lookUps(delta: Delta): Omit<LineRun, 'line'> {
  const addresses = new Map(delta.addresses.map((entry): [number, AddressEntry] => [entry.id, entry]))
  const conversations = new Map(delta.conversations.map((entry): [number, ConversationEntry] => [entry.id, entry]))
  return {
    delta,
    address: (id) => addresses.get(id)?.value ?? `address ${id}`,
    conversation: (id) => conversations.get(id) as ConversationEntry,
  }
}

/** Sums of a protocol's operations per function: requests, responses (errors among them), errors, one-way messages. */
export function sumsByFunction({ delta, conversation }: LineRun, protocol: string): Record<string, readonly number[]> {
  const sums: Record<string, number[]> = {}
  for (const operation of delta.operations) {
    if (conversation(operation.conversation).protocol !== protocol) continue
    const row = sums[operation.function] ?? [0, 0, 0, 0]
    sums[operation.function] = row
    countsOf(operation).forEach((count, i) => {
      row[i] = (row[i] as number) + count
    })
  }
  return sums
}

function countsOf({ requests, responses, errors, messages }: OperationEntry): number[] {
  return [requests, responses, errors, messages]
}
