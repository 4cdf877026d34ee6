import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { ModuleEntry } from './delta.ts'
import type { ConductEntry, StatementEntry } from './evidence.ts'
import { withUnheard } from './presumed-conduct.ts'

/** What is known of an asset when its role is looked for. */
export interface Known {
  readonly conduct: readonly ConductEntry[]
  readonly statements: readonly StatementEntry[]
  /** The parts behind it that answered, and those it says it passes messages on to. */
  readonly modules: readonly ModuleEntry[]
  /** Its MAC carries the IP addresses of others. */
  readonly routes: boolean
  /** What the other parts of its chassis say. */
  readonly beside?: readonly StatementEntry[]
}

/**
 * One condition of a rule, as data. `over` are names of protocols. The keys:
 * `says`: a claim of one of the attributes `as` matches; `by` limits it to protocols.
 * `answers`: as a server it answered, without error, operations of these classes, to so many peers.
 * `asks`: as a client it was answered. `sends`: it published one way to a group. `streams`, `receives`: as the server, or
 * the client, of a conversation in which values are sent unasked.
 * `evenUnheard`: also where refusals, or requests whose answers were not seen, are all that shows it.
 * `parts`: so many parts of this kind answered behind it, by protocols other than `notOver`. `passesOn`: it says that it passes messages on.
 * `beside`: as `says`, of another part of its chassis. `routes`: its MAC carries the IPs of others. `not`: the condition inside does not hold.
 */
export type Condition =
  | { readonly says: RegExp; readonly as: readonly string[]; readonly by?: readonly string[] }
  | { readonly answers: readonly OperationClass[]; readonly over: readonly string[]; readonly evenUnheard?: true }
  | {
      readonly asks: readonly OperationClass[]
      readonly over: readonly string[]
      readonly peers?: number
      /** No more than so many of them for each peer that it asked who it is. */
      readonly fewerThan?: number
      readonly evenUnheard?: true
    }
  | { readonly sends: readonly OperationClass[]; readonly over: readonly string[] }
  | { readonly streams: readonly OperationClass[]; readonly over: readonly string[] }
  | { readonly receives: readonly OperationClass[]; readonly over: readonly string[] }
  | { readonly parts: RegExp; readonly atLeast: number; readonly notOver?: readonly string[] }
  | { readonly beside: RegExp; readonly as: readonly string[] }
  | { readonly passesOn: true }
  | { readonly routes: true }
  | { readonly not: Condition }

/** What a condition found, for the words of the reason. */
export type Findings = Readonly<Record<string, string>>

/** undefined when the condition does not hold. */
export function holds(condition: Condition, known: Known): Findings | undefined {
  if ('says' in condition) return said(condition.says, condition.as, condition.by, known.statements)
  if ('beside' in condition) return said(condition.beside, condition.as, undefined, known.beside ?? [])
  if ('not' in condition) return holds(condition.not, known) === undefined ? {} : undefined
  if ('routes' in condition) return known.routes ? {} : undefined
  if ('passesOn' in condition) return known.modules.some((each) => each.behindGateway) ? {} : undefined
  if ('parts' in condition) return parts(condition.parts, condition.atLeast, condition.notOver ?? [], known)
  if ('sends' in condition) return oneWay('client', condition.sends, condition.over, known)
  if ('streams' in condition) return oneWay('server', condition.streams, condition.over, known)
  if ('receives' in condition) return oneWay('client', condition.receives, condition.over, known)
  const conduct = condition.evenUnheard ? withUnheard(known.conduct) : known.conduct
  if ('answers' in condition) {
    return found(
      conduct.filter(
        (each) => each.side === 'server' && each.succeeded > 0 && isOf(each, condition.over, condition.answers),
      ),
    )
  }
  return asked(condition.asks, condition.over, condition.peers ?? 1, condition.fewerThan, conduct)
}

function oneWay(
  side: ConductEntry['side'],
  classes: readonly OperationClass[],
  over: readonly string[],
  { conduct }: Known,
): Findings | undefined {
  const own = conduct.filter((each) => each.side === side && each.messages > 0 && isOf(each, over, classes))
  return found(own)
}

function said(
  pattern: RegExp,
  attributes: readonly string[],
  by: readonly string[] | undefined,
  statements: readonly StatementEntry[],
): Findings | undefined {
  const matching = statements
    .filter(({ attribute, protocol }) => attributes.includes(attribute) && (by === undefined || by.includes(protocol)))
    .map(({ value }) => value)
    .filter((value) => pattern.test(value))
    .sort()
  const [first] = matching
  return first === undefined ? undefined : { said: first }
}

function parts(kind: RegExp, atLeast: number, notOver: readonly string[], { modules }: Known): Findings | undefined {
  const names = new Set(
    modules
      .filter((each) => each.answers > 0 && kind.test(each.module) && !notOver.includes(each.protocol))
      .map(({ protocol, module }) => `${protocol} ${module}`),
  )
  return names.size < atLeast ? undefined : { parts: String(names.size) }
}

function asked(
  classes: readonly OperationClass[],
  over: readonly string[],
  atLeast: number,
  fewerThan: number | undefined,
  conduct: readonly ConductEntry[],
): Findings | undefined {
  const own = conduct.filter((each) => each.side === 'client' && each.succeeded > 0 && isOf(each, over, classes))
  const peers = Math.max(0, ...own.map((each) => each.peers))
  if (own.length === 0 || peers < atLeast) return undefined
  const count = own.reduce((sum, each) => sum + each.count, 0)
  const identified = Math.max(
    1,
    ...conduct
      .filter((each) => each.side === 'client' && each.class === 'discover' && isOf(each, over, []))
      .map((each) => each.peers),
  )
  if (fewerThan !== undefined && count > fewerThan * identified) return undefined
  return { ...found(own), count: String(count) }
}

/** No classes are all of them. */
function isOf(each: ConductEntry, over: readonly string[], classes: readonly OperationClass[]): boolean {
  return over.includes(each.protocol) && (classes.length === 0 || classes.includes(each.class))
}

function found(entries: readonly ConductEntry[]): Findings | undefined {
  if (entries.length === 0) return undefined
  const texts = (pick: (entry: ConductEntry) => string) => [...new Set(entries.map(pick))].sort().join(', ')
  const peers = Math.max(...entries.map((entry) => entry.peers))
  return {
    protocols: texts(({ protocol }) => protocol),
    classes: texts((entry) => entry.class),
    peers: `${peers} ${peers === 1 ? 'peer' : 'peers'}`,
  }
}
