/*
 * Keys of the first packets, which anybody can derive: RFC 9001, 5.2 (from the connection ID that a client first sends to), 5.3
 * (AES-128-GCM), 5.4 (what hides the packet number); RFC 9369, 3.3 (salt and labels of version 2). They protect nothing: their
 * only use is to see that a packet came whole.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

const SALTS: Readonly<Record<string, string>> = {
  one: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  two: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  draft29: 'afbfec289993d24c9e9786f19c6111e04390a899',
  draft23: 'c3eef712c72ebb5a11a7d2432bb46365bef9f502',
}
const VERSION_2 = 0x6b33_43cf
const DRAFT_23 = 0xff00_0017
const DRAFT_29 = 0xff00_001d
const DRAFT_33 = 0xff00_0021
const LAST_DRAFT = 0xff00_0022
const KEY = 16
const IV = 12
const SECRET = 32
const TAG = 16
/** 5.4.2: where the sample lies, counted from the packet number. */
const SAMPLE_AT = 4
const SAMPLE = 16

/** Of one side. */
interface SideKeys {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly mask: Uint8Array
}

export interface InitialKeys {
  readonly client: SideKeys
  readonly server: SideKeys
}

/** The keys that belong to a connection ID, of versions that are known. */
export function initialKeys(version: number, connectionId: Uint8Array): InitialKeys {
  const secret = hmac(Buffer.from(saltOf(version), 'hex'), connectionId)
  const prefix = version === VERSION_2 ? 'quicv2' : 'quic'
  return { client: sideKeys(secret, 'client in', prefix), server: sideKeys(secret, 'server in', prefix) }
}

/**
 * The frames of a packet, `packet` from its first byte to its end, `numberAt` where the packet number begins; undefined where it
 * was not protected by these keys. The bytes of `packet` are changed.
 */
export function openPacket({ key, iv, mask }: SideKeys, packet: Uint8Array, numberAt: number): Uint8Array | undefined {
  const sampleAt = numberAt + SAMPLE_AT
  if (sampleAt + SAMPLE > packet.length) return undefined
  const hidden = createCipheriv('aes-128-ecb', mask, null).update(packet.subarray(sampleAt, sampleAt + SAMPLE))
  packet[0] = (packet[0] as number) ^ ((hidden[0] as number) & 0x0f)
  const numberBytes = ((packet[0] as number) & 3) + 1
  const nonce = Uint8Array.from(iv)
  for (let i = 0; i < numberBytes; i++) {
    const at = numberAt + i
    packet[at] = (packet[at] as number) ^ (hidden[i + 1] as number)
    // First packets have small numbers, which are there whole.
    const place = IV - numberBytes + i
    nonce[place] = (nonce[place] as number) ^ (packet[at] as number)
  }
  return decrypt(key, nonce, packet, numberAt + numberBytes)
}

function decrypt(key: Uint8Array, nonce: Uint8Array, packet: Uint8Array, from: number): Uint8Array | undefined {
  const tagAt = packet.length - TAG
  if (tagAt < from) return undefined
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAAD(packet.subarray(0, from))
  decipher.setAuthTag(packet.subarray(tagAt))
  const frames = decipher.update(packet.subarray(from, tagAt))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return frames
}

function sideKeys(secret: Uint8Array, label: string, prefix: string): SideKeys {
  const own = expand(secret, label, SECRET)
  return {
    key: expand(own, `${prefix} key`, KEY),
    iv: expand(own, `${prefix} iv`, IV),
    mask: expand(own, `${prefix} hp`, KEY),
  }
}

/** HKDF-Expand-Label (RFC 8446, 7.1) without a context, of up to one block. */
function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, 'latin1')
  return hmac(secret, Buffer.from([0, length, name.length, ...name, 0, 1])).subarray(0, length)
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createHmac('sha256', key).update(data).digest())
}

function saltOf(version: number): string {
  const isDraft = version >= DRAFT_23 && version <= LAST_DRAFT
  const name =
    version === VERSION_2
      ? 'two'
      : !isDraft || version >= DRAFT_33
        ? 'one'
        : version >= DRAFT_29
          ? 'draft29'
          : 'draft23'
  return SALTS[name] as string
}
