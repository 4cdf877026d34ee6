import type { Dissector } from '../../dissectors/kit/dissector.ts'

/** The texts of `function` and `functionName` for a dissector's codes, each asked for once. */
export class FunctionWords {
  private readonly known = new Map<string, { readonly function: string; readonly name: string }>()

  of(dissector: Dissector, code: number): { readonly function: string; readonly name: string } {
    const key = `${dissector.name} ${code}`
    let words = this.known.get(key)
    if (words === undefined) {
      words = dissector.describe(code)
      this.known.set(key, words)
    }
    return words
  }
}
