/** How one list of the truth is read: lists are objects of address, or of address and field, to texts. */
export interface TruthList {
  readonly section: string
  /** '' where the section itself is the list: those of the truth's `identity`. */
  readonly list: string
  readonly protocols: readonly string[]
  /** Whose the strings are: the sender's unless it says otherwise; '' for anybody's. */
  readonly of?: (key: string) => string
  /** The claim may say more than the string: the other lines of a text, the other fields of a name. */
  readonly within?: true
  readonly read: (key: string, text: string) => readonly (readonly [attributes: string, value: string])[]
}

/** 'address field' keys: the attributes that each field counts as. */
export function keyed(names: Readonly<Record<string, string>>, key: string, text: string) {
  const attributes = names[key.slice(key.lastIndexOf(' ') + 1)]
  return attributes === undefined ? [] : [[attributes, text] as const]
}

/** The `list` of those that are read from the printable text of what tshark does not dissect. */
export const UNDISSECTED = 'undissected'
