/** A question that cannot be answered as it was asked: which parameter is wrong, and why. */
export class QueryError extends Error {
  readonly parameter: string

  constructor(parameter: string, message: string) {
    super(message)
    this.name = 'QueryError'
    this.parameter = parameter
  }
}
