/** Texts that are remembered; when there are more, all are forgotten, and those in use are only kept several times. */
export const MAX_SHARED_TEXTS = 1 << 12

const texts = new Map<string, string>()

/** The same text, as the one string that all who say it keep: a hundred connections that poll one register share its name. */
export function sharedText(text: string): string {
  if (text === '') return text
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MAX_SHARED_TEXTS) texts.clear()
  texts.set(text, text)
  return text
}
