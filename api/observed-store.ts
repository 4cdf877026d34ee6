import { StorageError } from '../storage/errors.ts'
import { ObservedReader } from '../storage/observed/reader.ts'

/** The observed.db that the API answers from. It may not exist yet, and may be replaced: it is opened when asked. */
export class ObservedStore {
  private readonly directory: string
  private reader: ObservedReader | undefined

  constructor(directory: string) {
    this.directory = directory
  }

  /** Runs `work` on one state of the store; throws a StorageError when there is none that can be read. */
  read<Result>(work: (reader: ObservedReader) => Result): Result {
    if (this.reader?.isCurrent() === false) this.close()
    this.reader ??= new ObservedReader(this.directory)
    const { reader } = this
    try {
      return reader.snapshot(() => work(reader))
    } catch (error) {
      if (error instanceof StorageError) this.close()
      throw error
    }
  }

  close(): void {
    this.reader?.close()
    this.reader = undefined
  }
}
