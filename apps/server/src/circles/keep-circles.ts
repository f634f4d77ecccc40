import { CIRCLE_KINDS, type CircleKind } from '@gatehouse/contract'
import {
  CircleTable,
  createCircleIndex,
  type CircleIndex,
  type LoadedCircle,
} from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import { oneAtATime } from '../one-at-a-time.ts'

export interface KeptCircles {
  readonly circles: CircleIndex
  /** Waits for what is being read. */
  close(): Promise<void>
}

/** Holds what is said in every circle, and reads a circle again when it changed on any node. */
export async function keepCircles(
  store: Pick<Store, 'circles' | 'configChanges'>,
  nowMs: () => number,
  onLoaded: (circles: readonly LoadedCircle[]) => Promise<void>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<KeptCircles> {
  const circles = createCircleIndex()
  const loaded = new Map<string, LoadedCircle & { readonly revision: number }>()
  const running = new Set<Promise<void>>()

  const reload = oneAtATime(async () => {
    const all = await store.circles.all()
    for (const name of loaded.keys())
      if (!all.some((each) => each.name === name)) loaded.delete(name)
    for (const { name, revision } of all) {
      if (loaded.get(name)?.revision === revision) continue
      const circle = await read(store, name, nowMs())
      if (circle !== undefined) loaded.set(name, { ...circle, revision })
    }
    circles.load([...loaded.values()])
    await onLoaded([...loaded.values()])
  })
  // Listening before the first reading: nothing that is said meanwhile is missed.
  const stop = store.configChanges.listen(() => {
    const done = reload('circles')
      .catch((error: unknown) => log.error({ err: error }, 'circles could not be read'))
      .finally(() => running.delete(done))
    running.add(done)
  })
  await reload('circles')
  return {
    circles,
    async close() {
      stop()
      await Promise.all(running)
    },
  }
}

async function read(
  { circles }: Pick<Store, 'circles'>,
  name: string,
  nowMs: number,
): Promise<LoadedCircle | undefined> {
  const key = await circles.key(name)
  if (key === undefined) return undefined
  const members = await circles.members(name)
  const places = new Map(members.map(({ member }, at) => [member, at]))
  const tables: Partial<Record<CircleKind, CircleTable>> = {}
  for (const kind of CIRCLE_KINDS) {
    const table = new CircleTable()
    for await (const items of circles.inForce(name, kind, nowMs)) {
      for (const item of items) {
        const place = places.get(item.member)
        if (place !== undefined) table.add(item, place)
      }
    }
    tables[kind] = table
  }
  return { name, key, members, tables: tables as LoadedCircle['tables'] }
}
