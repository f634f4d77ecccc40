import { expect, it } from 'vitest'
import { keepUp } from './keep-up.ts'

/** Nodes' notes by hand, and reloads that end when they are told to. */
function kept() {
  const listeners = new Set<(shopId: string | null) => void>()
  const reloads: { shopId: string | null; end: PromiseWithResolvers<void> }[] = []
  const errors: unknown[] = []
  const close = keepUp({
    store: {
      configChanges: {
        listen(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      upkeep: { run: () => Promise.reject(new Error('not in this test')) },
    },
    shops: {
      reload(shopId) {
        const end = withResolvers()
        reloads.push({ shopId, end })
        return end.promise
      },
    },
    loadKeys: async () => {},
    log: { error: (about: unknown) => void errors.push(about) },
  })
  const tell = (shopId: string) => listeners.forEach((listener) => listener(shopId))
  return { close, tell, reloads, errors }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

/** `Promise.withResolvers` is newer than Node 20. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve!: () => void
  let reject!: (error: Error) => void
  const promise = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}

it('waits for a running reload before it has ended, and hears nothing more', async () => {
  const { close, tell, reloads } = kept()
  tell('a')
  let isClosed = false
  const closing = close().then(() => (isClosed = true))
  tell('b')
  await new Promise((resolve) => setImmediate(resolve))
  expect(isClosed).toBe(false)
  expect(reloads.map(({ shopId }) => shopId)).toEqual(['a'])
  reloads[0]!.end.resolve()
  await closing
  expect(isClosed).toBe(true)
})

it('logs a reload that failed and goes on', async () => {
  const { close, tell, reloads, errors } = kept()
  tell('a')
  reloads[0]!.end.reject(new Error('the database is away'))
  tell('b')
  reloads[1]!.end.resolve()
  await close()
  expect(errors).toMatchObject([{ err: { message: 'the database is away' } }])
})
