/** One row of an export or of a list of the API: flat, in camelCase, times as text. */
export type Row = Readonly<Record<string, Scalar>>

export type Scalar = string | number | boolean | null
