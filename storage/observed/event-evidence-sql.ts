import { KEPT_HOURS_US } from './activity-widths.ts'
import { SPAN_ANCHOR } from './point-store.ts'

/** What an operation must come later than its conversation to count as later, in microseconds. */
const LATER_US = 60_000_000
/** Silence shorter than this is not even looked at. */
const SILENCE_US = 60_000_000
/** Fewer distinct targets than this are no sweep. */
const SWEPT_TARGETS = 64
/** Fewer malformed messages of one conversation than this are not looked at. */
const MALFORMED = 50

/** Who sends more packets of a connection than this said something by them. */
const FEW_PACKETS = 32

/** Later than any time. */
const NEVER_US = Number.MAX_SAFE_INTEGER

/** Told as changes of production already, or part of every connection. */
const OTHERWISE_TOLD = `'write', 'control', 'configure', 'download', 'mode', 'firmware', 'session'`

/** The witness of a row of a table. */
function witnessOf(table: string): string {
  return `${table}.witness_capture AS capture, k.name AS captureName, ${table}.witness_frame AS frame,
  ${table}.witness_us AS timeUs`
}

/** A conversation `v` in words that do not depend on when it was stored. */
const CONVERSATION_PLACE = `
JOIN addresses c ON c.key = v.client JOIN segments cg ON cg.key = c.segment
JOIN addresses s ON s.key = v.server JOIN segments sg ON sg.key = s.segment`
const CONVERSATION_ORDER = 'cg.tap, cg.vlan, c.value, sg.tap, sg.vlan, s.value, v.protocol, v.transport, v.port'

export const CAPTURE_SPANS = `
SELECT first_us AS firstUs, last_us AS lastUs, format = 'live' AS isLive FROM captures
WHERE first_us IS NOT NULL AND last_us IS NOT NULL ORDER BY first_us, last_us, name`

/** Minutes in which something was seen, with less than this between them, are one spell of watching. */
const SEAM_US = 300_000_000

/** What is too old to be kept is left out here too: when it is removed depends on the order of captures. */
export const WATCHED_SPELLS = `
SELECT min(start_us) AS firstUs, max(start_us) + 60000000 AS lastUs FROM (
  SELECT start_us, sum(isFirst) OVER (ORDER BY start_us) AS spell FROM (
    SELECT start_us, start_us - lag(start_us, 1, 0) OVER (ORDER BY start_us) > ${SEAM_US} AS isFirst
    FROM watched_minutes
    WHERE start_us >= (SELECT max(last_us) FROM captures) - ${KEPT_HOURS_US}))
GROUP BY spell ORDER BY firstUs`

export const CONVERSATION_FACTS = `
SELECT v.key AS id, v.client, v.server, v.protocol, v.transport, v.port, v.identified_by > 0 AS isIdentified,
  v.packets_to_server AS packetsToServer, v.packets_to_client AS packetsToClient,
  iif(v.identified_by > 0 AND v.transport = 'tcp' AND v.packets_to_client BETWEEN 1 AND ${FEW_PACKETS},
    (SELECT total(o.requests) > 0 AND total(o.responses + o.messages) = 0 FROM operations o WHERE o.conversation = v.key),
    0) AS isOnlyAsked, v.first_us AS firstUs, v.last_us AS lastUs, ${witnessOf('v')}
FROM conversations v ${CONVERSATION_PLACE} JOIN captures k ON k.key = v.witness_capture
ORDER BY ${CONVERSATION_ORDER}`

export const CHANGE_FACTS = `
SELECT e.conversation, e.function, e.function_name AS functionName, e.class, e.module, e.acts_on AS actsOn,
  e.target, e.spell_us AS spellUs, e.requests, e.announced, e.accepted, e.refused, e.first_us AS firstUs, e.last_us AS lastUs, ${witnessOf('e')}
FROM changes e JOIN conversations v ON v.key = e.conversation ${CONVERSATION_PLACE}
JOIN captures k ON k.key = e.witness_capture
ORDER BY ${CONVERSATION_ORDER}, e.function, e.class, e.module, e.acts_on, e.spell_us`

// In a group with min() alone SQLite takes the other columns from the row that has the least: lang_select.html, 2.5.
export const LATER_FUNCTIONS = `
SELECT f.*, k.name AS captureName,
  (SELECT min(x.first_us) FROM operations x WHERE x.conversation = f.conversation AND x.class = f.class) AS classFirstUs,
  (SELECT max(x.last_us) FROM operations x
   WHERE x.conversation = f.conversation AND x.function = f.function AND x.class = f.class) AS lastUs
FROM (
  SELECT o.conversation, o.function, o.function_name AS functionName, o.class, sum(o.requests + o.messages) AS count,
    min(o.first_us) AS firstUs, o.witness_capture AS capture, o.witness_frame AS frame, o.witness_us AS timeUs
  FROM operations o JOIN conversations v ON v.key = o.conversation
  WHERE o.first_us >= v.first_us + ${LATER_US} AND o.class NOT IN (${OTHERWISE_TOLD}) AND NOT EXISTS (
    SELECT 1 FROM operations x WHERE x.conversation = o.conversation AND x.function = o.function
    AND x.class = o.class AND x.first_us < v.first_us + ${LATER_US})
  GROUP BY o.conversation, o.function, o.class
) f JOIN captures k ON k.key = f.capture
JOIN conversations v ON v.key = f.conversation ${CONVERSATION_PLACE}
ORDER BY ${CONVERSATION_ORDER}, f.function, f.class`

export const SWEEPS = `
SELECT f.*, k.name AS captureName,
  (SELECT max(x.first_us) FROM operations x
   WHERE x.conversation = f.conversation AND x.function = f.function AND x.class = f.class) AS lastNewUs,
  (SELECT max(x.last_us) FROM operations x
   WHERE x.conversation = f.conversation AND x.function = f.function AND x.class = f.class) AS lastUs
FROM (
  SELECT o.conversation, o.function, o.function_name AS functionName, o.class, count(*) AS targets,
    sum(o.requests) AS requests, sum(o.errors) AS errors, min(o.first_us) AS firstUs,
    o.witness_capture AS capture, o.witness_frame AS frame, o.witness_us AS timeUs
  FROM operations o WHERE o.requests > 0 AND o.class NOT IN (${OTHERWISE_TOLD})
  GROUP BY o.conversation, o.function, o.class HAVING count(*) >= ${SWEPT_TARGETS}
) f JOIN captures k ON k.key = f.capture
JOIN conversations v ON v.key = f.conversation ${CONVERSATION_PLACE}
ORDER BY ${CONVERSATION_ORDER}, f.function, f.class`

/** Classes in which points are set. */
const SETTING = `'write', 'control', 'configure'`

/**
 * Who uses the points of which somebody, not refused, became a writer later than a minute after the site began. Most sites
 * have few of these, so that the others are not looked at.
 */
export const POINT_USES = `
WITH late AS MATERIALIZED (
  SELECT DISTINCT v.server, v.protocol, o.module, p.name
  FROM operations o JOIN conversations v ON v.key = o.conversation JOIN points p ON p.operation = o.key
  WHERE o.class IN (${SETTING}) AND o.requests > o.errors AND p.writes = 1 AND p.anchor <> ${SPAN_ANCHOR}
    AND o.first_us >= (SELECT min(first_us) FROM captures) + ${LATER_US}
), setting AS MATERIALIZED (
  SELECT conversation, min(first_us) AS sinceUs FROM operations
  WHERE class IN (${SETTING}) AND requests > errors GROUP BY conversation
)
SELECT o.conversation, v.client, v.server, v.protocol, o.module, p.name, p.low, p.high,
  p.anchor = ${SPAN_ANCHOR} AS isSpan, p.writes, o.first_us AS firstUs, o.last_us AS lastUs,
  coalesce(t.sinceUs, ${NEVER_US}) AS writesSinceUs, ${witnessOf('o')}
FROM late l JOIN conversations v ON v.server = l.server AND v.protocol = l.protocol
JOIN operations o ON o.conversation = v.key AND o.module = l.module
JOIN points p ON p.operation = o.key AND p.name = l.name ${CONVERSATION_PLACE}
JOIN captures k ON k.key = o.witness_capture LEFT JOIN setting t ON t.conversation = o.conversation
WHERE p.writes = 0 OR (o.class IN (${SETTING}) AND o.requests > o.errors)
ORDER BY ${CONVERSATION_ORDER}, o.function, o.class, o.module, o.target, p.name, p.writes, p.anchor`

/** What was said twice in different words; how people signed in; who serves, and who is a router by IPv6. */
export const CLAIM_FACTS = `
SELECT c.address, c.module, c.attribute, c.value, c.protocol, c.message, c.count, c.first_us AS firstUs,
  c.last_us AS lastUs, ${witnessOf('c')}
FROM claims c JOIN addresses a ON a.key = c.address JOIN segments g ON g.key = a.segment
JOIN captures k ON k.key = c.witness_capture
WHERE c.attribute = 'clear-text-credentials' OR (c.attribute = 'role' AND (c.value LIKE '% server' OR c.value = 'PTP grandmaster'
    OR (c.value = 'router' AND c.protocol = 'icmpv6')))
  OR (c.attribute = 'user' AND (c.protocol, c.message) IN
    (SELECT protocol, message FROM claims WHERE attribute = 'clear-text-credentials'))
  OR (c.attribute IN ('mode', 'key-switch', 'firmware', 'serial', 'order-number', 'model', 'configuration-revision',
      'name')
    AND EXISTS (SELECT 1 FROM claims x WHERE x.address = c.address AND x.module = c.module
      AND x.attribute = c.attribute AND x.protocol = c.protocol AND x.message = c.message AND x.value <> c.value))
ORDER BY g.tap, g.vlan, a.value, c.module, c.attribute, c.protocol, c.message, c.first_us, c.value`

export const MALFORMED_COUNTS = `
SELECT r.conversation, sum(r.count) AS count
FROM coverage r JOIN conversations v ON v.key = r.conversation ${CONVERSATION_PLACE}
WHERE r.measure = 'malformed' GROUP BY r.conversation HAVING sum(r.count) >= ${MALFORMED}
ORDER BY ${CONVERSATION_ORDER}`

export const SILENT_OPERATIONS = `
SELECT o.conversation, o.function_name AS functionName, o.class, o.target, o.gaps AS gapsText,
  o.longest_gap_us AS longestGapUs, o.requests + o.messages AS arrivals, o.last_us AS operationLastUs, q.lastUs
FROM (
  SELECT conversation, max(last_us) AS lastUs FROM operations GROUP BY conversation
  HAVING max(last_us) <= (SELECT max(last_us) FROM captures) - ${SILENCE_US}
) q JOIN operations o ON o.conversation = q.conversation
JOIN conversations v ON v.key = o.conversation ${CONVERSATION_PLACE}
WHERE o.gaps <> ''
ORDER BY ${CONVERSATION_ORDER}, o.function, o.class, o.module, o.target`

/** All that has a rhythm in conversations of which something paused for a while. */
export const PAUSED_OPERATIONS = `
SELECT o.conversation, o.function_name AS functionName, o.class, o.target, o.gaps AS gapsText,
  o.longest_gap_us AS longestGapUs, o.requests + o.messages AS arrivals, o.longest_gap_from_us AS lastUs
FROM operations o JOIN conversations v ON v.key = o.conversation ${CONVERSATION_PLACE}
WHERE o.gaps <> '' AND o.conversation IN
  (SELECT conversation FROM operations WHERE longest_gap_us >= ${SILENCE_US})
ORDER BY ${CONVERSATION_ORDER}, o.function, o.class, o.module, o.target`

/** An outage that reaches the last word of the last sensor on its interface lasts, unless that one was told to stop. */
export const OUTAGES = `
SELECT o.interface, o.cause, o.times, o.blind_us AS blindUs, o.since_us AS firstUs, o.until_us AS lastUs,
  n.ending <> 'stopped' AND o.since_us >= n.since_us AND o.until_us >= n.until_us AS lasts
FROM outages o JOIN sensors n ON n.key = (SELECT max(x.key) FROM sensors x WHERE x.interface = o.interface)
ORDER BY o.since_us, o.interface`

export const LOSSES = `
SELECT interface, sum(kernel_drops + interface_drops) AS lost, min(since_us) AS firstUs, max(until_us) AS lastUs
FROM sensors GROUP BY interface HAVING sum(kernel_drops + interface_drops) > 0 ORDER BY interface`

const REFUSED = 'coalesce(refused_now, refused_at_start, 0) - coalesce(refused_at_start, 0)'
export const TRANSMISSIONS = `
SELECT interface, sent_now - sent_at_start AS sent, ${REFUSED} AS refused, ending = 'interface sent' AS stopped,
  since_us AS firstUs, until_us AS lastUs
FROM sensors WHERE sent_now <> sent_at_start OR ${REFUSED} <> 0 ORDER BY since_us, interface`

export const REGROUPINGS = `
SELECT kind, kept, other, kept_address AS keptAddress, other_address AS otherAddress, times, first_us AS firstUs,
  last_us AS lastUs
FROM regroupings ORDER BY first_us, kind, kept, other`
