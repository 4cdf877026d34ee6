import { CLASS_TECHNIQUES } from './event-kinds.ts'
import type { Finding } from './finding.ts'
import { summaryOf } from './production-words.ts'
import type { Site } from './site.ts'

/** Operations that change production, as they were told by the sensor. */
export function findProductionChanges(site: Site): Finding[] {
  return site.evidence.changes.flatMap((change): Finding[] => {
    const over = site.conversations.get(change.conversation)
    if (over === undefined) return []
    const { client, server, protocol } = over
    const { severity, technique } = CLASS_TECHNIQUES[change.class]
    const { function: code, module, spellUs } = change
    const parties = [site.place(client), site.place(server), protocol, over.transport, over.port]
    return [
      {
        kind: 'production-change',
        key: [...parties, code, change.class, module, spellUs].join('|'),
        severity: site.isOutside(client) ? 'high' : severity,
        technique,
        summary: summaryOf({
          clientRole: site.assetOf(client)?.role ?? '',
          clientAddress: site.value(client),
          serverRole: site.assetOf(server)?.role ?? '',
          serverAddress: site.value(server),
          protocol,
          functionName: change.functionName,
          class: change.class,
          module,
          accepted: change.accepted,
          refused: change.refused,
        }),
        count: Math.max(change.requests, change.accepted + change.refused),
        client,
        server,
        over,
        operation: change,
        firstUs: change.firstUs,
        lastUs: change.lastUs,
        witness: change.witness,
      },
    ]
  })
}
