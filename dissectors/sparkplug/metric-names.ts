/** Aliases that are known by name between one pair of hosts; further ones keep their number. */
export const MAX_NAMES = 4096

/**
 * What births call the metrics that data and commands have the aliases of. Sparkplug 3.0.0, clause 6.4.6: an alias is
 * unique within an edge node, its devices among it.
 */
export class MetricNames {
  private readonly nodes = new Map<string, Map<number, string>>()
  private count = 0

  learn(node: string, alias: number, name: string): void {
    const names = this.nodes.get(node)
    const isNew = !names?.has(alias)
    if (isNew && this.count >= MAX_NAMES) return
    if (isNew) this.count++
    if (names === undefined) this.nodes.set(node, new Map([[alias, name]]))
    else names.set(alias, name)
  }

  nameOf(node: string, alias: number): string | undefined {
    return this.nodes.get(node)?.get(alias)
  }

  /** A node that is born gives its aliases anew. */
  forget(node: string): void {
    this.count -= this.nodes.get(node)?.size ?? 0
    this.nodes.delete(node)
  }
}
