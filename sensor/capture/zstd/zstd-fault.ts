/** Data that breaks RFC 8878; the message says how, for a person. */
export class ZstdFault extends Error {
  override readonly name = 'ZstdFault'
}
