/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), the wide forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const GUARDED = /^'(?=[=+\-@\t\r\n＝＋－＠])/

/** A text that a spreadsheet takes for what it is: with an apostrophe before what would be a formula. */
export function toSpreadsheet(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text that `toSpreadsheet` was given, whether or not a spreadsheet has taken the apostrophe off. */
export function fromSpreadsheet(text: string): string {
  return text.replace(GUARDED, '')
}
