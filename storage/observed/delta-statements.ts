import type Database from 'better-sqlite3'
import { mergeGaps } from './gap-bins.ts'
import { earlierWitness, insertInto, mergeCounts, mergeTimes, mergeWitness } from './merge-sql.ts'

/** The statements that merge each kind of entry by its natural key, prepared once for the life of the connection. */
export interface DeltaStatements {
  readonly segment: Database.Statement
  readonly address: Database.Statement
  readonly addressAgain: Database.Statement
  readonly binding: Database.Statement
  readonly module: Database.Statement
  readonly conversation: Database.Statement
  readonly operation: Database.Statement
  readonly change: Database.Statement
  readonly coverage: Database.Statement
  readonly fault: Database.Statement
}

/** Prepares the statements that `applyDelta` runs. */
export function prepareDeltaStatements(database: Database.Database): DeltaStatements {
  database.function('merge_gaps', { deterministic: true }, (stored, added) => mergeGaps(String(stored), String(added)))
  return {
    segment: database.prepare(SEGMENT).pluck(),
    address: database.prepare(ADDRESS).pluck(),
    addressAgain: database.prepare(ADDRESS_AGAIN),
    binding: database.prepare(BINDING),
    module: database.prepare(MODULE),
    conversation: database.prepare(CONVERSATION).pluck(),
    operation: database.prepare(OPERATION),
    change: database.prepare(CHANGE),
    coverage: database.prepare(COVERAGE),
    fault: database.prepare(FAULT),
  }
}

const TIMES = ['first_us', 'last_us'] as const
const WITNESS = ['witness_capture', 'witness_frame', 'witness_us'] as const

const SEGMENT = `${insertInto('segments', ['tap', 'vlan'])}
  ON CONFLICT (tap, vlan) DO UPDATE SET tap = excluded.tap RETURNING key`

const ADDRESS = `${insertInto('addresses', ['segment', 'kind', 'value', 'is_group', ...TIMES])}
  ON CONFLICT (segment, value) DO UPDATE SET
    is_group = min(addresses.is_group, excluded.is_group), ${mergeTimes('addresses')} RETURNING key`

const ADDRESS_AGAIN = `UPDATE addresses SET is_group = min(is_group, ?), first_us = min(first_us, ?),
  last_us = max(last_us, ?) WHERE key = ?`

const BINDING = `${insertInto('bindings', ['mac', 'ip', 'stated', 'carried', 'hops', ...TIMES, ...WITNESS])}
  ON CONFLICT (mac, ip) DO UPDATE SET ${mergeCounts('bindings', ['stated', 'carried'])},
    hops = min(bindings.hops, excluded.hops), ${mergeTimes('bindings')}, ${mergeWitness('bindings')}`

const MODULE = `${insertInto('modules', ['address', 'protocol', 'module', 'answers', 'behind_gateway', ...TIMES])}
  ON CONFLICT (address, protocol, module) DO UPDATE SET ${mergeCounts('modules', ['answers'])},
    behind_gateway = max(modules.behind_gateway, excluded.behind_gateway), ${mergeTimes('modules')}`

const CONVERSATION_KEY = ['client', 'server', 'protocol', 'transport', 'port'] as const
const TRAFFIC = ['packets_to_server', 'packets_to_client', 'bytes_to_server', 'bytes_to_client'] as const
const CONVERSATION = `${insertInto('conversations', [
  ...CONVERSATION_KEY,
  'identified_by',
  ...TRAFFIC,
  ...TIMES,
  ...WITNESS,
])}
  ON CONFLICT (${CONVERSATION_KEY.join(', ')}) DO UPDATE SET
    identified_by = max(conversations.identified_by, excluded.identified_by),
    ${mergeCounts('conversations', TRAFFIC)}, ${mergeTimes('conversations')}, ${mergeWitness('conversations')}
  RETURNING key`

const OPERATION_KEY = ['conversation', 'function', 'class', 'module', 'target'] as const
const ANSWERS = ['requests', 'responses', 'errors', 'messages'] as const
// The name is not part of the key: should two versions of a dissector name a function differently, the choice between
// them must not depend on which came first.
const OPERATION = `${insertInto('operations', [
  ...OPERATION_KEY,
  'function_name',
  ...ANSWERS,
  'gaps',
  'longest_gap_us',
  'longest_gap_from_us',
  ...TIMES,
  ...WITNESS,
])}
  ON CONFLICT (${OPERATION_KEY.join(', ')}) DO UPDATE SET
    function_name = min(operations.function_name, excluded.function_name),
    ${mergeCounts('operations', ANSWERS)},
    gaps = iif(excluded.gaps = '', operations.gaps, merge_gaps(operations.gaps, excluded.gaps)),
    longest_gap_from_us = CASE
      WHEN excluded.longest_gap_us > operations.longest_gap_us THEN excluded.longest_gap_from_us
      WHEN excluded.longest_gap_us < operations.longest_gap_us THEN operations.longest_gap_from_us
      ELSE min(operations.longest_gap_from_us, excluded.longest_gap_from_us) END,
    longest_gap_us = max(operations.longest_gap_us, excluded.longest_gap_us), ${mergeTimes('operations')}, ${mergeWitness('operations')}`

const CHANGE_KEY = ['kind', 'conversation', 'function', 'class', 'module', 'acts_on', 'spell_us'] as const
const OUTCOMES = ['requests', 'announced', 'accepted', 'refused'] as const
const CHANGE = `${insertInto('changes', [...CHANGE_KEY, 'function_name', 'target', ...OUTCOMES, ...TIMES, ...WITNESS])}
  ON CONFLICT (${CHANGE_KEY.join(', ')}) DO UPDATE SET
    function_name = min(changes.function_name, excluded.function_name),
    target = iif(${earlierWitness('changes')}, excluded.target, changes.target),
    ${mergeCounts('changes', OUTCOMES)}, ${mergeTimes('changes')}, ${mergeWitness('changes')}`

const COVERAGE = `${insertInto('coverage', ['conversation', 'measure', 'detail', 'count'])}
  ON CONFLICT (conversation, measure, detail) DO UPDATE SET ${mergeCounts('coverage', ['count'])}`

const FAULT = `${insertInto('faults', ['protocol', 'reason', 'message_hex', 'count', ...WITNESS])}
  ON CONFLICT (protocol, reason) DO UPDATE SET ${mergeCounts('faults', ['count'])},
    message_hex = iif(${earlierWitness('faults')}, excluded.message_hex, faults.message_hex), ${mergeWitness('faults')}`
