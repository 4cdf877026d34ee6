import type { Credential, Identity, Session, Topology } from '../../dissectors/kit/observation.ts'
import { publicUrl } from '../../dissectors/kit/public-url.ts'
import { addressText } from '../flow/address-text.ts'
import type { Conversation } from './conversation.ts'
import type { Witness } from './delta.ts'
import type { Inventory } from './inventory.ts'

/* What dissectors say of somebody, as claims. */

/** A message stated who somebody is. */
export function stateIdentity(inventory: Inventory, over: Conversation, identity: Identity, witness: Witness): void {
  const subject = inventory.subjectOf(over, identity.of, identity.about)
  if (subject === undefined) return
  for (const [attribute, value] of Object.entries(identity.facts)) {
    // The one place that all of them pass: whatever a dissector says, no key in an address is kept.
    const text = attribute === 'url' ? publicUrl(value.trim()) : value.trim()
    if (text === '') continue
    inventory.claim(subject, identity.module, attribute, text, over.protocol, identity.message, 'stated', witness)
  }
  inventory.sight(subject, witness.timeUs, witness.timeUs, witness.frame)
}

/** A message told what is next to its sender, or by whom a side sets its clock. */
export function stateRelation(inventory: Inventory, over: Conversation, topology: Topology, witness: Witness): void {
  const { relation, of, other } = topology
  const subject = inventory.subjectOf(over, of, '')
  if (subject === undefined) return
  const isTime = relation === 'takes-time-from'
  const otherSide = inventory.subjectOf(over, of === 'client' ? 'server' : 'client', '')
  const value = other !== '' || !isTime || otherSide === undefined ? other : addressText(inventory.endpoints, otherSide)
  const [attribute, message] = isTime ? ['time-source', 'time'] : ['neighbour', 'neighbour']
  if (value !== '') inventory.claim(subject, '', attribute, value, over.protocol, message, 'stated', witness)
}

/** A session began or was refused: who asked, and how it is protected. */
export function stateSession(inventory: Inventory, over: Conversation, session: Session, witness: Witness): void {
  const { client, server, protocol } = over
  if (session.state === 'closed') return
  const message = `session ${session.state}`
  if (session.user !== '') inventory.claim(client, '', 'user', session.user, protocol, message, 'stated', witness)
  if (session.security === 'unknown') return
  inventory.claim(server, '', 'session-security', session.security, protocol, message, 'stated', witness)
}

/** An account was used; on the server, whether what proves it could be read on the way. */
export function stateCredential(inventory: Inventory, over: Conversation, said: Credential, witness: Witness): void {
  const { of, method, account, protection } = said
  const { client, server, protocol } = over
  const owner = of === 'client' ? client : server
  if (account !== '') inventory.claim(owner, '', 'user', account, protocol, method, 'stated', witness)
  if (protection === 'clear') {
    // What is sent to a group is the sender's own way to sign in.
    const holder = inventory.isGroup(server) ? client : server
    inventory.claim(holder, '', 'clear-text-credentials', method, protocol, method, 'stated', witness)
  }
}
