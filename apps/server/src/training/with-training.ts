import type { ListKind, SignalDeclaration } from '@gatehouse/contract'
import { vectorDeclarations } from '@gatehouse/pipeline'
import { compileSignalPlan, defaultWindows } from '@gatehouse/signals'
import { assertSchema, openDatabase, openHistory, type History } from '@gatehouse/store'
import type { Config } from '../config.ts'
import { settingsOf } from '../shop-settings.ts'

/** What a training reads: the decisions of a shop, and what its signals are. */
export interface TrainingSource {
  readonly history: History
  /** What decisions of the shop carry now, its lists among them. */
  declarationsOf(shopId: string): Promise<readonly SignalDeclaration[]>
  /** The shop's setting `label_maturity_days`. */
  maturityDaysOf(shopId: string): Promise<number>
}

/** Opens the history of an installation for a training, beside a running server or without one. */
export async function withTraining<Result>(
  { dataDir, databaseUrl }: Config,
  work: (source: TrainingSource) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ dataDir, ...(databaseUrl === null ? {} : { databaseUrl }) })
  try {
    await assertSchema(database.connection)
    const history = await openHistory(database.connection)
    try {
      const plan = compileSignalPlan()
      return await work({
        history,
        async declarationsOf(shopId) {
          const lists = (await history.lists.all(shopId)).map(({ name, type }) => ({
            name,
            kind: type as ListKind,
          }))
          return vectorDeclarations(plan, defaultWindows, lists)
        },
        async maturityDaysOf(shopId) {
          const shop = await history.shops.find(shopId)
          return settingsOf(shop?.settings ?? {}).label_maturity_days
        },
      })
    } finally {
      await history.close()
    }
  } finally {
    await database.stop()
  }
}
