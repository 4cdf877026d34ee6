import type { Dissector } from '../kit/dissector.ts'
import { mqtt } from '../mqtt/mqtt.ts'
import { opcua } from '../opcua/opcua.ts'

/**
 * What is looked for inside: OPC UA (OPC 10000-6, clause 7.5) and MQTT (MQTT 5.0, clause 6). Both take the binary messages for
 * one stream of bytes.
 */
export const INNER_PROTOCOLS: readonly Dissector[] = [opcua, mqtt]
