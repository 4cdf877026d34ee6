import type { BerReader } from '../kit/ber.ts'

/** IEC 61850-9-2 Ed. 2.1, table 14: ASDU. */
const SV_ID = 0x80
const DAT_SET = 0x81
const SMP_CNT = 0x82
const CONF_REV = 0x83
const SMP_SYNCH = 0x85
const SMP_RATE = 0x86
const SMP_MOD = 0x88
const GM_IDENTITY = 0x89
/** svID, smpCnt, confRev, smpSynch, seqData. */
const MANDATORY = 0b1010_1101

/** The fields of one ASDU, text as places in the message. One object, reused. */
export class SampledValuesAsdu {
  idStart = 0
  idEnd = 0
  dataSetStart = 0
  dataSetEnd = 0
  smpCnt = 0
  confRev = 0
  /** 0: not synchronised, 1: by a local clock, 2: by a global one; above: the id of the local area's clock. */
  smpSynch = 0
  /** 0 when absent. */
  smpRate = 0
  smpMod = 0
  /** The clock identity of the grandmaster; empty when absent. */
  clockStart = 0
  clockEnd = 0

  /** Reads the contents of one ASDU; false when a mandatory field is missing. */
  read(ber: BerReader): boolean {
    this.idStart = this.idEnd = 0
    this.dataSetStart = this.dataSetEnd = 0
    this.clockStart = this.clockEnd = 0
    this.smpCnt = this.confRev = this.smpSynch = this.smpRate = this.smpMod = 0
    let seen = 0
    while (ber.next()) {
      seen |= 1 << (ber.tag & 0x1f)
      this.field(ber)
    }
    return (seen & MANDATORY) === MANDATORY
  }

  private field(ber: BerReader): void {
    switch (ber.tag) {
      case SV_ID:
        this.idStart = ber.start
        this.idEnd = ber.end
        break
      case DAT_SET:
        this.dataSetStart = ber.start
        this.dataSetEnd = ber.end
        break
      case SMP_CNT:
        this.smpCnt = ber.unsigned()
        break
      case CONF_REV:
        this.confRev = ber.unsigned()
        break
      case SMP_SYNCH:
        this.smpSynch = ber.unsigned()
        break
      case SMP_RATE:
        this.smpRate = ber.unsigned()
        break
      case SMP_MOD:
        this.smpMod = ber.unsigned()
        break
      case GM_IDENTITY:
        this.clockStart = ber.start
        this.clockEnd = ber.end
        break
      default:
        // refrTm and seqData change with every sample and tell nothing about the publisher.
        break
    }
  }
}
