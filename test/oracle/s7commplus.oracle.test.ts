/*
 * S7comm-plus of public captures, which tshark 4.0 does not know. What is counted here was read from the frames by their
 * own bytes: opcode and function behind the frame's header, one message for each trailer.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { s7comm } from '../../dissectors/s7comm/s7comm.ts'
import { s7commplus } from '../../dissectors/s7commplus/s7commplus.ts'
import { CORPUS } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

/** Requests, responses, errors, one-way messages; and the identity strings of the session. */
interface Expected {
  readonly counts: Readonly<Record<string, readonly number[]>>
  readonly said: readonly string[]
}

const SESSION_1511 = ['1;6ES7 511-1AK00-0AB0;V1.0', '6ES7 511-1AK00-0AB0', 'V1.0', 'OMSP.REL.5041.23']
const OPC_SERVER = ['S7_Verbindung_1', 'SIMATIC NET PC Software', ':::"OPC Server_1"::VM/']
const SMART_PANEL = ['1:::6.32::', 'HMI USER', 'HMI HOST', 'OMS+ for SMART Runtime', 'SM@RT']
const PANEL_RUNTIME = [
  '0:::6.0::TCP/IP -> Intel(R) PRO/1000 MT-N...',
  'Read Write',
  'HMI RT OMS+',
  'YourHost',
  'Read/Write tags',
]

const EXPECTED: Readonly<Record<string, Expected>> = {
  'S7-1200-Uploading-OB1-TIAV12.pcap': {
    counts: {
      'cotp cr': [1, 1, 0, 0],
      '0x04bb': [2, 2, 0, 0],
      '0x04ca': [2, 2, 0, 0],
      '0x04d4': [1, 1, 0, 0],
      '0x0524': [2, 2, 0, 0],
      '0x0542': [1, 1, 0, 0],
      '0x054c': [22, 22, 0, 0],
      '0x0556': [2, 2, 0, 0],
      '0x0560': [2, 2, 0, 0],
      '0x0586': [9, 9, 2, 0],
    },
    said: [
      ...['1;6ES7 214-1HE30-0XB0 ;V2.2', '6ES7 214-1HE30-0XB0', 'SZVBDYXX017685', 'V2.2.0', '02.13.01'],
      ...['1:::6.0::TCP/IP -> Atheros AR8121/AR8113/...', 'VORTEX_21032491'],
    ],
  },
  'S7-1511-opc-request-all-types.pcap': {
    counts: {
      'cotp cr': [1, 1, 0, 0],
      '0x04ca': [1, 1, 0, 0],
      '0x0542': [1, 1, 0, 0],
      '0x054c': [6, 6, 0, 0],
      '0x0586': [1, 1, 0, 0],
    },
    said: [...SESSION_1511, ...OPC_SERVER],
  },
  'S7-1511_db2_var1_HMI.pcap': {
    counts: {
      'cotp cr': [1, 1, 0, 0],
      '0x04ca': [1, 1, 0, 0],
      '0x04d4': [1, 1, 0, 0],
      '0x0542': [1, 1, 0, 0],
      '0x054c': [6, 6, 0, 0],
    },
    said: [...SESSION_1511, ...SMART_PANEL],
  },
  'S7-1511_db3_var1_HMI.pcap': {
    counts: {
      'cotp cr': [3, 3, 0, 0],
      '0x04ca': [3, 3, 0, 0],
      '0x04d4': [2, 0, 0, 0],
      '0x0542': [3, 3, 0, 0],
      '0x054c': [2, 1, 0, 0],
      '0x0586': [1, 1, 0, 0],
    },
    said: [...SESSION_1511, ...OPC_SERVER],
  },
  'S7-1511_db6w0_HMI.pcap': {
    counts: {
      'cotp cr': [1, 1, 0, 0],
      '0x04ca': [1, 1, 0, 0],
      '0x04d4': [1, 1, 0, 0],
      '0x0542': [1, 1, 0, 0],
      '0x0586': [1, 1, 0, 0],
    },
    said: [...SESSION_1511, ...OPC_SERVER],
  },
  'V13_1200_TP1200sim_MW100_Int_SPS_5s_MW102_Int_SPS_10s_MW102_ab_1000_Timer_sync.pcapng': {
    counts: {
      'cotp cr': [2, 2, 0, 0],
      '0x04ca': [3, 3, 0, 0],
      '0x04d4': [2, 2, 0, 0],
      '0x04f2': [10, 10, 0, 0],
      '0x0542': [2, 2, 0, 0],
      '0x054c': [3, 3, 0, 0],
      notification: [0, 0, 0, 32],
    },
    said: ['1;6ES7 214-1HE30-0XB0 ;V2.2', ...PANEL_RUNTIME],
  },
  's7-1200-hmi.pcap': {
    counts: { 'cotp cr': [1, 1, 0, 0], '0x04ca': [1, 1, 0, 0], '0x0542': [2, 2, 0, 0], '0x054c': [9, 9, 0, 0] },
    said: ['1;6ES7 211-1BE31-0XB0 ;V3.0', ...SMART_PANEL],
  },
}

describe.each(Object.entries(EXPECTED))('%s', (name, { counts, said }) => {
  const capture = join(CORPUS, `s7commplus/controlthings-io__${name}`)
  const run = existsSync(capture) ? runCapture(capture, [s7comm, s7commplus]) : undefined

  test.skipIf(run === undefined)('every message is counted under its function', () => {
    expect(sumsByFunction(run as LineRun, 's7commplus')).toEqual(counts)
  })

  test.skipIf(run === undefined)('every identity string of the session is said', () => {
    const values = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    expect(said.filter((value) => !values.has(value))).toEqual([])
  })

  test.skipIf(run === undefined)('every message is decoded, and nothing is malformed or a fault', () => {
    const { context } = (run as LineRun).line
    expect([context.malformed, context.faults, context.undecoded]).toEqual([0, 0, 0])
  })
})

const AMONG_MODBUS = join(CORPUS, 'modbus/zeek__modbusBig.pcap')
const among = existsSync(AMONG_MODBUS) ? runCapture(AMONG_MODBUS, [s7comm, s7commplus]) : undefined

test.skipIf(among === undefined)('two controllers that a capture of Modbus holds too, joined midway, are found', () => {
  expect(sumsByFunction(among as LineRun, 's7commplus')).toEqual({
    '0x04bb': [76, 76, 0, 0],
    '0x04f2': [230, 230, 0, 0],
    notification: [0, 0, 0, 489],
  })
})

const COOKED = join(CORPUS, 's7commplus/cisagov__s7comm_plus.pcap')
const cooked = existsSync(COOKED) ? runCapture(COOKED, [s7comm, s7commplus]) : undefined
const isRead = cooked !== undefined && !cooked.delta.coverage.some(({ detail }) => detail === 'link-type-unknown')

test.skipIf(!isRead)(
  'signed messages joined midway, in a Linux cooked capture, are counted under their function',
  () => {
    expect(sumsByFunction(cooked as LineRun, 's7commplus')).toEqual({
      '0x04f2': [26, 0, 0, 0],
      '0x0542': [2, 2, 0, 0],
      '0x054c': [6, 6, 0, 0],
      notification: [0, 0, 0, 79],
    })
  },
)
