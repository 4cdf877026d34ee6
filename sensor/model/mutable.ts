/** An entry in the making. */
export type Mutable<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] }
