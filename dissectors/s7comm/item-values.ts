/*
 * Values of variables, big-endian. STEP 7, "Statement List Reference", data types: S5TIME and counters are three decimal
 * digits in BCD, the former behind two bits of time base; DATE counts days from 1990 on, TIME and TIME_OF_DAY milliseconds.
 */

export type Form =
  | 'bit'
  | 'u8'
  | 'u16'
  | 'i16'
  | 'u32'
  | 'i32'
  | 'f32'
  | 's5time'
  | 'counter'
  | 'date'
  | 'date-and-time'
  /** Text, or not a number: it is not told. */
  | ''

/** Milliseconds of the smallest step of an S5TIME, by its time base. */
const STEPS = [10, 100, 1000, 10_000]
const FIRST_DAY = Date.UTC(1990, 0, 1)
const DAY_MS = 86_400_000
/** A year of two digits below this one is of this century. */
const CENTURY_FROM = 90
const NOT_DECIMAL = -1

/** The value at `at`, in milliseconds where it is a duration; '' when its digits are none. */
export function valueAt(view: DataView, at: number, form: Form): string {
  switch (form) {
    case 'bit':
      return String(view.getUint8(at) & 1)
    case 'u16':
      return String(view.getUint16(at))
    case 'i16':
      return String(view.getInt16(at))
    case 'u32':
      return String(view.getUint32(at))
    case 'i32':
      return String(view.getInt32(at))
    case 'f32':
      return String(Number(view.getFloat32(at).toPrecision(7)))
    case 's5time':
      return decimalText(view, at, STEPS[(view.getUint8(at) >> 4) & 3] ?? 0)
    case 'counter':
      return decimalText(view, at, 1)
    case 'date':
      return new Date(FIRST_DAY + view.getUint16(at) * DAY_MS).toISOString().slice(0, 10)
    case 'date-and-time':
      return dateAndTimeText(view, at)
    default:
      return String(view.getUint8(at))
  }
}

/** The low three digits of a word, times `step`. */
function decimalText(view: DataView, at: number, step: number): string {
  const hundreds = view.getUint8(at) & 0x0f
  const rest = decimal(view.getUint8(at + 1))
  return hundreds > 9 || rest === NOT_DECIMAL ? '' : String((hundreds * 100 + rest) * step)
}

/** Year to second, two digits each; behind them three of milliseconds and the day of the week. */
function dateAndTimeText(view: DataView, at: number): string {
  const digits: string[] = []
  for (let i = 0; i < 7; i++) {
    const two = decimal(view.getUint8(at + i))
    if (two === NOT_DECIMAL) return ''
    digits.push(String(two).padStart(2, '0'))
  }
  const [year, month, day, hour, minute, second, hundredths] = digits
  const century = Number(year) < CENTURY_FROM ? 20 : 19
  const thousandths = view.getUint8(at + 7) >> 4
  if (thousandths > 9) return ''
  return `${century}${year}-${month}-${day} ${hour}:${minute}:${second}.${hundredths}${thousandths}`
}

/** Two digits in BCD. */
function decimal(byte: number): number {
  const tens = byte >> 4
  const ones = byte & 0x0f
  return tens > 9 || ones > 9 ? NOT_DECIMAL : tens * 10 + ones
}
