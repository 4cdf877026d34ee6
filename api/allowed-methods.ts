/** Which methods each path takes, as the routes were made. */
export class AllowedMethods {
  private readonly byPattern = new Map<string, Set<string>>()

  /** Notes a route: '/api/v1/events/:id/state', 'PUT'. */
  add(pattern: string, methods: string | readonly string[]): void {
    const known = this.byPattern.get(pattern) ?? new Set()
    for (const method of [methods].flat()) known.add(method)
    this.byPattern.set(pattern, known)
  }

  /** What can be done at a path; reading where there is nothing. */
  at(path: string): string[] {
    const found = [...this.byPattern]
      .filter(([pattern]) => isMatch(pattern, path))
      .flatMap(([, methods]) => [...methods])
    return found.length === 0 ? ['GET', 'HEAD'] : found.sort()
  }
}

function isMatch(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith(':') || part === given[at])
}
