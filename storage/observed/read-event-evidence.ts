import type Database from 'better-sqlite3'
import type {
  CaptureSpan,
  ChangeFact,
  ClaimFact,
  ConversationFact,
  EventEvidence,
  FunctionFact,
  LossFact,
  OutageFact,
  PointUseFact,
  RegroupingFact,
  SilenceFact,
  SweepFact,
  TransmissionFact,
  WatchedSpell,
} from '../../sensor/model/events/event-evidence.ts'
import type { Evidence } from '../../sensor/model/evidence.ts'
import {
  CAPTURE_SPANS,
  CHANGE_FACTS,
  CLAIM_FACTS,
  CONVERSATION_FACTS,
  LATER_FUNCTIONS,
  LOSSES,
  MALFORMED_COUNTS,
  OUTAGES,
  PAUSED_OPERATIONS,
  POINT_USES,
  REGROUPINGS,
  SILENT_OPERATIONS,
  SWEEPS,
  TRANSMISSIONS,
  WATCHED_SPELLS,
} from './event-evidence-sql.ts'
import { decodeGaps } from './gap-bins.ts'
import { type Pause, pastSilences } from './past-silences.ts'
import { rhythmOf } from './rhythm.ts'

/** How long before the end of its conversation a cyclic operation may have ended and still count as its rhythm. */
const ENDS_WITHIN_PERIODS = 10
const US_PER_SECOND = 1_000_000

/** Reads what decides which events there are, over and above what decides the assets; in natural order. */
export class EventEvidenceReader {
  private readonly captures: Database.Statement<[], Omit<CaptureSpan, 'isLive'> & { isLive: number }>
  private readonly watched: Database.Statement<[], WatchedSpell>
  private readonly conversations: Database.Statement<[], ConversationRow>
  private readonly changes: Database.Statement<[], Witnessed<ChangeFact>>
  private readonly laterFunctions: Database.Statement<[], Witnessed<FunctionFact>>
  private readonly sweeps: Database.Statement<[], Witnessed<SweepFact>>
  private readonly pointUses: Database.Statement<[], Witnessed<PointUse>>
  private readonly claims: Database.Statement<[], Witnessed<ClaimFact>>
  private readonly malformed: Database.Statement<[], { conversation: number; count: number }>
  private readonly silentOperations: Database.Statement<[], SilentOperation>
  private readonly pausedOperations: Database.Statement<[], Omit<SilentOperation, 'operationLastUs'>>
  private readonly outages: Database.Statement<[], Omit<OutageFact, 'lasts'> & { lasts: number }>
  private readonly losses: Database.Statement<[], LossFact>
  private readonly transmissions: Database.Statement<[], Omit<TransmissionFact, 'stopped'> & { stopped: number }>
  private readonly regroupings: Database.Statement<[], RegroupingFact>

  constructor(database: Database.Database) {
    this.captures = database.prepare(CAPTURE_SPANS)
    this.watched = database.prepare(WATCHED_SPELLS)
    this.conversations = database.prepare(CONVERSATION_FACTS)
    this.changes = database.prepare(CHANGE_FACTS)
    this.laterFunctions = database.prepare(LATER_FUNCTIONS)
    this.sweeps = database.prepare(SWEEPS)
    this.pointUses = database.prepare(POINT_USES)
    this.claims = database.prepare(CLAIM_FACTS)
    this.malformed = database.prepare(MALFORMED_COUNTS)
    this.silentOperations = database.prepare(SILENT_OPERATIONS)
    this.pausedOperations = database.prepare(PAUSED_OPERATIONS)
    this.outages = database.prepare(OUTAGES)
    this.losses = database.prepare(LOSSES)
    this.transmissions = database.prepare(TRANSMISSIONS)
    this.regroupings = database.prepare(REGROUPINGS)
  }

  /** Completes the evidence of the assets. */
  read(evidence: Evidence): EventEvidence {
    return {
      ...evidence,
      captures: this.captures.all().map((span) => ({ ...span, isLive: span.isLive !== 0 })),
      watched: this.watched.all(),
      conversations: this.conversations.all().map((row) => ({
        ...witnessed<ConversationFact>(row),
        isIdentified: row.isIdentified !== 0,
        isOnlyAsked: row.isOnlyAsked !== 0,
      })),
      changes: this.changes.all().map((row) => witnessed<ChangeFact>(row)),
      laterFunctions: this.laterFunctions.all().map((row) => witnessed<FunctionFact>(row)),
      sweeps: this.sweeps.all().map((row) => witnessed<SweepFact>(row)),
      pointUses: this.pointUses.all().map((row) => {
        const { isSpan, writes, ...rest } = witnessed<PointUse>(row)
        return { ...rest, isSpan: isSpan !== 0, writes: writes !== 0 }
      }),
      claims: this.claims.all().map((row) => witnessed<ClaimFact>(row)),
      malformed: this.malformed.all(),
      silences: [...this.readSilences(), ...pastSilences(this.readPauses())],
      outages: this.outages.all().map((row) => ({ ...row, lasts: row.lasts !== 0 })),
      losses: this.losses.all(),
      transmissions: this.transmissions.all().map((row) => ({ ...row, stopped: row.stopped !== 0 })),
      regroupings: this.readRegroupings(),
    }
  }

  readRegroupings(): RegroupingFact[] {
    return this.regroupings.all()
  }

  /** Of each silent conversation the cyclic operation that was seen most often. */
  private readSilences(): SilenceFact[] {
    const found = new Map<number, SilenceFact>()
    for (const row of this.silentOperations.iterate()) {
      const { rhythm, period, gaps } = rhythmOf(decodeGaps(row.gapsText), row.longestGapUs, row.arrivals)
      if (rhythm !== 'cyclic' || period === null) continue
      const periodUs = Math.round(period * US_PER_SECOND)
      if (row.lastUs - row.operationLastUs > periodUs * ENDS_WITHIN_PERIODS) continue
      const known = found.get(row.conversation)
      if (known !== undefined && known.gaps >= gaps) continue
      found.set(row.conversation, factOf(row, gaps, periodUs, null))
    }
    return [...found.values()]
  }

  /** What is cyclic, with the longest time that it did not come. */
  private readPauses(): Pause[] {
    const pauses: Pause[] = []
    for (const row of this.pausedOperations.iterate()) {
      const { rhythm, period, gaps } = rhythmOf(decodeGaps(row.gapsText), row.longestGapUs, row.arrivals)
      if (rhythm !== 'cyclic' || period === null) continue
      const untilUs = row.lastUs + row.longestGapUs
      pauses.push({ ...factOf(row, gaps, Math.round(period * US_PER_SECOND), null), untilUs })
    }
    return pauses
  }
}

type PointUse = Omit<PointUseFact, 'isSpan' | 'writes'> & { readonly isSpan: number; readonly writes: number }

type SilentOperation = Omit<SilenceFact, 'gaps' | 'periodUs' | 'untilUs'> & {
  readonly gapsText: string
  readonly arrivals: number
  readonly operationLastUs: number
}

function factOf(
  row: Omit<SilentOperation, 'operationLastUs'>,
  gaps: number,
  periodUs: number,
  untilUs: number | null,
): SilenceFact {
  const { conversation, functionName, class: operationClass, target, longestGapUs, lastUs } = row
  return { conversation, functionName, class: operationClass, target, gaps, periodUs, longestGapUs, lastUs, untilUs }
}

/** A row in which the parts of the witness stand side by side. */
type ConversationRow = Witnessed<ConversationFact> & { readonly isIdentified: number; readonly isOnlyAsked: number }
type Witnessed<Fact> = Omit<Fact, 'witness' | 'isIdentified' | 'isOnlyAsked'> & {
  readonly capture: number
  readonly captureName: string
  readonly frame: number
  readonly timeUs: number
}

function witnessed<Fact>({ capture, captureName, frame, timeUs, ...rest }: Witnessed<Fact>): Fact {
  return { ...rest, witness: { capture, captureName, frame, timeUs } } as Fact
}
