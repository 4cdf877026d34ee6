import type { ChangeFact, ConversationFact } from './event-evidence.ts'
import { CLASS_TECHNIQUES } from './event-kinds.ts'
import { earliestWitness, type Finding, listed, type OperationOf } from './finding.ts'
import { type Answers, outcomeOf, summaryOf } from './production-words.ts'
import type { Site } from './site.ts'

/** Changes of one class and conversation told one by one; more of them, one after the other, are one event. */
export const MAX_TOLD_CHANGES = 3
/** Changes with less than this between them come one after the other. */
export const WORK_US = 600_000_000

/** Operations that change production, as they were told by the sensor: a download of a hundred parts is one event. */
export function findProductionChanges(site: Site): Finding[] {
  const groups = new Map<string, ChangeFact[]>()
  for (const change of withoutAnsweredElsewhere(site)) {
    const key = `${change.conversation} ${change.class}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [change])
    else group.push(change)
  }
  return [...groups.values()].flatMap((group) => {
    const over = site.conversations.get(group[0]?.conversation ?? -1)
    return over === undefined ? [] : worksOf(group).flatMap((work) => told(work, over, site))
  })
}

/**
 * What was asked of a group is answered in another conversation, by whoever did it (MELSOFT), or comes back to the same
 * device (EtherCAT): then that one tells it, and the question is no attempt in vain.
 */
function withoutAnsweredElsewhere(site: Site): readonly ChangeFact[] {
  const { changes } = site.evidence
  const deedOf = (change: ChangeFact) => {
    const { client, protocol } = site.conversations.get(change.conversation) as ConversationFact
    const asker = site.assetOf(client)?.id ?? client
    return [asker, protocol, change.function, change.class, change.module, change.actsOn].join('|')
  }
  const known = changes.filter(({ conversation }) => site.conversations.has(conversation))
  const answered = new Set(known.filter(({ accepted, refused }) => accepted + refused > 0).map(deedOf))
  return known.filter((change) => {
    const isUnanswered = change.accepted + change.refused === 0
    const { server } = site.conversations.get(change.conversation) as ConversationFact
    return !(isUnanswered && site.isGroup(server) && answered.has(deedOf(change)))
  })
}

function worksOf(changes: readonly ChangeFact[]): ChangeFact[][] {
  const works: ChangeFact[][] = []
  for (const change of changes.toSorted((a, b) => a.firstUs - b.firstUs || (keyOf(a) < keyOf(b) ? -1 : 1))) {
    const work = works.at(-1)
    const before = work?.at(-1)
    if (before !== undefined && change.firstUs - before.firstUs <= WORK_US) work?.push(change)
    else works.push([change])
  }
  return works
}

function told(work: readonly ChangeFact[], over: ConversationFact, site: Site): Finding[] {
  if (work.length <= MAX_TOLD_CHANGES) return work.map((change) => changeOf([change], over, site))
  return [changeOf(work, over, site)]
}

function changeOf(work: readonly ChangeFact[], over: ConversationFact, site: Site): Finding {
  const first = work[0] as ChangeFact
  const { client, server, protocol } = over
  const { severity, technique } = CLASS_TECHNIQUES[first.class]
  const isToGroup = site.isGroup(server)
  const operation = operationOf(work, isToGroup)
  const parties = [site.place(client), site.place(server), protocol, over.transport, over.port]
  const names = [...new Set(work.map(({ functionName }) => functionName))]
  const modules = [...new Set(work.map(({ module }) => module).filter((module) => module !== ''))]
  return {
    kind: 'production-change',
    key: [...parties, keyOf(first), ...(work.length > 1 ? ['and more'] : [])].join('|'),
    severity: site.isOutside(client) ? 'high' : severity,
    technique,
    summary: summaryOf({
      clientRole: site.assetOf(client)?.role ?? '',
      clientAddress: site.value(client),
      serverRole: site.assetOf(server)?.role ?? '',
      serverAddress: site.value(server),
      protocol,
      functionName: listed(names),
      class: first.class,
      module: listed(modules),
      target: operation.target,
      isToGroup,
      outcome: operation.outcome,
    }),
    count: work.reduce((all, change) => all + Math.max(sentOf(change), change.accepted + change.refused), 0),
    client,
    server,
    over,
    operation,
    firstUs: first.firstUs,
    lastUs: Math.max(...work.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(work.map(({ witness }) => witness)),
  }
}

/** One operation for all: what they have in common, and their sums. */
function operationOf(work: readonly ChangeFact[], isToGroup: boolean): OperationOf {
  const [first] = work as [ChangeFact]
  const sum = (count: keyof Answers) => work.reduce((all, change) => all + change[count], 0)
  const answers = {
    requests: sum('requests'),
    announced: sum('announced'),
    accepted: sum('accepted'),
    refused: sum('refused'),
  }
  const common = (column: 'function' | 'functionName' | 'module') =>
    work.every((change) => change[column] === first[column]) ? first[column] : ''
  return {
    function: common('function'),
    functionName: common('functionName'),
    class: first.class,
    module: common('module'),
    target: first.target,
    requests: work.reduce((all, change) => all + sentOf(change), 0),
    accepted: answers.accepted,
    refused: answers.refused,
    outcome: outcomeOf(answers, isToGroup),
  }
}

/** What is announced of an operation that was asked for is what became of it, and is not sent again. */
function sentOf({ requests, announced }: ChangeFact): number {
  return requests > 0 ? requests : announced
}

function keyOf({ function: code, class: operationClass, module, actsOn, spellUs }: ChangeFact): string {
  return [code, operationClass, module, spellUs, ...(actsOn === '' ? [] : [actsOn])].join('|')
}
