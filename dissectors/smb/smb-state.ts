import { RpcAssociation } from '../dcerpc/rpc-association.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { PIPE_CODES } from './function-codes.ts'

/** Requests of one connection that may wait at the same time. */
export const MAX_PENDING = 512
/** Shares of one connection whose names are kept; the oldest is forgotten first. */
export const MAX_TREES = 64
/** Open files of one connection whose names are kept. */
export const MAX_FILES = 256

const PIPES = 'IPC$\\'
/** Pipes of Windows by their names, where the share was not seen to be connected: section 2.1 of MS-SAMR, MS-SRVS and so on. */
const PIPE_NAMES: ReadonlySet<string> = new Set(
  'atsvc browser epmapper eventlog initshutdown lsarpc lsass netdfs netlogon ntsvcs samr spoolss srvsvc svcctl winreg wkssvc'.split(
    ' ',
  ),
)

/** What is kept of a sign-in until its answer says whether it worked. */
export interface AskedSignIn {
  readonly account: string
  readonly method: string
}

/** A file or pipe that is open, and the operations on it, by command: those repeat. */
export interface OpenFile {
  readonly target: string
  /** Calls through a pipe; undefined for a file. */
  readonly calls: RpcAssociation | undefined
  readonly operations: (Operation | undefined)[]
}

/** What is remembered of one connection. */
export class SmbState {
  readonly operations = new Operations()
  readonly asked = new Pending<Operation>(MAX_PENDING)
  readonly signIns = new Pending<AskedSignIn>(MAX_TREES)
  /** Files that the next part of the same message, and answers without a file of their own, are about. */
  readonly askedFiles = new Pending<OpenFile>(MAX_PENDING)
  /** SMB 1, before extended security: passwords are sent as they are. */
  isPlainText = false
  /** RFC 1002: the name that was called, until the server answers. */
  called = ''
  isEncrypted = false
  /** SMB 2: what the part before has opened, in a message of several parts. */
  previous: Operation | undefined = undefined
  private readonly shares = new Map<number, string>()
  private readonly files = new Map<number, OpenFile>()

  /** An operation without a target. */
  plain(code: number, operationClass: OperationClass): Operation {
    return this.operations.find(code) ?? this.operations.add(code, operationClass, code, '', '')
  }

  /** An operation on something that is named. */
  on(code: number, operationClass: OperationClass, target: string): Operation {
    if (target === '') return this.plain(code, operationClass)
    const key = keyOfText(target, code)
    return this.operations.find(key) ?? this.operations.add(key, operationClass, code, '', target)
  }

  /** An operation on an open file, found again by its code alone while the file is open. */
  onFile(file: OpenFile, command: number, code: number, operationClass: OperationClass): Operation {
    const known = file.operations[command]
    if (known !== undefined && known.code === code) return known
    const operation = this.on(code, operationClass, file.target)
    file.operations[command] = operation
    return operation
  }

  connectTree(tree: number, path: string): void {
    remember(this.shares, tree, path.slice(path.lastIndexOf('\\') + 1), MAX_TREES)
  }

  /** 'SHARE\folder\file', 'SHARE', or the name alone where the share is not known. */
  pathIn(tree: number, name: string): string {
    const share = this.shares.get(tree) ?? ''
    const path = name.replace(/^\\+/, '')
    return share === '' || path === '' ? share + path : `${share}\\${path}`
  }

  /** What a CREATE has opened: calls go through pipes, which are what the share IPC$ holds (MS-SMB2, 2.2.14). */
  open(key: number, target: string): void {
    const isPipe = target.startsWith(PIPES) || PIPE_NAMES.has(target.toLowerCase())
    const calls = isPipe ? new RpcAssociation(this.operations, PIPE_CODES) : undefined
    remember(this.files, key, { target, calls, operations: [] }, MAX_FILES)
  }

  /** What is used as a pipe, although nobody was seen to open it. */
  openPipe(key: number): OpenFile | undefined {
    this.open(key, PIPES)
    return this.file(key)
  }

  file(key: number): OpenFile | undefined {
    return this.files.get(key)
  }

  close(key: number): void {
    this.files.delete(key)
  }
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
  if (map.size >= limit && !map.has(key)) {
    const oldest = map.keys().next()
    if (!oldest.done) map.delete(oldest.value)
  }
  map.set(key, value)
}
