/*
 * What an IED says of itself in its data model: IEC 61850-7-3, common data classes DPL (LPHD.PhyNam) and LPL (NamPlt);
 * IEC 61850-8-1 Ed. 2.1, clause 7.3.3 (functional constraint DC). The order of a structure's parts is that of its type.
 */
import type { BerReader } from '../kit/ber.ts'
import type { Fact } from '../kit/observation.ts'
import { textOf } from './object-names.ts'

/** Leaves of one type; a logical node has some hundreds. */
export const MAX_LEAVES = 512
/** Structures in structures: logical node, constraint, data object, sub-object, attribute, part of an attribute. */
const MAX_NESTED = 7

const LIST_OF_ACCESS_RESULT = 0xa1
const STRUCTURE = 0xa2
const VISIBLE_STRING = 0x8a
const MMS_STRING = 0x90
/** TypeDescription: structure [2] { packed [0], components [1] of { componentName [0], componentType [1] } }. */
const COMPONENTS = 0xa1
const COMPONENT = 0x30
const COMPONENT_NAME = 0x80
const COMPONENT_TYPE = 0xa1

const PHYSICAL: Readonly<Record<string, Fact>> = {
  vendor: 'vendor',
  hwRev: 'hardware',
  swRev: 'firmware',
  serNum: 'serial',
  model: 'model',
  location: 'location',
  name: 'name',
}
/** The name plate of LLN0 is that of the logical device. */
const LOGICAL_DEVICE: Readonly<Record<string, Fact>> = {
  vendor: 'vendor',
  swRev: 'firmware',
  d: 'description',
  configRev: 'configuration-revision',
}

/** Whether reading this name can tell what the device is. */
export function isNameplate(name: string): boolean {
  return /\/\w*(LPHD|LLN0)\w*($|\$DC)|\$DC(\$NamPlt|$)/.test(name)
}

/** The paths of a type's leaves, in the order of their values: 'PhyNam$vendor'. `ber` has entered a TypeDescription. */
export function leavesOfType(ber: BerReader): string[] {
  const leaves: string[] = []
  typeLeaves(ber, '', leaves, 0)
  return leaves
}

/** The facts in the values of a read, of which these are the names. `ber` has just read the Read-Response. */
export function nameplateFacts(
  ber: BerReader,
  names: readonly string[],
  types: ReadonlyMap<string, readonly string[]>,
): Partial<Record<Fact, string>> {
  const facts: Partial<Record<Fact, string>> = {}
  ber.enter()
  while (ber.next()) {
    if (!ber.is(LIST_OF_ACCESS_RESULT) || !ber.enter()) continue
    for (let i = 0; i < names.length && ber.next(); i++) {
      const name = names[i] as string
      const leaves = types.get(name)
      if (!ber.is(STRUCTURE)) addFact(ber, name, facts)
      else if (leaves !== undefined) {
        valueLeaves(ber, name, leaves, 0, facts, 0)
      }
    }
    ber.leave()
  }
  ber.leave()
  return facts
}

function typeLeaves(ber: BerReader, path: string, leaves: string[], depth: number): void {
  while (leaves.length < MAX_LEAVES && ber.next()) {
    if (!ber.is(STRUCTURE) || depth === MAX_NESTED) leaves.push(path)
    else if (ber.enter()) {
      while (ber.next()) if (ber.is(COMPONENTS)) componentLeaves(ber, path, leaves, depth)
      ber.leave()
    }
  }
}

function componentLeaves(ber: BerReader, path: string, leaves: string[], depth: number): void {
  ber.enter()
  while (leaves.length < MAX_LEAVES && ber.next()) {
    if (!ber.is(COMPONENT) || !ber.enter()) continue
    let name = ''
    while (ber.next()) {
      if (ber.is(COMPONENT_NAME)) name = textOf(ber.view, ber.start, ber.end)
      else if (ber.is(COMPONENT_TYPE) && ber.enter()) {
        typeLeaves(ber, path === '' ? name : `${path}$${name}`, leaves, depth + 1)
        ber.leave()
      }
    }
    ber.leave()
  }
  ber.leave()
}

/** Walks a structure's values along the leaves of its type; returns the leaf after the last one met. */
function valueLeaves(
  ber: BerReader,
  name: string,
  leaves: readonly string[],
  first: number,
  facts: Partial<Record<Fact, string>>,
  depth: number,
): number {
  let leaf = first
  if (depth > MAX_NESTED || !ber.enter()) return leaf
  while (leaf < leaves.length && ber.next()) {
    if (ber.is(STRUCTURE)) leaf = valueLeaves(ber, name, leaves, leaf, facts, depth + 1)
    else addFact(ber, `${name}$${leaves[leaf++]}`, facts)
  }
  ber.leave()
  return leaf
}

function addFact(ber: BerReader, path: string, facts: Partial<Record<Fact, string>>): void {
  if (!ber.is(VISIBLE_STRING) && !ber.is(MMS_STRING)) return
  const fact = factOf(path)
  const text = fact === undefined ? '' : textOf(ber.view, ber.start, ber.end).trim()
  if (fact !== undefined && text !== '') facts[fact] = text
}

function factOf(path: string): Fact | undefined {
  const [, node, plate, attribute] = /\/([^$]+)\$DC\$(PhyNam|NamPlt)\$(\w+)$/.exec(path) ?? []
  if (node === undefined || attribute === undefined) return undefined
  if (plate === 'PhyNam') return PHYSICAL[attribute]
  if (node.endsWith('LLN0')) return LOGICAL_DEVICE[attribute]
  // Other nodes may be another firm's software in the same box: only their vendor is told.
  return attribute === 'vendor' ? 'vendor' : undefined
}
