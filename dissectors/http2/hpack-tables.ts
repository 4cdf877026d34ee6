/* RFC 7541: appendix A (fields that need no words) and appendix B (the code of texts). */

/** Name and value of entries 1 to 61. */
export const STATIC_FIELDS: readonly (readonly [name: string, value: string])[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language', ''],
  ['accept-ranges', ''],
  ['accept', ''],
  ['access-control-allow-origin', ''],
  ['age', ''],
  ['allow', ''],
  ['authorization', ''],
  ['cache-control', ''],
  ['content-disposition', ''],
  ['content-encoding', ''],
  ['content-language', ''],
  ['content-length', ''],
  ['content-location', ''],
  ['content-range', ''],
  ['content-type', ''],
  ['cookie', ''],
  ['date', ''],
  ['etag', ''],
  ['expect', ''],
  ['expires', ''],
  ['from', ''],
  ['host', ''],
  ['if-match', ''],
  ['if-modified-since', ''],
  ['if-none-match', ''],
  ['if-range', ''],
  ['if-unmodified-since', ''],
  ['last-modified', ''],
  ['link', ''],
  ['location', ''],
  ['max-forwards', ''],
  ['proxy-authenticate', ''],
  ['proxy-authorization', ''],
  ['range', ''],
  ['referer', ''],
  ['refresh', ''],
  ['retry-after', ''],
  ['server', ''],
  ['set-cookie', ''],
  ['strict-transport-security', ''],
  ['transfer-encoding', ''],
  ['user-agent', ''],
  ['vary', ''],
  ['via', ''],
  ['www-authenticate', ''],
]

/** The end of a text, which is never coded as such: its bits only fill up the last byte. */
const SYMBOLS = 257
const SHORTEST = 5
/** How many bits each byte has, and then the end: 'a' for 5, up to 'z' for 30. The codes follow from them, in order. */
const LENGTHS =
  'isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkaba' +
  'babbbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsru' +
  'vvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz'

/** The code as a tree: of node n, where a 0 leads is at 2n and where a 1 leads at 2n + 1; a leaf is the byte's complement. */
export const HUFFMAN_TREE = treeOf(LENGTHS)

function treeOf(lengths: string): Int16Array {
  const tree = new Int16Array(2 * SYMBOLS)
  const bitsOf = (symbol: number) => lengths.charCodeAt(symbol) - 0x61 + SHORTEST
  const order = Array.from({ length: SYMBOLS }, (_, symbol) => symbol).sort((a, b) => bitsOf(a) - bitsOf(b) || a - b)
  let nodes = 1
  let code = 0
  let before = bitsOf(order[0] as number)
  for (const symbol of order) {
    const bits = bitsOf(symbol)
    code *= 2 ** (bits - before)
    before = bits
    let node = 0
    for (let bit = bits - 1; bit > 0; bit--) {
      const at = node * 2 + ((code >>> bit) & 1)
      if (tree[at] === 0) tree[at] = nodes++
      node = tree[at] as number
    }
    tree[node * 2 + (code & 1)] = ~symbol
    code++
  }
  return tree
}
