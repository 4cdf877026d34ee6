import { expect, test } from 'vitest'
import { siemensFacts } from '../../dissectors/kit/siemens-description.ts'

test.each([
  [
    'Siemens, SIMATIC NET, SCALANCE XC208, 6GK5 208-0BA00-2AC2, HW: Version 3, FW: Version V04.01.00, VPL6012345',
    ['SIMATIC NET', 'SCALANCE XC208', '6GK5 208-0BA00-2AC2', '3', 'V04.01.00', 'VPL6012345'],
  ],
  [
    'Siemens, SIMATIC S7, CPU1516-3 PN/DP, 6ES7 516-3AN01-0AB0, HW: 3, FW: V.2.6.0, S C-J5EX85822018',
    ['SIMATIC S7', 'CPU1516-3 PN/DP', '6ES7 516-3AN01-0AB0', '3', 'V.2.6.0', 'S C-J5EX85822018'],
  ],
  [
    'Siemens, SIMATIC S7, CPU1516-3 PN/DP, 6ES7 516-3AN01-0AB0 , HW: 3, FW: V.2.6.0, SC-J5EX85822018',
    ['SIMATIC S7', 'CPU1516-3 PN/DP', '6ES7 516-3AN01-0AB0', '3', 'V.2.6.0', 'SC-J5EX85822018'],
  ],
  [
    'Siemens, SIMATIC NET, CP 343-1, 6GK7 343-1EX30-0XE0, HW: Version 7, FW: Version V2.2.20',
    ['SIMATIC NET', 'CP 343-1', '6GK7 343-1EX30-0XE0', '7', 'V2.2.20', ''],
  ],
  ['Siemens, and something else', undefined],
  ['Cisco IOS Software, C2960 Software, Version 12.2', undefined],
])('%j', (text, expected) => {
  const facts = siemensFacts(text)
  const found = facts && [
    facts.product,
    facts.model,
    facts['order-number'],
    facts.hardware,
    facts.firmware,
    facts.serial ?? '',
  ]
  expect(found).toEqual(expected)
  if (expected !== undefined) expect(facts?.vendor).toBe('Siemens')
})
