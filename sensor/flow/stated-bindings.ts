import type { Binding } from '../../dissectors/kit/observation.ts'
import type { Conversation } from '../model/conversation.ts'
import { internText } from './address-text.ts'
import type { LineContext } from './line-context.ts'

/** What the messages of one dialogue bind: a binding that is said again, as the same object, is counted without its texts. */
export class StatedBindings {
  private said: Binding | undefined
  private mac: number | undefined
  private ip: number | undefined

  state(binding: Binding, { client, server }: Conversation, { inventory, info }: LineContext): void {
    const { endpoints } = inventory
    if (binding !== this.said) {
      const segment = endpoints.segmentOf(client)
      this.said = binding
      this.mac = internText(endpoints, segment, binding.mac)
      this.ip = binding.ip === '' ? undefined : internText(endpoints, segment, binding.ip)
      if (binding.ip !== '' && !this.ip) this.mac = undefined
    }
    const { mac } = this
    const ip = binding.ip === '' ? (info.direction === 'to-server' ? client : server) : this.ip
    if (!mac || !ip || endpoints.isGroup(mac) || endpoints.isGroup(ip)) return
    const { timeUs, frame } = info
    inventory.sight(mac, timeUs, timeUs, frame)
    inventory.sight(ip, timeUs, timeUs, frame)
    inventory.sightHost(ip)
    inventory.bind(mac, ip, 'stated', 0, timeUs, timeUs, frame)
  }
}
