/*
 * What User-Agent and Server say of the system below: RFC 9110, clauses 10.1.5 and 10.2.4 (products with their versions,
 * comments in brackets). Comments have no syntax; systems are taken in the words that programs use for them.
 */

const SYSTEM =
  /^(?:Windows (?:NT|CE|Phone|Mobile)[^;]*|Windows[ -]?\d[^;]*|Win(?:32|64)|Linux[^;]*|(?:Intel |PPC )?Mac OS X[^;]*|CPU (?:iPhone )?OS [^;]*|Android[^;]*|CrOS [^;]*|(?:Free|Net|Open)BSD[^;]*|SunOS[^;]*|QNX[^;]*|VxWorks[^;]*|darwin[^;]*|Unix|Ubuntu|Debian|Fedora|Red Hat[^;]*|CentOS|Raspbian|openSUSE|SUSE[^;]*|Kubuntu[^;]*)$/i
const LEADING =
  /^(?:Linux|VxWorks|QNX|Windows(?:-NT)?|(?:Free|Net|Open)BSD|eCos|ThreadX|Nucleus|INTEGRITY|uC\/OS(?:-II|-III)?|RTOS|FreeRTOS)(?:[/ ][\w.-]+)?/i

/** The operating system that the comments, or the first word, of an agent name; '' when they name none. */
export function systemOf(agent: string): string {
  const leading = LEADING.exec(agent)
  if (leading !== null) return leading[0].replace('/', ' ')
  for (const [, comment] of agent.matchAll(/\(([^()]{2,200})\)/g)) {
    for (const part of (comment ?? '').split(';')) {
      const text = part.trim()
      if (!SYSTEM.test(text)) continue
      return text
        .replace(/^(?:Intel|PPC) /, '')
        .replace(/ like Mac OS X$/, '')
        .replace(/(?<= OS .*)_/g, '.')
    }
  }
  return ''
}
