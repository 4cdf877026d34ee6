/** SQL for the SET list of an upsert into `table`: first seen is the earliest, last seen the latest. */
export function mergeTimes(table: string): string {
  return `first_us = min(${table}.first_us, excluded.first_us), last_us = max(${table}.last_us, excluded.last_us)`
}

/**
 * SQL for the SET list of an upsert into `table`: the witness is the one of the smallest time, capture name and frame,
 * so that the order in which captures come does not matter. The tie on time is the usual case, because a run announces
 * the same witness again and again: so names are only looked up when the captures differ.
 */
export function mergeWitness(table: string): string {
  const earlier = earlierWitness(table)
  return WITNESS.map((column) => `${column} = iif(${earlier}, excluded.${column}, ${table}.${column})`).join(', ')
}

/** SQL that is true when the row that comes in has the earlier witness. */
export function earlierWitness(table: string): string {
  return `CASE
    WHEN excluded.witness_us <> ${table}.witness_us THEN excluded.witness_us < ${table}.witness_us
    WHEN excluded.witness_capture = ${table}.witness_capture THEN excluded.witness_frame < ${table}.witness_frame
    ELSE (SELECT (a.name, excluded.witness_frame) < (b.name, ${table}.witness_frame) FROM captures a, captures b
          WHERE a.key = excluded.witness_capture AND b.key = ${table}.witness_capture)
  END`
}

/** SQL for the SET list of an upsert into `table`: counts are increments. */
export function mergeCounts(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(', ')
}

/** SQL that inserts one row, with as many parameters as there are columns. */
export function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
}

const WITNESS = ['witness_capture', 'witness_frame', 'witness_us'] as const
