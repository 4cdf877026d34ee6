/** Bytes that follow the first one of a character in UTF-8 (RFC 3629, clause 4); -1 where a byte begins none. */
export function utf8Followers(first: number): number {
  if (first < 0x80) return 0
  if (first < 0xc2 || first > 0xf4) return -1
  return first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
}

/** Whether a byte is one of those that follow. */
export function isUtf8Follower(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
