/** Metrics that are known between one pair of hosts; further ones keep their alias, and have no type of their own. */
export const MAX_NAMES = 4096

/** What a birth says of a metric. `type`: its number in appendix B; 0 where it is not known. */
export interface KnownMetric {
  readonly name: string
  readonly type: number
}

/** Of one edge node. */
interface NodeMetrics {
  readonly byAlias: Map<number, KnownMetric>
  /** Of those without an alias, by device and name. */
  readonly types: Map<string, number>
}

/**
 * What births call the metrics that data and commands have the aliases of, and of which type they are, which data need not
 * say. Sparkplug 3.0.0, clause 6.4.6: an alias is unique within an edge node, its devices among it.
 */
export class MetricNames {
  private readonly nodes = new Map<string, NodeMetrics>()
  private count = 0

  /** `alias`: negative when it has none. */
  learn(node: string, device: string, alias: number, name: string, type: number): void {
    const known = this.nodes.get(node) ?? { byAlias: new Map(), types: new Map() }
    const key = keyOf(device, name)
    const isNew = alias >= 0 ? !known.byAlias.has(alias) : !known.types.has(key)
    if (isNew && this.count >= MAX_NAMES) return
    if (isNew) this.count++
    this.nodes.set(node, known)
    if (alias >= 0) known.byAlias.set(alias, { name, type })
    else known.types.set(key, type)
  }

  ofAlias(node: string, alias: number): KnownMetric | undefined {
    return this.nodes.get(node)?.byAlias.get(alias)
  }

  /** 0 where no birth told it. */
  typeOf(node: string, device: string, name: string): number {
    return this.nodes.get(node)?.types.get(keyOf(device, name)) ?? 0
  }

  /** A node that is born gives its aliases anew. */
  forget(node: string): void {
    const known = this.nodes.get(node)
    if (known === undefined) return
    this.count -= known.byAlias.size + known.types.size
    this.nodes.delete(node)
  }
}

/** No name of a device has a slash in it (clause 4.2). */
function keyOf(device: string, name: string): string {
  return `${device}/${name}`
}
