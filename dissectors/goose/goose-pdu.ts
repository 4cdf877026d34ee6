import type { BerReader } from '../kit/ber.ts'

/** IEC 61850-8-1 Ed. 2.1, annex A: IECGoosePdu. */
const GOCB_REF = 0x80
const DAT_SET = 0x82
const GO_ID = 0x83
const ST_NUM = 0x85
const SQ_NUM = 0x86
const SIMULATION = 0x87
const CONF_REV = 0x88
const NDS_COM = 0x89
const NUM_DAT_SET_ENTRIES = 0x8a
const ALL_DATA = 0xab
/** gocbRef, timeAllowedtoLive, datSet, t, stNum, sqNum, confRev, numDatSetEntries, allData: the rest has defaults. */
const MANDATORY = 0b1101_0111_0111

export type PduFault = 'none' | 'bad-length' | 'bad-value'

/** The fields of one GOOSE PDU, text as places in the message. One object, reused. */
export class GoosePdu {
  refStart = 0
  refEnd = 0
  dataSetStart = 0
  dataSetEnd = 0
  /** Empty when absent: the control block's name stands for it. */
  idStart = 0
  idEnd = 0
  stNum = 0
  sqNum = 0
  simulation = false
  confRev = 0
  needsCommissioning = false
  /** Entries of the data set, and where they lie; none when the message is not in order. */
  entries = 0
  dataStart = 0
  dataEnd = 0
  /** Where reading stopped, when it did. */
  faultAt = 0

  /** Reads the contents of `IECGoosePdu`; fields that were not reached are empty. */
  read(ber: BerReader): PduFault {
    this.refStart = this.refEnd = 0
    this.dataSetStart = this.dataSetEnd = 0
    this.idStart = this.idEnd = 0
    this.stNum = this.sqNum = this.confRev = 0
    this.entries = this.dataStart = this.dataEnd = 0
    this.simulation = this.needsCommissioning = false
    let seen = 0
    let entries = 0
    let counted = 0
    while (ber.next()) {
      const bit = ber.tag & 0x1f
      seen |= 1 << bit
      if (ber.tag === NUM_DAT_SET_ENTRIES) entries = ber.integer()
      else if (ber.tag === ALL_DATA) {
        counted = ber.count()
        this.dataStart = ber.start
        this.dataEnd = ber.end
      } else this.field(ber)
    }
    this.faultAt = ber.at
    if (ber.bad) return 'bad-length'
    if ((seen & MANDATORY) !== MANDATORY || entries !== counted) return 'bad-value'
    this.entries = counted
    return 'none'
  }

  private field(ber: BerReader): void {
    switch (ber.tag) {
      case GOCB_REF:
        this.refStart = ber.start
        this.refEnd = ber.end
        break
      case DAT_SET:
        this.dataSetStart = ber.start
        this.dataSetEnd = ber.end
        break
      case GO_ID:
        this.idStart = ber.start
        this.idEnd = ber.end
        break
      case ST_NUM:
        this.stNum = ber.unsigned()
        break
      case SQ_NUM:
        this.sqNum = ber.unsigned()
        break
      case SIMULATION:
        this.simulation = ber.unsigned() !== 0
        break
      case CONF_REV:
        this.confRev = ber.unsigned()
        break
      case NDS_COM:
        this.needsCommissioning = ber.unsigned() !== 0
        break
      default:
        // timeAllowedtoLive and t change with every message and tell nothing about the publisher.
        break
    }
  }
}
