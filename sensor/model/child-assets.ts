import { assetId } from './asset-id.ts'
import { ofAddresses, ownerOfAddress } from './by-address.ts'
import type { ModuleEntry } from './delta.ts'
import type { AssetEntry, Evidence, PartEntry, Statements } from './evidence.ts'
import { UNKNOWN_CRITICALITY } from './infer-criticality.ts'
import { inferRole } from './infer-role.ts'

/** Modules are children of their host when more than one answers, or the host says that it is a gateway; not those heard by themselves. */
export function childAssets(hosts: readonly AssetEntry[], evidence: Evidence): AssetEntry[] {
  const hostOf = ownerOfAddress(hosts)
  const byHost = new Map<string, ModuleEntry[]>()
  const heard = new Set(hosts.flatMap(({ behind }) => behind.map(nameOf)))
  for (const module of evidence.modules) {
    if (heard.has(nameOf(module))) continue
    const owner = hostOf.get(module.address)
    if (owner === undefined) continue
    const key = `${owner.id} ${module.protocol} ${module.module.split(' ', 1)[0]}`
    const known = byHost.get(key)
    if (known === undefined) byHost.set(key, [module])
    else known.push(module)
  }
  return [...byHost.values()].flatMap((modules) => childrenOf(modules, hostOf, evidence.statements))
}

function childrenOf(
  modules: readonly ModuleEntry[],
  hostOf: ReadonlyMap<number, AssetEntry>,
  statements: Statements,
): AssetEntry[] {
  const answering = modules.filter((each) => each.answers > 0)
  const names = [...new Set(answering.map((each) => each.module))].sort()
  const isGateway = modules.some((each) => each.behindGateway)
  if (names.length < 2 && !(isGateway && names.length > 0)) return []
  const said = new Map([...new Set(answering.map(({ address }) => address))].map((id) => [id, statements.of(id)]))
  return names.map((name) => {
    const own = answering.filter((each) => each.module === name)
    const first = own[0] as ModuleEntry
    const owner = hostOf.get(first.address) as AssetEntry
    const reason = isGateway
      ? `${name} answers through a host that says it is a gateway`
      : `${name} answers beside ${names.length - 1} others`
    const addresses = [...new Set(own.map((each) => each.address))].sort((a, b) => a - b)
    return {
      id: assetId(`${owner.id} ${first.protocol} ${name}`),
      parent: owner.id,
      protocol: first.protocol,
      module: name,
      addresses,
      behind: [],
      outside: owner.outside,
      ...inferRole({
        conduct: [],
        modules: [],
        routes: false,
        statements: ofAddresses(said, addresses).filter(({ module }) => module === name),
        beside: isOfHost(name) ? ofAddresses(said, addresses).filter(({ module }) => module !== name) : [],
      }),
      ...UNKNOWN_CRITICALITY,
      reasons: [reason],
    }
  })
}

function nameOf({ address, protocol, module }: PartEntry): string {
  return `${address} ${protocol} ${module}`
}

/** What a rack or slot says, its host is; what a unit or station behind a host says, it is not. */
export function isOfHost(module: string): boolean {
  return module === '' || /^(rack|slot|port)\b/.test(module)
}
