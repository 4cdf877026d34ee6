import { expect, test } from 'vitest'
import { type EventFacts, outcomeOf, summaryOf } from '../../sensor/model/events/production-words.ts'

const STOP: EventFacts = {
  clientRole: 'engineering-workstation',
  clientAddress: '10.0.0.5',
  serverRole: 'controller',
  serverAddress: '10.0.0.20',
  protocol: 's7comm',
  functionName: 'PLC Stop',
  class: 'mode',
  module: '',
  target: '',
  isToGroup: false,
  outcome: 'accepted',
}

test('a stop reads as an engineer would say it', () => {
  expect(summaryOf(STOP)).toBe('Engineering station 10.0.0.5 stopped PLC 10.0.0.20 (s7comm PLC Stop), accepted')
  expect(summaryOf({ ...STOP, functionName: 'Halt program' })).toContain(' stopped PLC 10.0.0.20 ')
})

test('what was not accepted was only tried', () => {
  expect(summaryOf({ ...STOP, outcome: 'refused' })).toBe(
    'Engineering station 10.0.0.5 tried to stop PLC 10.0.0.20 (s7comm PLC Stop), refused',
  )
  expect(summaryOf({ ...STOP, outcome: 'not answered' })).toContain(
    'tried to stop PLC 10.0.0.20 (s7comm PLC Stop), not answered',
  )
})

test.each([
  ['write', 'Write Single Register', 'wrote to'],
  ['control', 'Operate', 'operated'],
  ['configure', 'Set', 'reconfigured'],
  ['download', 'Download Block', 'downloaded logic to'],
  ['firmware', 'FoE Write', 'wrote firmware to'],
  ['mode', 'Cold Restart', 'restarted'],
  ['mode', 'Remote RUN', 'started'],
  ['mode', 'AL Control', 'changed the mode of'],
] as const)('class %s, %s: %s', (operationClass, functionName, verb) => {
  expect(summaryOf({ ...STOP, class: operationClass, functionName })).toContain(` ${verb} `)
})

test('what is never answered is done, for all that can be seen', () => {
  const facts = { ...STOP, class: 'control', functionName: 'Operate' } as const
  expect(summaryOf({ ...facts, outcome: 'never answered' })).toMatch(/ operated PLC .* which is never answered$/)
  expect(summaryOf({ ...facts, outcome: 'not answered' })).toMatch(/ tried to operate .* not answered$/)
})

test('a group that was asked has not stayed silent: its members answer elsewhere', () => {
  const told = { ...STOP, serverAddress: '224.0.1.129', serverRole: '', isToGroup: true, outcome: '' } as const
  expect(summaryOf(told)).toBe(
    'Engineering station 10.0.0.5 tried to stop the group 224.0.1.129 (s7comm PLC Stop), whose members answer elsewhere',
  )
  expect(summaryOf({ ...told, module: 'slave 1001' })).toContain(' tried to stop slave 1001 by the group 224.0.1.129 (')
  const silent = { requests: 1, announced: 0, accepted: 0, refused: 0 }
  expect([outcomeOf(silent, true), outcomeOf({ ...silent, refused: 1 }, true)]).toEqual(['', 'refused'])
})

test('a select moves nothing', () => {
  const select = { ...STOP, class: 'control', protocol: 'dnp3', functionName: 'Select' } as const
  expect(summaryOf(select)).toContain(' selected points of PLC ')
  expect(summaryOf({ ...select, outcome: 'refused' })).toContain(' tried to select points of PLC ')
})

test.each([
  ['control', 'Read', 'IED1/CSWI1$CO$Pos$SBO (select)', 'selected points of'],
  ['control', 'Write', 'IED1/CSWI1$CO$Pos$SBOw (select with value)', 'selected points of'],
  ['control', 'Write', 'IED1/CSWI1$CO$Pos$Cancel (cancel)', 'took back an operation of'],
  ['control', 'Write', 'IED1/CSWI1$CO$Pos$Oper (operate)', 'operated'],
  ['download', 'PI Service', '_DELE DB1', 'deleted logic on'],
  ['download', 'DeleteDomain', 'AREA1', 'deleted logic on'],
  ['mode', 'Force Listen Only Mode', '', 'changed the mode of'],
] as const)('class %s, %s of %s: %s', (operationClass, functionName, target, verb) => {
  expect(summaryOf({ ...STOP, class: operationClass, functionName, target })).toContain(` ${verb} PLC `)
})

test('a function that sets any mode is told by the one that it sets', () => {
  const control = { ...STOP, protocol: 'ads', functionName: 'Write Control' }
  expect(summaryOf({ ...control, target: 'ADS state STOP' })).toContain(' stopped PLC ')
  expect(summaryOf({ ...control, target: 'ADS state RUN' })).toContain(' started PLC ')
  expect(summaryOf({ ...control, target: 'ADS state RECONFIG' })).toContain(' changed the mode of PLC ')
})

test('a part is named, and so is a host without a role', () => {
  expect(summaryOf({ ...STOP, clientRole: '', serverRole: 'gateway', module: 'unit 3', class: 'write' })).toMatch(
    /^Host 10\.0\.0\.5 wrote to gateway 10\.0\.0\.20, unit 3 /,
  )
})

test('what is told a part behind a broker is no change of the broker', () => {
  const told = {
    ...STOP,
    serverRole: 'message-broker',
    module: 'node Plant/Edge1',
    class: 'control',
    outcome: 'not answered',
  } as const
  expect(summaryOf(told)).toContain('tried to operate node Plant/Edge1 behind message broker 10.0.0.20 (')
  expect(summaryOf({ ...told, module: '' })).toContain('tried to operate message broker 10.0.0.20 (')
})

test('the outcome says when answers differ', () => {
  const outcome = (accepted: number, refused: number) => outcomeOf({ requests: 2, announced: 0, accepted, refused })
  expect([outcome(2, 0), outcome(1, 1), outcome(0, 1), outcome(0, 0)]).toEqual([
    'accepted',
    'partly refused',
    'refused',
    'not answered',
  ])
})

test('what is announced is never answered, unless it was asked for too', () => {
  const answers = { announced: 1, accepted: 0, refused: 0 }
  expect(outcomeOf({ ...answers, requests: 0 })).toBe('never answered')
  expect(outcomeOf({ ...answers, requests: 1 })).toBe('not answered')
  expect(outcomeOf({ ...answers, requests: 0, accepted: 1 })).toBe('accepted')
})
