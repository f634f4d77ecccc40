import { describe, expect, it } from 'vitest'
import { EntityWindows } from './entity-windows.ts'
import { CHUNK_RECORDS, EventArena } from './event-arena.ts'
import { compileWindows, type ArenaPlan } from './window-plan.ts'

function ordersByIp(): ArenaPlan {
  const compiled = compileWindows([
    {
      name: 'velocity.orders_by_ip_1h',
      by: 'ip',
      stream: 'order',
      aggregate: { kind: 'count' },
      durationSeconds: 3600,
      doc: '',
    },
  ])
  const plan = compiled.ok ? compiled.plan.arenas[0] : undefined
  if (plan === undefined) throw new Error('no arena')
  return plan
}

function append(arena: EventArena, windows: EntityWindows, timeMs: number, lo: number): void {
  const seq = arena.append(timeMs, 0, 0)
  const chunk = arena.chunkOf(seq)
  if (chunk === undefined) throw new Error('no chunk')
  const base = arena.baseOf(seq)
  chunk.words[base + windows.plan.keyWord] = lo
  windows.add(chunk, base, seq, 0, lo)
}

describe('an event arena', () => {
  it('goes on counting where sequence numbers wrap', () => {
    const plan = ordersByIp()
    const [group] = plan.groups
    if (group === undefined) throw new Error('no group')
    const arena = new EventArena(plan)
    arena.nextSeq = 2 ** 32 - CHUNK_RECORDS
    arena.tailChunk = 2 ** 20 - 1
    const windows = new EntityWindows(arena, 0, group)
    const [output] = group.outputs
    if (output === undefined) throw new Error('no output')
    for (let index = 0; index < 2 * CHUNK_RECORDS; index += 1) {
      append(arena, windows, 1000 + index, index % 100 === 0 ? 5 : 1000 + index)
    }
    expect(arena.nextSeq).toBe(CHUNK_RECORDS)
    windows.read(0, 5, 1000 + 2 * CHUNK_RECORDS)
    expect([windows.valueOf(output), windows.isEstimate(output)]).toEqual([82, false])
    arena.dropOldest()
    windows.read(0, 5, 1000 + 2 * CHUNK_RECORDS)
    expect([windows.valueOf(output), windows.isEstimate(output)]).toEqual([41, true])
  })

  it('knows until when it is complete after dropping', () => {
    const arena = new EventArena(ordersByIp())
    for (let index = 0; index < CHUNK_RECORDS + 1; index += 1) arena.append(index, 0, 0)
    expect(arena.droppedThroughMs).toBe(-Infinity)
    arena.dropOldest()
    expect([arena.droppedThroughMs, arena.records]).toEqual([CHUNK_RECORDS - 1, 1])
  })
})
